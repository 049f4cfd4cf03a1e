import { describe, expect, it } from "vitest";
import type { Decision } from "../../../src/core/rule.ts";
import { day, hour, type Instant, plus } from "../../../src/core/time.ts";
import { makeChat, monday } from "../../support/make.ts";
import { anna, ben, command, openHome, pressAtHome } from "../../support/slack-people.ts";
import { deciding } from "../../support/stored.ts";
import { everybody, incident, openSlackPort, type SlackPort, type Way } from "./slack-port.ts";

const ways: readonly Way[] = ["socket", "http"];

/** What the relay answers, line by line. */
async function asked(port: SlackPort, text: string, by = anna, to = "ephemeral"): Promise<readonly string[]> {
  const { status, body } = await command(port.slack, by, text);
  expect(status).toBe(200);
  const { response_type, blocks } = body as { response_type: string; blocks: { text: { type: string; text: string } }[] }; // commands are answered so
  expect([response_type, blocks[0]?.text.type]).toEqual([to, "plain_text"]);
  return (blocks[0]?.text.text ?? "").split("\n");
}

/** Puts something into the store as an evaluation would. */
async function decided({ store }: SlackPort, override: Partial<Decision>): Promise<void> {
  const event = makeChat({ session: "s1", message: JSON.stringify(override) });
  await store.accept({ kind: "event", event, raw: Buffer.from(event.message) });
  await store.evaluate(100, deciding(override));
}

/** As the engine leaves it: the moment at which it expires comes first. */
const expiresAt = plus(monday, 9_000 * day);
const mutes = new Map([["mutes", { value: [expiresAt, { r1: { until: null, who: "ben" } }], expiresAt }]]);

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
    expect(await asked(port, "mute asks-for-a-human 2h", anna, "in_channel")).toEqual([
      expect.stringMatching(/^anna has muted asks-for-a-human until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/),
    ]);
    expect(await asked(port, "unmute r1", anna, "in_channel")).toEqual(["anna lets asks-for-a-human speak again."]);
    const [mute, unmute] = await port.events();
    expect(mute).toMatchObject({ kind: "click", action: "mute", rule: "r1", by: { id: "T0001/U0ANNA" } });
    expect(mute?.kind === "click" && Number(mute.until) - mute.receivedAt).toBe(2 * hour);
    expect(unmute).toMatchObject({ kind: "click", action: "unmute", rule: "r1" });
  });
});

describe("a mute", () => {
  it("of which nobody says for how long ends after 7 days, and the channel reads so", async () => {
    const port = await openSlackPort("http");
    expect(await asked(port, "mute asks-for-a-human", anna, "in_channel")).toEqual([
      expect.stringContaining("anna has muted asks-for-a-human until"),
      "Nobody said for how long, so it ends by itself after 7 days.",
    ]);
    const [mute] = await port.events();
    expect(mute?.kind === "click" && Number(mute.until) - mute.receivedAt).toBe(7 * day);
  });

  it("ends by the clock of settings.timezone, with its name", async () => {
    const now = () => Date.UTC(2026, 2, 2, 8) as Instant; // milliseconds
    const port = await openSlackPort("socket", { now, timezone: () => "Europe/Berlin" });
    const [told] = await asked(port, "mute asks-for-a-human 1h", anna, "in_channel");
    expect(told).toBe("anna has muted asks-for-a-human until 2026-03-02 10:00 CET.");
  });

  it("of a critical rule says so to the channel, and stands out wherever mutes are listed", async () => {
    const port = await openSlackPort("http", { rules: () => [{ id: "r1", name: "asks-for-a-human", severity: "critical" }] });
    expect((await asked(port, "mute asks-for-a-human 1h", anna, "in_channel"))[0]).toContain("It is a critical rule");
    await decided(port, { memories: mutes });
    expect(await asked(port, "status")).toContain("• asks-for-a-human (critical), by ben");
  });
});

describe("whose workspace counts", () => {
  const stranger = { id: "U0EVE", name: "eve" };

  it("is the bot's own where rules.yaml names none: another's people are told nothing", async () => {
    const port = await openSlackPort("http");
    const { body } = await command(port.slack, stranger, "mute asks-for-a-human", "T0002");
    expect(JSON.stringify(body)).toContain("not among those who may");
    expect(await port.events()).toEqual([]);
    expect((await asked(port, "status"))[0]).toBe("No incident is open.");
  });

  it("is nobody's while Slack does not tell which it is, and then what was known before", async () => {
    const kept = new Map<string, string>();
    const keep = async (name: string, text: string) => {
      if (!kept.get(name)) kept.set(name, text);
      return kept.get(name) ?? text;
    };
    const first = await openSlackPort("http", { keep, api: "http://127.0.0.1:1/" });
    expect((await asked(first, "status"))[0]).toContain("which workspace is its own");
    const known = await openSlackPort("http", { keep });
    expect((await asked(known, "status"))[0]).toBe("No incident is open.");
    const again = await openSlackPort("http", { keep, api: "http://127.0.0.1:1/" });
    expect((await asked(again, "status"))[0]).toBe("No incident is open.");
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

  // K07
  it("changes nothing for who may not, and tells strangers nothing at all", async () => {
    const people = { ...everybody, allow: { ...everybody.allow, mute: [ben.id] } };
    const port = await openSlackPort("http", { people: () => people });
    expect(await asked(port, "mute asks-for-a-human 2h")).toEqual([expect.stringContaining("not among those who may")]);
    const strange = await openSlackPort("http", { people: () => ({ ...everybody, teams: ["T0002"] }) });
    expect(await asked(strange, "status")).toEqual([expect.stringContaining("not among those who may")]);
    expect([await port.events(), await strange.events()]).toEqual([[], []]);
  });

  // K11
  it("says so where it could not be stored", async () => {
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
