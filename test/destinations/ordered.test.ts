import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Configured, View } from "../../src/core/destination.ts";
import { destinations } from "../../src/destinations/index.ts";
import { inOrder } from "../../src/destinations/kit/ordered.ts";
import { aDestination } from "../support/destination-case.ts";

const view = (session: string | null): View => ({
  event: { session },
  rule: { name: "r", severity: "normal" },
  finding: {},
  session: {},
  identity: {},
});
const rendering = (thread?: string): Configured => ({
  ...aDestination().configured,
  render: () => [{ recipient: "crm", body: {}, thread }],
});
const threadOf = (configured: Configured, session: string | null) => configured.render({}, view(session))[0]?.thread;

describe("ordered: true", () => {
  it("makes the messages of a conversation a thread, and those of none another", () => {
    const ordered = inOrder(rendering(), { ordered: true });
    expect(["s1", "s2", null].map((session) => threadOf(ordered, session))).toEqual(["in order s1", "in order s2", "in order"]);
  });

  it("leaves a thread of the destination's own, and everything where nobody asked for order", () => {
    expect(threadOf(inOrder(rendering("person 7"), { ordered: true }), "s1")).toBe("person 7");
    expect(threadOf(inOrder(rendering(), {}), "s1")).toBeUndefined();
  });

  it.each(["http", "webhook"])("is a key of %s, and of no destination that has threads or batches", (type) => {
    const schema = destinations.find((each) => each.type === type)?.schema;
    expect(JSON.stringify(z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" }))).toContain('"ordered"');
    const others = destinations.filter((each) => !["http", "webhook"].includes(each.type));
    for (const { schema: other } of others)
      expect(JSON.stringify(z.toJSONSchema(other, { io: "input", unrepresentable: "any" }))).not.toContain('"ordered"');
  });
});
