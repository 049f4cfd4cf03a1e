import { describe, expect, it } from "vitest";
import { mayDo, type People } from "../../../src/core/access/people.ts";
import { buttonId, buttonText } from "../../../src/core/button.ts";
import type { Incident } from "../../../src/core/incident.ts";
import { createTickets, type Tickets } from "../../../src/net/ticket.ts";
import { createReplies } from "../../../src/receive/slack/replies.ts";
import type { SlackMessage, Whispered } from "../../support/fake-slack.ts";
import { anna, answerIn, ben, type Colleague, pressOf } from "../../support/slack-people.ts";
import { everybody, incident, openSlackPort, type SlackPort, type Way } from "./slack-port.ts";

const ways: readonly Way[] = ["socket", "http"];

const claimed: Incident = { ...incident, state: "claimed", owner: { id: "T0001/U0ANNA", name: "anna", via: "slack" } };

function openThread(way: Way): Promise<SlackPort> {
  return openSlackPort(way, {
    people: () => ({ ...everybody, threadReplies: true }),
    incident: async (id) => (id === claimed.id ? claimed : undefined),
  });
}

/** The message of an incident, with its buttons under a bar of colour, as the relay posts it. */
async function parentIn({ slack, tickets }: SlackPort): Promise<SlackMessage> {
  const reply = {
    type: "button",
    action_id: buttonId("reply"),
    text: { type: "plain_text", text: "Reply as avatar" },
    value: tickets.seal(buttonText({ action: "reply", about: incident.id })),
  };
  const attachments = [{ color: "#daa038", blocks: [{ type: "actions", elements: [reply] }] }];
  const payload = { channel: "#support", text: "hello", attachments };
  const headers = { authorization: `Bearer ${slack.token}`, "content-type": "application/json" };
  await fetch(`${slack.url}chat.postMessage`, { method: "POST", headers, body: JSON.stringify(payload) });
  const message = slack.messages.at(-1);
  if (message === undefined) throw new Error("nothing was posted");
  return message;
}

/** Somebody writes in the thread; the offer that only they see. */
async function offered(port: SlackPort, by: Colleague, parent: SlackMessage, text: string): Promise<Whispered> {
  const before = port.slack.ephemerals.length;
  await answerIn(port.slack, by, parent, text);
  await port.slack.settled(() => port.slack.ephemerals.length > before);
  return port.slack.ephemerals.at(-1) as Whispered; // there is one more than before
}

/** Presses what stands in a message that only one person sees. */
async function choose(port: SlackPort, by: Colleague, offer: Whispered, control: string): Promise<string> {
  const before = port.slack.ephemerals.length;
  const shown = { channel: offer.channel, ts: "1705312200.900000", payload: offer.payload } as SlackMessage; // what a press is made of
  await port.slack.deliver(pressOf(port.slack, by, shown, control));
  await port.slack.settled(() => port.slack.ephemerals.length > before);
  return port.slack.ephemerals.at(-1)?.text ?? "";
}

describe.each(ways)("what is written in the thread of an incident, by %s", (way) => {
  it("is offered to the one who has claimed it, alone and in the thread, and said once where they press", async () => {
    const port = await openThread(way);
    const parent = await parentIn(port);
    const offer = await offered(port, anna, parent, "It is on its way &amp; <https://example.com/t|tracked>");
    expect(offer).toMatchObject({ user: anna.id, payload: { thread_ts: parent.ts } });
    expect(JSON.stringify(offer.payload)).toContain("Say this to the visitor? It is on its way & tracked");
    expect(await choose(port, anna, offer, "Say it")).toContain("asked to say it");
    expect(await choose(port, anna, offer, "Whisper")).toContain("before");
    expect(await port.events()).toMatchObject([
      { kind: "click", action: "reply", text: "It is on its way & tracked", incident: incident.id, session: "s1", by: { name: "anna" } },
    ]);
    expect(port.slack.faults).toEqual([]);
  });

  it("is whispered, or stays a note, as they choose", async () => {
    const port = await openThread(way);
    const parent = await parentIn(port);
    expect(await choose(port, anna, await offered(port, anna, parent, "the parcel is lost"), "Whisper")).toContain("asked");
    expect(await choose(port, anna, await offered(port, anna, parent, "who knows more?"), "Keep as a note")).toContain("note");
    expect(await port.events()).toMatchObject([{ action: "whisper", text: "the parcel is lost" }]);
    expect(port.slack.calls("conversations.replies")).toBe(1);
  });
});

