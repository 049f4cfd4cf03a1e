import { describe, expect, it } from "vitest";
import type { Report, ReportSchedule } from "../../src/core/insights/report.ts";
import { forgottenWords } from "../../src/core/insights/report.ts";
import type { Signal } from "../../src/core/signal.ts";
import type { Store } from "../../src/core/store.ts";
import { recipientMark, subscriptionEvent } from "../../src/core/subscription.ts";
import { day, hour, type Instant, minute, plus, toIso } from "../../src/core/time.ts";
import { destinations } from "../../src/destinations/index.ts";
import { ownEventWriter } from "../../src/evaluate/own-events.ts";
import { createReports, type ReportsOptions } from "../../src/evaluate/reports.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { aReport } from "../support/a-report.ts";
import { loaded } from "../support/load.ts";
import { makeChat } from "../support/make.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";
import { digest } from "../support/program.ts";

const weekly: ReportSchedule = { every: "week", weekday: 0, time: 8 * hour, to: ["support", "oncall", "terminal"] };
/** Sunday before the week ends. */
const sunday = Date.parse("2026-11-29T12:00:00Z") as Instant;
const monday = Date.parse("2026-11-30T08:00:00Z") as Instant;

const file = `version: 1
destinations:
  support: { slack: { token: xoxb-1, channel: "#support" } }
  oncall: { email: { to: [a@example.com, b@example.com], from: relay@example.com } }
  terminal: { console: {} }
rules:
  - { name: all, on: "*", then: [terminal] }
`;

/** Replicas that share a store and a clock. */
function replicas(reports: readonly ReportSchedule[] = [weekly]) {
  const store = createMemoryStore();
  const clock = { now: sunday };
  const signals: Signal[] = [];
  const refusals = { left: 0 };
  const report: { now: Report } = { now: aReport() };
  const write = ownEventWriter(store, () => {});
  const { file: read } = loaded(file, {
    conditions,
    destinations,
    variable: (name) => (name === "SMTP_URL" ? "smtp://localhost" : "s3cret"),
  });
  const program = compile({ file: read, version: "v1", conditions, digest, secrecy: { seal: String, unseal: String } });
  const open = (own: ReportsOptions["store"] = store) =>
    createReports({
      store: own,
      settings: () => ({ reports, timezone: "UTC" }),
      compose: async (due) => ({ ...report.now, title: due.title, from: toIso(due.span.from), to: toIso(due.span.to) }),
      addEvent: async (event) => {
        refusals.left -= 1;
        return refusals.left < 0 ? write(event) : false;
      },
      digest,
      now: () => clock.now,
      emit: (signal) => void signals.push(signal),
    });
  return {
    store,
    clock,
    report,
    refusals,
    open,
    /** What was queued so far, by report and recipient. */
    async queued(): Promise<readonly string[]> {
      while ((await store.evaluate(10, createPlanner(program))).count > 0);
      const { rows } = await store.searchDeliveries({ limit: 100 });
      return rows
        .map(({ rule, to, body }) => `${rule} ${to} ${(body as { to?: string }).to ?? ""}: ${(body as { title: string }).title}`)
        .toSorted();
    },
  };
}

const ofWeek = (date: string) => [
  `weekly report oncall a@example.com: Week from ${date}`,
  `weekly report oncall b@example.com: Week from ${date}`,
  `weekly report support : Week from ${date}`,
  `weekly report terminal : Week from ${date}`,
];

