import { describe, expect, it } from "vitest";
import type { Report } from "../../../src/core/insights/report.ts";
import { reportLayout } from "../../../src/destinations/slack/report.ts";
import { reportFile, reportMail } from "../../../src/insights/report/html.ts";
import { reportText } from "../../../src/insights/report/text.ts";
import { aReport } from "../../support/a-report.ts";
import { faultsOf } from "../../support/slack-blocks.ts";

const hostile = `<script>alert(1)</script> & "quotes" <!here> *bold* javascript:x`;

/** Everything in it that somebody else wrote. */
const written: Report = aReport({
  agent: hostile,
  questions: [{ text: hostile, times: 3, sessions: 2, unanswered: 1, session: "s", event: "e" }],
  findings: [{ rule: hostile, now: 1, before: 0, useful: 0, noise: 0 }],
  noisy: [{ rule: hostile, useful: 1, noise: 4, proposal: hostile }],
  quiet: [{ agent: hostile, since: "2026-11-26", usual: 9, text: hostile }],
  notes: [hostile],
  days: aReport().days.map((each) => ({ ...each, holiday: hostile })),
  link: "https://relay.example.com/insights?a=1&b=2",
});

describe.each([
  ["the mail", reportMail],
  ["the file", reportFile],
])("%s", (_, render) => {
  it("contains texts only as texts, and loads nothing", () => {
    const html = render(written);
    expect(html).not.toMatch(/<(script|img|link|iframe|object)\b/i);
    expect(html).not.toMatch(/\b(src|onload|onclick)=/i);
    expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect([...html.matchAll(/https?:[^"<]+/g)].map(String)).toEqual(["https://relay.example.com/insights?a=1&amp;b=2"]);
  });
});

it("the file forbids everything but its own styles", () => {
  expect(reportFile(written)).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
});

describe("the message in Slack", () => {
  it("has a form that Slack takes, also with everything in it at its longest", () => {
    const long = "word ".repeat(400);
    const report = aReport({
      title: long,
      changes: Array.from({ length: 8 }, () => ({ ...aReport().changes[0], text: long }) as Report["changes"][number]),
      questions: Array.from({ length: 5 }, () => ({ text: long, times: 3, sessions: 2, unanswered: 1, session: "s", event: "e" })),
      notes: [long],
    });
    for (const each of [aReport(), written, report]) expect(faultsOf(reportLayout(each))).toEqual([]);
  });

  it("shows words of visitors as they are: no mention, no link, no format", () => {
    const { blocks, text } = reportLayout(written);
    expect(JSON.stringify(blocks)).toContain(JSON.stringify(`\u201c${hostile}\u201d`).slice(1, -1));
    expect(JSON.stringify(blocks)).not.toMatch(/"type":"(mrkdwn|broadcast|link)"/);
    expect(text).not.toContain("<!here>");
  });
});

describe("the text", () => {
  it("begins with the sums and says what is better or worse", () => {
    const text = reportText(aReport());
    expect(text).toMatch(/^Week from 23 November 2026 \(Europe\/Berlin\)\n\nConversations {2}175 \(161 before\)\n\nMon █/);
    expect(text).toContain("- Worse: support: 18 % of conversations without an answer, 8 % before");
  });

  it("says that nothing changed where nothing did", () => {
    expect(reportText(aReport({ changes: [] }))).toContain("What changed\n- Nothing that chance does not explain.");
    expect(reportText(aReport({ changes: [], compared: 0 }))).toContain("- Too little happened to compare.");
  });

  it("sums the days of a month up by week", () => {
    const days = Array.from({ length: 30 }, (_, index) => {
      const date = `2026-11-${String(index + 1).padStart(2, "0")}`;
      return { date, label: String(index + 1), sessions: 10, before: null, holiday: null };
    });
    const bars = reportText(aReport({ days })).match(/^ *[\d–]+ █+ \d+$/gm);
    expect(bars?.map((bar) => bar.replaceAll("█", "").trim().split(/ +/))).toEqual([
      ["1", "10"],
      ["2–8", "70"],
      ["9–15", "70"],
      ["16–22", "70"],
      ["23–29", "70"],
      ["30", "10"],
    ]);
  });
});
