import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { slackBody } from "../../src/destinations/slack/body.ts";
import { layout } from "../../src/destinations/slack/layout.ts";
import { unmarked } from "../../src/destinations/slack/said.ts";
import { slack } from "../../src/destinations/slack/slack.ts";
import { configured, makeContext, makeEdge, makeView, renderedBy } from "../support/destination-edge.ts";
import { openFakeSlack, slackError } from "../support/fake-slack.ts";
import { makeChat } from "../support/make.ts";
import { faultsOf } from "../support/slack-blocks.ts";

const to = configured(slack, { channel: "#support" });

function noticeOf(text: string, message: string) {
  const [rendered] = renderedBy(slack, to, { text }, makeView(makeChat({ message })));
  if (rendered === undefined) throw new Error("nothing was rendered");
  return slackBody(rendered.body).notice;
}

/** The elements of the quote in which a text stands. */
function elements(text: string, message = "hi"): readonly JsonObject[] {
  const { blocks } = layout(noticeOf(text, message));
  expect(faultsOf({ text: "x", blocks })).toEqual([]);
  const rich = JSON.parse(JSON.stringify(blocks)).find(({ type }: { readonly type: string }) => type === "rich_text");
  return rich?.elements[0].elements ?? [];
}

const plain = (text: string) => ({ type: "text", text });
const bold = (text: string) => ({ type: "text", text, style: { bold: true } });

describe("what a rule's author formats for Slack", () => {
  it("is formatted, emoji and all", () => {
    expect(elements(":fire: *Urgent*: call _now_, ~later~ `code`")).toEqual([
      { type: "emoji", name: "fire" },
      plain(" "),
      bold("Urgent"),
      plain(": call "),
      { type: "text", text: "now", style: { italic: true } },
      plain(", "),
      { type: "text", text: "later", style: { strike: true } },
      plain(" "),
      { type: "text", text: "code", style: { code: true } },
    ]);
  });

  it("is formatted around what a visitor wrote, and around mentions and links", () => {
    expect(elements("*{{ event.message }}* and *see <https://wiki.example/x|the _guide_> <!here>*", "a*b_c")).toEqual([
      bold("a*b_c"),
      plain(" and "),
      bold("see "),
      { type: "link", url: "https://wiki.example/x", text: "the _guide_" },
      bold(" "),
      { type: "broadcast", range: "here" },
    ]);
  });

  it("may be nested", () => {
    expect(elements("*a _b_*")).toEqual([bold("a "), { type: "text", text: "b", style: { bold: true, italic: true } }]);
  });

  it.each(["2 * 3 * 4", "snake_case_name", "a*b*c", "*not closed", "10:30:15", "* no *", "~", "``", "*a\nb*", "https://x.example/a_b_c"])(
    "stays what it is where it formats nothing: %s",
    (text) => {
      expect(elements(text)).toEqual([plain(text)]);
    },
  );
});

describe("what a visitor writes", () => {
  it.each([
    "*bold*",
    "_it_ ~s~ `code` ```pre```",
    ":fire: :+1:",
    "<!channel> <@U1> <#C1> <https://e.example|x>",
    "&lt;!here&gt; &#42;a&#42;",
    "> quote",
    "10:30",
    "\uFDD0*x*\uFDD1",
  ])("formats nothing and calls nobody: %s", (message) => {
    const shown = message.replace(/[\uFDD0-\uFDD6]/g, "");
    expect(elements("{{ event.message }}", message)).toEqual([plain(shown)]);
    expect(elements("", message)).toEqual([]);
  });

  it("closes nothing that an author opened, and opens nothing that an author closes", () => {
    expect(elements("*a {{ event.message }} b* :{{ event.message }}:", "x* y *z")).toEqual([bold("a x* y *z b"), plain(" :x* y *z:")]);
  });

  it("is inert, whatever it is and wherever it stands in a template", () => {
    const unit = fc.constantFrom(
      "*",
      "_",
      "~",
      "`",
      ":",
      "fire",
      " ",
      "a",
      "<",
      ">",
      "&",
      "|",
      "!",
      "\n",
      "\uFDD0",
      "\uFDD1",
      "\uFDD2",
      "😀",
    );
    const text = fc.string({ unit, maxLength: 40 });
    fc.assert(
      fc.property(text, (message) => {
        for (const around of [
          "x {{ event.message }} y",
          "{{ event.message }}",
          "{% if event.message %}{{ event.message | truncate: 20 }}{% endif %}",
        ])
          for (const element of elements(around, message)) expect(Object.keys(element)).toEqual(["type", "text"]);
      }),
      { numRuns: 500, seed: 9 },
    );
  });

  it("stays inert where Slack has no blocks", async () => {
    const fake = await openFakeSlack();
    const sender = to.open(makeEdge({ SLACK_BOT_TOKEN: fake.token, SLACK_API_URL: fake.url }));
    onTestFinished(async () => {
      await sender.close();
      await fake.close();
    });
    fake.script(slackError("invalid_blocks"));
    const [message] = renderedBy(
      slack,
      to,
      { text: "*Urgent* {{ event.message }}" },
      makeView(makeChat({ message: "*b* :fire: <!here>" })),
    );
    if (message !== undefined) await sender.send(message, makeContext(message));
    const { text = "" } = fake.messages[0] ?? {};
    expect(text).toContain("*Urgent* *\u200bb*\u200b :\u200bfire: &lt;!here&gt;");
  });
});

it("keeps nothing of the marks in what is queued, and counts what was queued before them as said", () => {
  const { text, said } = noticeOf("*{{ event.message }}*", "a*b");
  expect([text, said]).toEqual(["*a*b*", [[1, 4]]]);
  expect(unmarked("plain")).toEqual({ text: "plain", said: [] });
  const { said: _, ...before } = noticeOf("*a*", "x");
  expect(JSON.stringify(layout(before).blocks)).toContain(JSON.stringify(plain("*a*")));
});
