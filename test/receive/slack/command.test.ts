import { describe, expect, it } from "vitest";
import type { Decision } from "../../../src/core/rule.ts";
import { day, hour, plus } from "../../../src/core/time.ts";
import { makeChat, monday } from "../../support/make.ts";
import { anna, ben, command, openHome, pressAtHome } from "../../support/slack-people.ts";
import { deciding } from "../../support/stored.ts";
import { everybody, incident, openSlackPort, type SlackPort, type Way } from "./slack-port.ts";

const ways: readonly Way[] = ["socket", "http"];

/** What the relay answers, line by line. */
async function asked(port: SlackPort, text: string, by = anna): Promise<readonly string[]> {
  const { status, body } = await command(port.slack, by, text);
  expect(status).toBe(200);
  const { response_type, blocks } = body as { response_type: string; blocks: { text: { type: string; text: string } }[] }; // commands are answered so
  expect([response_type, blocks[0]?.text.type]).toEqual(["ephemeral", "plain_text"]);
  return (blocks[0]?.text.text ?? "").split("\n");
}

/** Puts something into the store as an evaluation would. */
async function decided({ store }: SlackPort, override: Partial<Decision>): Promise<void> {
  const event = makeChat({ session: "s1", message: JSON.stringify(override) });
  await store.accept({ kind: "event", event, raw: Buffer.from(event.message) });
  await store.evaluate(100, deciding(override));
}

const mutes = new Map([["mutes", { value: { r1: { until: null, who: "ben" } }, expiresAt: plus(monday, 9_000 * day) }]]);

describe.each(ways)("a command that comes by %s", (way) => {
  it("tells what is open, what waits, what is in trouble and what is muted", async () => {
    const port = await openSlackPort(way, { troubles: () => ["crm is paused: credentials"] });
    await decided(port, { incidents: [incident], memories: mutes });
    expect(await asked(port, "status")).toEqual([
      "Open incidents:",
      "• asks-for-a-human, session s1: open, 1 finding",
      "0 open sessions, 0 events to look at, 0 messages waiting, 0 given up",
      "• crm is paused: credentials",
      "Muted:",
      "• asks-for-a-human, by ben",
    ]);
  });

  it("mutes a rule for a while and lets it speak again, each a click on disk", async () => {
    const port = await openSlackPort(way);
    expect(await asked(port, "mute asks-for-a-human 2h")).toEqual(["asks-for-a-human is muted for 2h."]);
    expect(await asked(port, "unmute r1")).toEqual(["asks-for-a-human speaks again."]);
    const [mute, unmute] = await port.events();
    expect(mute).toMatchObject({ kind: "click", action: "mute", rule: "r1", by: { id: "T0001/U0ANNA" } });
    expect(mute?.kind === "click" && Number(mute.until) - mute.receivedAt).toBe(2 * hour);
    expect(unmute).toMatchObject({ kind: "click", action: "unmute", rule: "r1" });
  });
});

