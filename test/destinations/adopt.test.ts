import { describe, expect, it } from "vitest";
import type { Configured, View } from "../../src/core/destination.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { destinations } from "../../src/destinations/index.ts";

const view: View = {
  event: { session: "s1", agent: "A1", message: "help", id: "e1" },
  rule: { name: "r", severity: "normal" },
  finding: { because: "it holds “help”", reasons: [] },
  session: {},
  identity: { email: "ada@example.com" },
};

function configured(type: string, settings: JsonObject): Configured {
  const kind = destinations.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`no ${type}`);
  return kind.configure(kind.schema.parse(settings), { name: "other", seal: String, unseal: String });
}

function bodyOf({ render }: Configured, action: JsonObject = {}): Json {
  return render(action, view)[0]?.body ?? null;
}

const secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const crm = configured("http", {
  url: "https://crm.example.com/v1/{{ event.session }}",
  method: "PUT",
  json: { said: "{{ event.message }}" },
});
const hook = configured("webhook", { url: "https://example.com/in", secret });
const support = configured("slack", { channel: "#support" });
const letters = configured("email", { to: "one@example.com" });
const hubspot = configured("http", { preset: "hubspot.contact", token: "t" });

describe("a dead letter that is sent to another destination", () => {
  it("goes to the path of that one, with its own method, and says what it said", () => {
    const other = configured("http", { url: "https://other.example.com/leads?x=1" });
    expect(other.adopt?.(bodyOf(crm))).toEqual({ method: "POST", path: "/leads?x=1", json: { said: "help" } });
    expect(hook.adopt?.(bodyOf(crm))).toEqual({ path: "/in", json: { said: "help" } });
    expect(other.adopt?.(bodyOf(hook))).toMatchObject({ method: "POST", path: "/leads?x=1", json: { rule: "r" } });
  });

  it("is not sent where only an event could tell the path", () => {
    expect(crm.adopt?.(bodyOf(hook))).toBeUndefined();
  });

  it("goes from a preset to the same preset, and to nothing else", () => {
    const another = configured("http", { preset: "hubspot.contact", token: "u" });
    expect(another.adopt?.(bodyOf(hubspot))).toEqual(bodyOf(hubspot));
    expect([hook.adopt?.(bodyOf(hubspot)), configured("http", { preset: "hubspot.note", token: "t" }).adopt?.(bodyOf(hubspot))]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("goes to the channel of another Slack destination, and to the first recipient of another for letters", () => {
    expect(configured("slack", { channel: "#night" }).adopt?.(bodyOf(support))).toEqual({
      ...(bodyOf(support) as JsonObject),
      channel: "#night",
    });
    const adopted = configured("email", { to: ["two@example.com", "three@example.com"] }).adopt?.(bodyOf(letters));
    expect(adopted).toEqual({ ...(bodyOf(letters) as JsonObject), to: "two@example.com" });
  });

  it.each([
    ["slack", support, [crm, hook, hubspot, letters]],
    ["email", letters, [crm, hook, hubspot, support]],
    ["webhook", hook, [support, letters]],
  ] as const)("is not sent by %s where it was made for another kind", (_, target, others) => {
    expect(others.map((each) => target.adopt?.(bodyOf(each)))).toEqual(others.map(() => undefined));
  });
});
