/** How an incident looks in Slack: its state with a colour, and the buttons that change it. */

import { buttonId, buttonText } from "../../core/button.ts";
import type { ClickAction } from "../../core/event.ts";
import type { HistoryEntry, Incident, IncidentState } from "../../core/incident.ts";
import type { JsonObject } from "../../core/json.ts";
import { type Duration, day, hour, type Instant, minute, second, toIso } from "../../core/time.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { dateText, plainText } from "./text.ts";

/** Characters of a status. */
const longest = 1_000;

/** A message's copy of its incident. A `type`, not an interface, because it is queued as JSON. */
export type Face = {
  readonly id: string;
  readonly state: IncidentState;
  /** The state in words, e.g. `Claimed by anna`. */
  readonly status: string;
  /** RFC 3339, UTC: the end of a snooze; empty where it is not snoozed. */
  readonly until: string;
  readonly canTalk: boolean;
  /** The time of the message's content; undefined where an earlier version queued it. */
  readonly at?: Instant;
};

export function faceOf(incident: Incident, canTalk: boolean): Face {
  const { id, state, snoozedUntil, updatedAt: at } = incident;
  const until = state === "snoozed" && snoozedUntil !== null ? toIso(snoozedUntil) : "";
  return { id, state, status: cut(oneLine(statusOf(incident)), longest), until, canTalk, at };
}

function statusOf(incident: Incident): string {
  const { findings, deeds } = incident;
  const found = findings === 1 ? "" : `found ${findings} times`;
  const notes = deeds.filter(({ what }) => what === "escalated").map(({ note = "" }) => note);
  const escalated = notes.length === 0 ? "" : `escalated to ${[...new Set(notes)].join(", ")}`;
  return [headOf(incident), found, escalated, votesOf(deeds)].filter((part) => part !== "").join(" · ");
}

function headOf({ state, owner, deeds, openedAt, resolvedAt }: Incident): string {
  const last = (what: HistoryEntry["what"]) => deeds.findLast((deed) => deed.what === what);
  switch (state) {
    case "open":
      return "Nobody has claimed it";
    case "claimed":
      return `Claimed by ${nameOf(owner?.name)}`;
    case "snoozed":
      return `Snoozed by ${nameOf(last("snoozed")?.by?.name)}`;
    case "resolved": {
      const end = last("resolved");
      const after = spanOf((resolvedAt ?? openedAt) - openedAt);
      return end?.by === undefined
        ? `Resolved after ${after}: ${end?.note ?? "it is over"}`
        : `Resolved by ${nameOf(end.by.name)} after ${after}`;
    }
    default:
      return state satisfies never;
  }
}

/** The two largest units, e.g. `3m 12s`. */
function spanOf(span: Duration): string {
  const all = [`${Math.floor(span / day)}d`, `${Math.floor((span % day) / hour)}h`, `${Math.floor((span % hour) / minute)}m`];
  const parts = [...all, `${Math.floor((span % minute) / second)}s`];
  const from = parts.findIndex((part) => !part.startsWith("0"));
  return from < 0 ? "0s" : parts.slice(from, from + 2).join(" ");
}

/** People may call themselves anything. */
function nameOf(name = "somebody"): string {
  return cut(oneLine(name), 80) || "somebody";
}

function votesOf(history: readonly HistoryEntry[]): string {
  const count = (what: HistoryEntry["what"]) => history.filter((deed) => deed.what === what).length;
  const votes = (["useful", "noise"] as const).map((what) => [what, count(what)] as const).filter(([, votes]) => votes > 0);
  return votes.map(([what, votes]) => `${votes} × ${what}`).join(", ");
}

/** Grafana OnCall's colours, which people know (apps/slack, `AlertGroupSlackRenderer`). */
const colours: Readonly<Record<IncidentState, string>> = {
  open: "#a30200",
  claimed: "#daa038",
  snoozed: "#dddddd",
  resolved: "#2eb886",
};

/** What makes the buttons of a message. */
export interface Press {
  readonly seal: (text: string) => string;
  /** Only buttons that every client shows; newer ones are left out. */
  readonly plain: boolean;
  /** False where button presses cannot come back. */
  readonly hasButtons: boolean;
}

/** The state and the buttons, with a bar of colour, which only an attachment has. */
export function faceAttachment(face: Face, press: Press): JsonObject {
  const make = (action: ClickAction, span?: string) =>
    press.seal(buttonText({ action, about: face.id, ...(span !== undefined && { span }) }));
  const status = [plainText(face.status), ...dateText(face.until)];
  const controls = face.state === "resolved" ? [button("Reopen", "reopen", make)] : working(face, make);
  const votes = votesIn(make, press.plain);
  const actions = press.plain ? [...controls, ...votes] : controls;
  const state = { type: "context", elements: status };
  if (!press.hasButtons) return { color: colours[face.state], blocks: [state] };
  const blocks = [state, { type: "actions", elements: actions }];
  return { color: colours[face.state], blocks: press.plain ? blocks : [...blocks, { type: "context_actions", elements: votes }] };
}

type Make = (action: ClickAction, span?: string) => string;

function working({ state, canTalk }: Face, make: Make): readonly JsonObject[] {
  const claim = state === "claimed" ? [] : [{ ...button("Claim", "claim", make), style: "primary" }];
  const talk = canTalk ? [button("Reply as avatar", "reply", make), button("Whisper", "whisper", make)] : [];
  return [...claim, ...talk, snooze(make), resolve(make), mute(make)];
}

function button(label: string, action: ClickAction, make: Make): JsonObject {
  return { type: "button", action_id: buttonId(action), text: plainText(label), value: make(action) };
}

function resolve(make: Make): JsonObject {
  const confirm = {
    title: plainText("Resolve it?"),
    text: plainText("No more messages follow; the next finding opens another one."),
    confirm: plainText("Resolve"),
    deny: plainText("Not yet"),
  };
  return { ...button("Resolve", "resolve", make), style: "danger", confirm };
}

function snooze(make: Make): JsonObject {
  const spans = [
    ["15m", "15 minutes"] as const,
    ["1h", "1 hour"] as const,
    ["4h", "4 hours"] as const,
    ["tomorrow", "until tomorrow"] as const,
  ];
  const options = spans.map(([span, label]) => ({ text: plainText(label), value: make("snooze", span) }));
  return { type: "static_select", action_id: buttonId("snooze"), placeholder: plainText("Snooze"), options };
}

function mute(make: Make): JsonObject {
  const spans = [["1h", "1 hour"] as const, ["1d", "1 day"] as const, ["7d", "7 days"] as const];
  const options = spans.map(([span, label]) => ({ text: plainText(`Mute the rule for ${label}`), value: make("mute", span) }));
  return { type: "overflow", action_id: buttonId("mute"), options };
}

/** Whether the alert was useful. The votes are shown for each rule. */
function votesIn(make: Make, plain: boolean): readonly JsonObject[] {
  if (plain) return [button("Useful", "useful", make), button("Noise", "noise", make)];
  const vote = (label: string, action: ClickAction) => ({ text: plainText(label), value: make(action) });
  return [
    {
      type: "feedback_buttons",
      action_id: buttonId("vote"),
      positive_button: vote("Useful", "useful"),
      negative_button: vote("Noise", "noise"),
    },
  ];
}
