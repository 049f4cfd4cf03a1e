import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultRetry, type Message } from "../../src/core/delivery.ts";
import type { Configured } from "../../src/core/destination.ts";
import type { Json } from "../../src/core/json.ts";
import { discreet } from "../../src/destinations/kit/discreet.ts";
import { secrecyOf } from "../../src/rules/language/secrecy.ts";
import { makeContext, makeEdge, makeView } from "../support/destination-edge.ts";

const secrecy = secrecyOf([{ name: "TOKEN", value: "canary-token" }]);

/** What is queued and what is sent in the end, for a body as it was rendered. */
async function passed(body: Json): Promise<{ readonly queued: Json | undefined; readonly sent: Json | undefined }> {
  let sent: Json | undefined;
  const plain: Configured<Json> = {
    policy: { retry: defaultRetry, concurrency: 1, limit: undefined, timeout: 1 },
    render: (action) => [{ recipient: "x", body: action, thread: undefined }],
    open: () => ({
      async send(message) {
        sent = message.body;
        return { kind: "delivered" };
      },
      close: async () => undefined,
    }),
  };
  const to = discreet(plain, secrecy);
  const [rendered] = to.render(body, makeView());
  const message = { id: "1", body: rendered?.body ?? null } as Message; // the sender above looks at nothing else
  await to.open(makeEdge()).send(message, makeContext(message));
  return { queued: rendered?.body, sent };
}

describe("a discreet destination", () => {
  it("queues the names of secrets and sends their values, wherever they stand", async () => {
    const body = { a: "Bearer canary-token", list: ["canary-token", 1, null, { deep: "xcanary-tokenx" }] };
    const { queued, sent } = await passed(body);
    expect(JSON.stringify(queued)).not.toContain("canary");
    expect(sent).toEqual(body);
  });

  // E16
  it("takes nothing that was in the text for a name", async () => {
    const text = fc.string({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what stands for a secret, not a template string
      unit: fc.constantFrom("$", "\\", "{", "}", "TOKEN", "${TOKEN}", "$\\{TOKEN}", "canary-token", "\u0001", "x"),
    });
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const { queued, sent } = await passed(body);
        expect(sent).toBe(body);
        expect(queued).not.toContain("canary-token");
      }),
      { numRuns: 2_000, seed: 16 },
    );
  });
});
