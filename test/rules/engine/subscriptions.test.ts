import { describe, expect, it } from "vitest";
import type { Event } from "../../../src/core/event.ts";
import { type MailList, recipientMark, subscriptionEvent } from "../../../src/core/subscription.ts";
import { minute, plus } from "../../../src/core/time.ts";
import { createPlanner } from "../../../src/rules/engine/evaluate.ts";
import { makeChat, monday } from "../../support/make.ts";
import { digest, engineOf, programOf } from "../../support/program.ts";

const rules = [
  { id: "first-id", name: "first", then: [{ to: "mail", settings: "at once" }] },
  { name: "second", then: [{ to: "mail", settings: "collected" }] },
];

const wish = (list: MailList, wanted: boolean, address = "ann@EXAMPLE.com"): Event =>
  subscriptionEvent({ list, recipient: recipientMark(address, digest) }, wanted, monday, digest);

/** How many letters of each rule go out for a chat after these wishes. */
function told(...wishes: readonly Event[]) {
  const engine = engineOf(programOf(rules));
  const { evaluations } = engine.run(wishes, [makeChat({ receivedAt: plus(monday, minute) })]);
  const [first, second] = evaluations.at(-1)?.trace.rules ?? [];
  return { first, second };
}

const first: MailList = { kind: "rule", name: "first" };

describe("a recipient who wants no more", () => {
  it("gets no more of that rule, however the address is written, and everything of others", () => {
    expect(told(wish(first, false))).toMatchObject({ first: { sent: 1, unsubscribed: 1 }, second: { sent: 2 } });
    expect(told(wish({ kind: "rule", name: "second" }, false))).toMatchObject({ first: { sent: 2 }, second: { sent: 1 } });
  });

  it("gets no more of what a destination collects, and still what cannot wait", () => {
    expect(told(wish({ kind: "digest", name: "mail" }, false))).toMatchObject({ first: { sent: 2 }, second: { sent: 1, unsubscribed: 1 } });
  });

  it("gets it again when it is wanted again", () => {
    expect(told(wish(first, false), wish(first, true))).toMatchObject({ first: { sent: 2 } });
  });

  it("is one of several", () => {
    expect(told(wish(first, false), wish(first, false, "bob@example.com"))).toMatchObject({ first: { sent: 0, unsubscribed: 2 } });
  });

  it("is asked for by the relay's own links alone", () => {
    expect(told({ ...wish(first, false), source: "bithuman" } as Event)).toMatchObject({ first: { sent: 2 } });
  });

  it("costs nothing where no rule sends mail", () => {
    const planner = createPlanner(programOf([{ name: "third" }]));
    expect(planner([makeChat()]).glance?.filter((key) => key.startsWith("unsubscribed"))).toEqual([]);
  });
});