describe("a report", () => {
  it("is queued once for each recipient, though three replicas compose it at once and again", async () => {
    const { clock, open, queued } = replicas();
    const all = [open(), open(), open()];
    for (const each of all) await each.look();
    expect(await queued()).toEqual([]);
    clock.now = monday;
    await Promise.all(all.map((each) => each.look()));
    for (const each of all) await each.look();
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
  });

  it("is offered again where the store could not take it, also by another process", async () => {
    const { clock, refusals, open, queued } = replicas();
    await open().look();
    clock.now = monday;
    refusals.left = 2;
    await open().look();
    await open().look();
    expect(await queued()).toEqual([]);
    await open().look();
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
  });

  it("is queued once where a process ends after it has stored the report and before it has noted that", async () => {
    const { clock, store, open, queued } = replicas();
    await open().look();
    clock.now = monday;
    const isEnd = (text: string) => text.startsWith(String(monday + 1)); // it was due at `monday`
    const keep: Store["keep"] = async (name, text, instead) =>
      isEnd(text) ? Promise.reject(new Error("the process has ended")) : store.keep(name, text, instead);
    const dying = open({ ...store, keep });
    await expect(dying.look()).rejects.toThrow("the process has ended");
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
    clock.now = plus(monday, minute);
    await open().look();
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
  });

  it("comes once after an absence of weeks: the last one that was due", async () => {
    const { clock, open, queued } = replicas();
    await open().look();
    clock.now = plus(monday, 16 * day);
    await open().look();
    clock.now = plus(clock.now, minute);
    await open().look();
    expect(await queued()).toEqual(ofWeek("7 December 2026"));
  });

  it("does not begin with the past when its schedule is new", async () => {
    const { clock, open, queued } = replicas();
    clock.now = plus(monday, hour);
    await open().look();
    expect(await queued()).toEqual([]);
    clock.now = plus(monday, 7 * day);
    await open().look();
    expect(await queued()).toEqual(ofWeek("30 November 2026"));
  });

  it("does not come again when the clock is set back over it", async () => {
    const { clock, open, queued } = replicas();
    await open().look();
    clock.now = monday;
    await open().look();
    clock.now = plus(monday, -hour);
    await open().look();
    clock.now = monday;
    await open().look();
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
  });

  it("loses the words of a visitor who is forgotten, before it is sent", async () => {
    const { store, clock, report, open, queued } = replicas();
    report.now = aReport({ questions: [{ text: "Where is my dog?", times: 3, sessions: 3, unanswered: 1, session: "s1", event: "e1" }] });
    await open().look();
    clock.now = monday;
    await open().look();
    await queued();
    expect(await store.forget("s1")).toMatchObject({ deliveries: 4 });
    const { rows } = await store.searchDeliveries({ limit: 10 });
    expect(JSON.stringify(rows)).not.toContain("dog");
    expect(JSON.stringify(rows).split(forgottenWords)).toHaveLength(5);
  });

  it("loses the words of a visitor who is forgotten while it is composed", async () => {
    const { store, clock, report, open, queued } = replicas();
    const said = makeChat({ message: "Where is my dog?", session: "s1" });
    await store.accept({ kind: "event", event: said, raw: new Uint8Array() });
    report.now = aReport({ questions: [{ text: said.message, times: 3, sessions: 3, unanswered: 1, session: "s1", event: said.id }] });
    await open().look();
    clock.now = monday;
    await store.forget("s1"); // the report has been composed by then
    await open().look();
    expect(await queued()).toEqual(ofWeek("23 November 2026"));
    const [row] = (await store.searchEvents({ type: "relay.report", limit: 1 })).rows;
    const found = [await store.event(row?.id ?? ""), (await store.searchDeliveries({ limit: 10 })).rows];
    expect(JSON.stringify(found)).not.toContain("dog");
  });

  it("does not go to who has unsubscribed from it, and says so in its trace", async () => {
    const { store, clock, open, queued } = replicas([{ ...weekly, to: ["oncall"] }]);
    const list = { kind: "rule", name: "weekly report" } as const;
    const recipient = recipientMark("a@example.com", digest);
    const wish = subscriptionEvent({ list, recipient }, false, sunday, digest);
    await open().look();
    await store.accept({ kind: "event", event: wish, raw: new Uint8Array() });
    expect(await queued()).toEqual([]);
    clock.now = monday;
    await open().look();
    expect(await queued()).toEqual(["weekly report oncall b@example.com: Week from 23 November 2026"]);
    const [row] = (await store.searchEvents({ type: "relay.report", limit: 1 })).rows;
    expect((await store.event(row?.id ?? ""))?.trace?.rules).toEqual([expect.objectContaining({ sent: 1, unsubscribed: 1 })]);
  });

  it("says in its trace which destination is gone", async () => {
    const { store, clock, open, queued } = replicas([{ ...weekly, to: ["gone", "terminal"] }]);
    await open().look();
    clock.now = monday;
    await open().look();
    expect(await queued()).toHaveLength(1);
    const [row] = (await store.searchEvents({ type: "relay.report", limit: 1 })).rows;
    expect((await store.event(row?.id ?? ""))?.trace?.rules).toEqual([
      expect.objectContaining({ rule: "weekly report", held: true, sent: 1 }),
      { rule: "weekly report", held: "error", error: "the destination gone carries no reports" },
    ]);
  });
});