describe("a command", () => {
  it("names conversations, and what is known of one", async () => {
    const port = await openSlackPort("http");
    await decided(port, { incidents: [incident] });
    expect(await asked(port, "sessions")).toEqual(["• s1: A80HVD8577, last chat.push"]);
    expect(await asked(port, "session s1")).toEqual([
      "Session s1 with A80HVD8577: 1 event, the last is chat.push",
      "No rule held.",
      "• asks-for-a-human, session s1: open, 1 finding",
    ]);
    expect(await asked(port, "session s2")).toEqual(["Nothing is known of session s2."]);
  });

  it("has the avatar say something to a visitor whose session is known", async () => {
    const port = await openSlackPort("http");
    await decided(port, {});
    expect(await asked(port, "say s1 Hello, <!channel>")).toEqual([expect.stringContaining("within half a minute")]);
    expect((await port.events()).at(-1)).toMatchObject({
      kind: "click",
      action: "reply",
      session: "s1",
      agent: "A80HVD8577",
      text: "Hello, <!channel>",
      data: { from: "bithuman" },
    });
    expect(await asked(port, "say s2 Hello")).toEqual(["Nothing is known of session s2."]);
  });

  it("tells what the rules would make of a sentence", async () => {
    const port = await openSlackPort("http", { tryOut: (message) => (message.includes("human") ? ["asks-for-a-human → support"] : []) });
    expect(await asked(port, "test a human please")).toEqual(["• asks-for-a-human → support"]);
    expect(await asked(port, "test hello")).toEqual(["No rule would hold."]);
  });

  it.each([
    ["", "/avatar status"],
    ["sing", "/avatar status"],
    ["constructor", "/avatar status"],
    ["mute nothing 2h", "There is no rule nothing."],
    ["mute", "Which rule?"],
    ["unmute nothing", "There is no rule nothing."],
    ["session", "Which one?"],
    ["say", "What, and to whom?"],
    ["test", "What does the visitor say?"],
    ["status", "No incident is open."],
    ["sessions", "No conversation was heard yet."],
  ])("answers %j with what to do next", async (text, said) => {
    const port = await openSlackPort("http");
    expect((await asked(port, text))[0]).toContain(said);
    expect(await port.events()).toEqual([]);
  });

  it("K07 changes nothing for who may not, and tells strangers nothing at all", async () => {
    const people = { ...everybody, allow: { ...everybody.allow, mute: [ben.id] } };
    const port = await openSlackPort("http", { people: () => people });
    expect(await asked(port, "mute asks-for-a-human 2h")).toEqual([expect.stringContaining("not among those who may")]);
    const strange = await openSlackPort("http", { people: () => ({ ...everybody, teams: ["T0002"] }) });
    expect(await asked(strange, "status")).toEqual([expect.stringContaining("not among those who may")]);
    expect([await port.events(), await strange.events()]).toEqual([[], []]);
  });

  it("K11 says so where it could not be stored", async () => {
    const port = await openSlackPort("http", { accept: async () => ({ status: "refused", reason: "storage_full" }) });
    expect(await asked(port, "unmute r1")).toEqual([expect.stringContaining("could not keep this")]);
  });
});

describe.each(ways)("the home tab by %s", (way) => {
  it("shows what is open, what is yours, deliveries and mutes, and its buttons are clicks", async () => {
    const owner = { id: `T0001/${anna.id}`, name: "anna", via: "slack" } as const;
    const own = {
      ...incident,
      id: "f".repeat(24).concat("-00000000") as typeof incident.id,
      state: "claimed",
      owner,
      session: "s2",
    } as const;
    const port = await openSlackPort(way, {
      troubles: () => ["crm is paused: credentials"],
      incident: async (id) => [incident, own].find((each) => each.id === id),
    });
    await decided(port, { incidents: [incident, own], memories: mutes });
    await openHome(port.slack, anna);
    await port.slack.settled(() => port.slack.homes.has(anna.id));
    const shown = JSON.stringify(port.slack.homes.get(anna.id));
    for (const text of ["session s1: open", "session s2: claimed by anna", "0 given up", "crm is paused", "asks-for-a-human, by ben"])
      expect(shown).toContain(text);
    expect(port.slack.faults).toEqual([]);
    for (const label of ["Claim", "Resolve", "Unmute"]) expect(await pressAtHome(port.slack, anna, label)).toMatchObject({ status: 200 });
    expect((await port.events()).filter(({ kind }) => kind === "click")).toMatchObject([
      { action: "claim", incident: incident.id },
      { action: "resolve", incident: own.id },
      { action: "unmute", rule: "r1" },
    ]);
  });
});

describe("the home tab", () => {
  it("follows what its reader has done", async () => {
    const port = await openSlackPort("http");
    await decided(port, { incidents: [incident] });
    await openHome(port.slack, anna);
    await port.slack.settled(() => port.slack.homes.has(anna.id));
    await pressAtHome(port.slack, anna, "Claim");
    await decided(port, { incidents: [{ ...incident, state: "resolved" }] });
    await port.slack.settled(() => JSON.stringify(port.slack.homes.get(anna.id)).includes("Nothing is open."));
  });

  it("shows strangers nothing, and tells nobody where Slack is down", async () => {
    const port = await openSlackPort("http", { people: () => ({ ...everybody, teams: ["T0002"] }) });
    await openHome(port.slack, anna);
    await port.slack.settled(() => port.slack.homes.has(anna.id));
    expect(JSON.stringify(port.slack.homes.get(anna.id))).not.toContain("Deliveries");
    port.slack.breakDown({ kind: "reset" });
    expect(await openHome(port.slack, ben)).toMatchObject({ status: 200 });
    await port.heard("slack.unanswered");
    expect(port.signals.filter(({ name }) => name === "bug")).toEqual([]);
  });
});