interface Thread {
  readonly incident?: Incident;
  readonly people?: Partial<People>;
  /** The value of the button under the message that the thread hangs on. */
  readonly value?: (tickets: Tickets) => string;
}

/** What is offered of something that somebody writes in a thread. */
async function offersOf(by: Colleague, text: string, { incident: now = claimed, people = {}, value }: Thread = {}) {
  const tickets = createTickets("a key of the house");
  const offers: string[] = [];
  const ticket = value?.(tickets) ?? tickets.seal(buttonText({ action: "reply", about: incident.id }));
  const current = { ...everybody, threadReplies: true, ...people };
  const replies = createReplies({
    people: () => current,
    mayDo: async (permission, who) => (mayDo(current, permission, who) ? "yes" : "no"),
    incident: async (id) => (id === now.id ? now : undefined),
    tickets,
    parent: async () => ({ attachments: [{ blocks: [{ type: "actions", elements: [{ value: ticket }] }] }] }),
    offer: async (_, __, blocks) => void offers.push(JSON.stringify(blocks)),
  });
  await replies.heard({ by: { team: "T0001", user: by.id }, channel: "CSUPPORT", thread: "1.1", text, at: "1.2" });
  return offers;
}

describe("what is written in a thread", () => {
  it("is offered where its owner turns to the visitor", async () => {
    expect(await offersOf(anna, "I would say no")).toEqual([expect.stringContaining("I would say no")]);
  });

  it.each([
    ["somebody who has not claimed it", ben, "I would say no"],
    ["its owner as a note", anna, "// a bit odd"],
    ["its owner as a note in words", anna, "Note: a bit odd"],
    ["its owner to a colleague", anna, "<@U0BEN> what do you think?"],
    ["its owner to everybody here", anna, "<!here> who knows?"],
  ])("is not offered where it is from %s", async (_, by, text) => {
    expect(await offersOf(by, text)).toEqual([]);
  });

  it.each<readonly [string, Thread]>([
    ["the file does not ask for it", { people: { threadReplies: false } }],
    ["they may not speak", { people: { allow: { ...everybody.allow, speak: [ben.id] } } }],
    ["they are of another workspace", { people: { teams: ["T0002"] } }],
    ["nobody has claimed it", { incident }],
    ["it is over", { incident: { ...claimed, state: "resolved" } }],
    ["there is no visitor", { incident: { ...claimed, session: null } }],
    ["its message does not talk to visitors", { value: ({ seal }) => seal(buttonText({ action: "resolve", about: incident.id })) }],
    [
      "its message was made to look like ours",
      { value: () => `${buttonText({ action: "reply", about: incident.id })}.0123456789012345678901` },
    ],
  ])("is not offered where %s", async (_, thread) => {
    expect(await offersOf(anna, "hello?", thread)).toEqual([]);
  });

  it("is told to be too long where a visitor would not listen to it", async () => {
    const port = await openThread("socket");
    const { payload } = await offered(port, anna, await parentIn(port), "x".repeat(601));
    expect(JSON.stringify(payload)).toContain("longer than the 600 characters");
    expect(JSON.stringify(payload)).not.toContain("relay.offer");
    expect((await offered(port, anna, await parentIn(port), '"'.repeat(600))).payload.blocks).toHaveLength(2);
    expect(port.slack.faults).toEqual([]);
  });

  it("is lost for the visitor while Slack does not answer, and the next is offered", async () => {
    const port = await openThread("socket");
    const parent = await parentIn(port);
    port.slack.breakDown({ kind: "answer", status: 503, headers: {}, body: "" });
    await answerIn(port.slack, anna, parent, "hello?");
    await port.heard("slack.unanswered");
    port.slack.breakDown();
    expect(JSON.stringify((await offered(port, anna, parent, "still there?")).payload)).toContain("still there?");
  });
});
