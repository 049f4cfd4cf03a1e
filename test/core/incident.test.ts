import { describe, expect, it } from "vitest";
import type { Click, ClickAction } from "../../src/core/event.ts";
import { type Acted, act, endedIncident, expiryOf, foundAgain, type Incident, isSpared, woken } from "../../src/core/incident.ts";
import { hour, minute, plus } from "../../src/core/time.ts";
import { aChat, anIncident, anna, t0 } from "../support/store-cases.ts";

const ben = { id: "T1/U2", name: "ben", via: "slack" } as const;

function click(action: ClickAction, override: Partial<Click> = {}): Click {
  const { role: _, message: __, ...base } = aChat(`click ${action}`);
  return { ...base, kind: "click", action, by: anna, incident: "i", rule: undefined, text: undefined, until: undefined, ...override };
}

function outcome(acted: Acted): Incident {
  if (acted.kind === "refused") throw new Error(acted.text);
  return acted.incident;
}

const open = anIncident("a");
const claimed = outcome(act(open, click("claim")));
const snoozed = outcome(act(open, click("snooze", { until: plus(t0, hour) })));
const resolved = outcome(act(claimed, click("resolve")));
const post = { to: "support", action: "support", recipient: "support", body: {}, waiting: [], untold: 0 };

describe("an incident", () => {
  it("is claimed by one person, and the second is told by whom", () => {
    expect(claimed).toMatchObject({ state: "claimed", owner: anna, version: 2 });
    expect(act(claimed, click("claim", { by: ben }))).toEqual({ kind: "refused", why: "taken", text: "Already claimed by anna." });
    expect(act(claimed, click("claim"))).toMatchObject({ kind: "refused", text: "You have it already." });
  });

  it("is resolved once, and is then over for everybody", () => {
    expect(resolved).toMatchObject({ state: "resolved", owner: anna, resolvedAt: t0 });
    for (const action of ["claim", "resolve"] as const)
      expect(act(resolved, click(action, { by: ben }))).toEqual({ kind: "refused", why: "over", text: "Already resolved by anna." });
  });

  it("can be reopened, and is nobody's then", () => {
    expect(outcome(act(resolved, click("reopen")))).toMatchObject({ state: "open", owner: null, resolvedAt: null });
    expect(act(open, click("reopen"))).toMatchObject({ kind: "refused" });
  });

  it("sleeps until a moment, wakes as what it was, and only counts meanwhile", () => {
    const twice = foundAgain(
      foundAgain({ ...snoozed, posts: [post] }, t0, () => ["a"]),
      t0,
      () => ["b"],
    );
    expect(twice).toMatchObject({ findings: 3, slept: 2, posts: [{ waiting: [] }] });
    expect(woken(twice, plus(t0, minute))).toBeUndefined();
    expect(woken(twice, plus(t0, hour))).toMatchObject({ state: "open", snoozedUntil: null, slept: 2 });
    const owned = outcome(act(claimed, click("snooze", { until: plus(t0, hour) })));
    expect(woken(owned, plus(t0, hour))).toMatchObject({ state: "claimed", owner: anna });
    expect(act(open, click("snooze", { until: t0 }))).toMatchObject({ kind: "refused" });
  });

  it("ends with its session, unless it was resolved before", () => {
    expect(endedIncident(claimed, t0, "the session has ended")).toMatchObject({
      state: "resolved",
      deeds: [{}, {}, { note: "the session has ended" }],
    });
    expect(endedIncident(resolved, t0, "the session has ended")).toBeUndefined();
  });

  it("keeps the newest few findings for the thread, and counts the others", () => {
    let incident: Incident = { ...open, posts: [post] };
    for (let index = 0; index < 8; index += 1) incident = foundAgain(incident, t0, () => [index]);
    expect(incident).toMatchObject({ findings: 9, posts: [{ waiting: [3, 4, 5, 6, 7], untold: 3 }] });
  });

  it("counts votes without changing its state, and keeps its first and its newest deeds", () => {
    let incident: Incident = claimed;
    for (let index = 0; index < 30; index += 1) incident = outcome(act(incident, click("useful", { by: { ...ben, id: `U${index}` } })));
    expect(incident).toMatchObject({ state: "claimed", version: 2 });
    expect(incident.deeds).toHaveLength(20);
    expect(incident.deeds.map(({ what }) => what).slice(0, 2)).toEqual(["opened", "useful"]);
  });

  it("counts one vote of a person, the last one", () => {
    const voted = outcome(act(outcome(act(open, click("useful"))), click("noise")));
    expect(voted.deeds.map(({ what }) => what)).toEqual(["opened", "noise"]);
  });

  it("is remembered for months while it is open, and for days when it is over", () => {
    expect(expiryOf(open) - t0).toBeGreaterThan(expiryOf(resolved) - t0);
  });

  it.each([
    ["an open one", open, { claimed: false, resolved: false }],
    ["a claimed one", claimed, { claimed: true, resolved: false }],
    ["one that is snoozed and nobody's", snoozed, { claimed: false, resolved: false }],
    ["a resolved one", resolved, { claimed: true, resolved: true }],
  ])("%s spares a step as its `unless` says", (_, incident, spares) => {
    expect({ claimed: isSpared(incident, ["claimed"]), resolved: isSpared(incident, ["resolved"]) }).toEqual(spares);
  });
});
