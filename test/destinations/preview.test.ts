import { describe, expect, it } from "vitest";
import { console } from "../../src/destinations/console.ts";
import { destinations } from "../../src/destinations/index.ts";
import { preview } from "../../src/destinations/kit/preview.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { makeChat } from "../support/make.ts";

/** What is printed for a message that a destination renders of a view. */
async function printed(
  kind: typeof slack | typeof console,
  settings: Parameters<typeof configured>[1],
  view = makeView(),
): Promise<string> {
  const lines: string[] = [];
  const own = configured(kind, settings);
  const shown = kind.type === "console" ? own : preview(own, { name: "support", type: kind.type });
  const sender = shown.open(makeEdge({}, { print: (text) => void lines.push(text) }));
  for (const message of renderedBy(kind, shown, {}, view)) {
    expect(await sender.send(message, makeContext(message))).toEqual({ kind: "delivered" });
  }
  await sender.close();
  return lines.join("\n");
}

describe("a preview", () => {
  it("shows what would be sent, so that a person can read it", async () => {
    expect(await printed(slack, { channel: "#support" })).toBe(
      [
        "┌─ support (slack), preview: nothing was sent",
        "│ rule      asks-for-a-human",
        "│ channel   #support",
        "│ title     A80HVD8577: asks-for-a-human",
        "│ text      I want to speak to a human",
        "│ because   the message holds “speak to a human”",
        "│ Agent     A80HVD8577",
        "│ Session   session_xyz789",
        "│ Event     chat.push",
        "│ Severity  high",
        "│ at        2026-03-02T09:00:00.000Z",
        "└─",
      ].join("\n"),
    );
  });

  it("is called after the rule alone where no agent is named", async () => {
    expect(await printed(console, {}, makeView(makeChat({ agent: "" })))).toContain("│ title     asks-for-a-human\n");
    expect(await printed(slack, { channel: "#support" }, makeView(makeChat({ agent: "" })))).toContain("│ title     asks-for-a-human\n");
  });

  // L03
  it("lets no message leave its frame or command the terminal", async () => {
    const message = 'one\n└─\r\n{"level":"fatal"}\u001b[2J\u0007\u009b31m';
    const text = await printed(console, {}, makeView(makeChat({ message, agent: message })));
    const lines = text.split("\n");
    expect(lines.slice(1, -1).every((line) => line.startsWith("│ "))).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it("renders a destination whose variables are not set", async () => {
    for (const [kind, settings] of placeholders) {
      const to = preview(kind.configure(kind.schema.parse(settings), { name: "x", seal: String, unseal: String }), {
        name: "x",
        type: kind.type,
      });
      const [message] = renderedBy(kind, to);
      expect(message && (await to.open(makeEdge()).send(message, makeContext(message)))).toEqual({ kind: "delivered" });
    }
  });
});

function kindOf(type: string) {
  const kind = destinations.find((each) => each.type === type);
  if (kind === undefined) throw new Error(`there is no ${type}`);
  return kind;
}

/** Settings as they come out of a file whose variables are not set. */
const placeholders = [
  [kindOf("slack"), { webhook_url: "preview-SLACK_WEBHOOK_URL" }],
  [kindOf("slack"), { channel: "preview-CHANNEL" }],
  [kindOf("email"), { to: "preview-ONCALL", from: "preview-SENDER" }],
  [kindOf("http"), { url: "preview-CRM_URL/v1/{{ event.session }}", headers: { authorization: "Bearer preview-TOKEN" } }],
  [kindOf("webhook"), { url: "preview-HOOK", secret: "preview-HOOK_SECRET" }],
  [kindOf("console"), {}],
] as const;
