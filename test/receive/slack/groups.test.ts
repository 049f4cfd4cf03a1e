import { describe, expect, it } from "vitest";
import type { People } from "../../../src/core/access/people.ts";
import type { Signal } from "../../../src/core/signal.ts";
import { day, type Instant, minute } from "../../../src/core/time.ts";
import { createGroups } from "../../../src/receive/slack/groups.ts";
import { anna, ben, command, press } from "../../support/slack-people.ts";
import { everybody, openSlackPort, type Way } from "./slack-port.ts";

const ways: readonly Way[] = ["socket", "http"];

const support: People = { ...everybody, allow: { ...everybody.allow, claim: ["S0SUPPORT"], mute: ["U0BEN", "S0SUPPORT"] } };

const workspace = { scopes: ["usergroups:read"], groups: { S0SUPPORT: ["U0ANNA"] } };

describe.each(ways)("a group of Slack's that may, by %s", (way) => {
  it("lets its members act, and nobody else", async () => {
    const port = await openSlackPort(way, { people: () => support }, workspace);
    const message = await port.post();
    expect(await press(port.slack, anna, message, "Claim")).toMatchObject({ status: 200 });
    await press(port.slack, ben, message, "Claim");
    await port.slack.settled(() => port.slack.ephemerals.length === 1);
    expect(port.slack.ephemerals).toMatchObject([{ user: ben.id, text: expect.stringContaining("not among those who may") }]);
    expect(await port.events()).toMatchObject([
      { type: "relay.click", by: { name: "anna" } },
      { type: "relay.click.refused", data: { why: "not_allowed" } },
    ]);
    expect(port.slack.calls("usergroups.users.list")).toBe(1);
  });

  it("is told apart from a refusal where the app may not see who is in it; people who are named act all the same", async () => {
    const port = await openSlackPort(way, { people: () => support });
    await press(port.slack, anna, await port.post(), "Claim");
    await port.slack.settled(() => port.slack.ephemerals.length === 1);
    expect(port.slack.ephemerals).toMatchObject([{ user: anna.id, text: expect.stringContaining("slack doctor") }]);
    expect(port.signals).toContainEqual({ name: "slack.unanswered", detail: "who is in S0SUPPORT: Slack said missing_scope" });
    expect(JSON.stringify(await command(port.slack, anna, "mute r1"))).toContain("slack doctor");
    expect(JSON.stringify(await command(port.slack, ben, "mute r1"))).toContain("ben has muted");
  });
});

describe("who is in a group", () => {
  function asked(answers: (readonly string[] | Error)[]) {
    const signals: Signal[] = [];
    let clock = 1_000 * day;
    const mayDo = createGroups({
      people: () => support,
      isTeamKnown: () => true,
      members: async () => {
        const answer = answers.shift() ?? new Error("nobody asked for more");
        if (answer instanceof Error) throw answer;
        return answer;
      },
      now: () => clock as Instant, // the test's own clock
      emit: (signal) => signals.push(signal),
    });
    const may = () => mayDo("claim", { team: "T0001", user: anna.id });
    return { signals, may, mayDo, later: (span: number) => (clock += span) };
  }

  it("is asked once in five minutes, by however many at once", async () => {
    const { may, later } = asked([[anna.id], []]);
    expect(await Promise.all([may(), may()])).toEqual(["yes", "yes"]);
    later(4 * minute);
    expect(await may()).toBe("yes");
    later(2 * minute);
    expect(await may()).toBe("no");
  });

  it("is believed for a day while Slack cannot be asked, and then is not known", async () => {
    const { may, later, signals } = asked([[anna.id]]);
    expect(await may()).toBe("yes");
    later(day);
    expect(await may()).toBe("yes");
    later(1);
    expect(await may()).toBe("unknown");
    expect(signals).toContainEqual({ name: "slack.unanswered", detail: "who is in S0SUPPORT: Slack cannot be reached" });
  });

  it("is not asked where somebody may without a group", async () => {
    const { mayDo, signals } = asked([]);
    expect(await mayDo("mute", { team: "T0001", user: ben.id })).toBe("yes");
    expect(await mayDo("snooze", { team: "T0001", user: anna.id })).toBe("yes");
    expect(signals).toEqual([]);
  });
});
