/** Handles a click: checks the permission and the ticket, and stores the click before Slack gets an answer. */

import { permissionFor } from "../../core/access/people.ts";
import { type Button, readButton } from "../../core/button.ts";
import type { Incident } from "../../core/incident.ts";
import type { Emit } from "../../core/signal.ts";
import type { Acceptance, Arrival } from "../../core/store.ts";
import { type Clock, type Instant, parseDuration, plus } from "../../core/time.ts";
import type { Tickets } from "../../net/ticket.ts";
import { type ClickDraft, type ClickIdentity, clickOf, refusalOf } from "./click.ts";
import type { Leave, MayDo } from "./groups.ts";
import type { NamedRule } from "./knowledge.ts";
import { modalFor, textField } from "./modal.ts";
import { isMuting, muteText } from "./mute-text.ts";
import { type ChosenOffer, readOffer } from "./offer.ts";
import { type ButtonPress, carriedText, readCarried, type Submission } from "./press.ts";

export interface SlackActionOptions {
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  readonly incident: (id: string) => Promise<Incident | undefined>;
  /** The present rules. */
  readonly rules: () => readonly NamedRule[];
  /** The present `settings.timezone`. */
  readonly timezone: () => string;
  readonly mayDo: MayDo;
  readonly tickets: Tickets;
  /** The next morning, in the time zone of the rules. */
  readonly nextMorning: (now: Instant) => Instant;
  readonly now: Clock;
  readonly emit: Emit;
}

/** Answers to the person who clicked. */
export interface SlackReach {
  /** Acknowledges the click. Before that the button shows that it is busy, and after three seconds that it failed. */
  ack(): Promise<void>;
  /** Opens a modal. */
  open(view: object): Promise<void>;
  /** Sends a text to that person alone. */
  reply(text: string): Promise<void>;
  /** Sends a text to the whole channel. */
  announce(text: string): Promise<void>;
  /** Replaces the pressed message, where only that person sees it. */
  replace(text: string): Promise<void>;
}

/** Errors in a modal, by block. The modal stays open. */
export type Complaint = Readonly<Record<string, string>>;

export interface SlackActions {
  press(press: ButtonPress, reach: SlackReach): Promise<void>;
  /** Resolves when it may be acknowledged, with or without errors. */
  submit(submission: Submission): Promise<Complaint | undefined>;
}

export const sentences = {
  forged: "This button is not one of this relay's, so nothing was done.",
  notAllowed: "You are not among those who may do this here. An administrator can change it in rules.yaml, under slack: allow:.",
  unknown:
    "Slack does not tell the relay just now which workspace is its own, or who is in the group that may do this. Nothing was done; avatar-relay slack doctor says what is missing.",
  gone: "This incident is too old: nothing is known about it any more.",
  storage: "The relay could not keep this just now. Nothing was done; please try again.",
  nobody: "There is no visitor behind this incident to talk to.",
  asked: "The avatar is asked to say it within half a minute, or not at all; the thread shows which.",
  saidBefore: "This was given to the avatar before.",
  kept: "Kept as a note.",
} as const;

export function createSlackActions(options: SlackActionOptions): SlackActions {
  return {
    press: (press, reach) => onPress(options, press, reach),
    submit: (submission) => onSubmission(options, submission),
  };
}

async function onPress(options: SlackActionOptions, press: ButtonPress, reach: SlackReach): Promise<void> {
  const { tickets, mayDo, emit, now } = options;
  const startedAt = now();
  const ticket = tickets.open(press.value);
  const chosen = ticket === undefined ? undefined : readOffer(ticket);
  if (chosen !== undefined) return onOffer(options, press, chosen, reach);
  const button = ticket === undefined ? undefined : readButton(ticket);
  if (button === undefined) return turnAway(options, press, reach, "forged", "unknown");
  const leave = await mayDo(permissionFor(button.action), press.by);
  if (leave !== "yes") return turnAway(options, press, reach, leave, button.action);
  if (button.action === "reply" || button.action === "whisper") return openModal(options, button, reach);
  const draft = await draftOf(options, press, button, startedAt);
  if (draft === undefined) {
    await reach.ack();
    return reach.reply(sentences.gone);
  }
  const { status } = await options.accept(clickOf(draft));
  emit({ name: "click.taken", action: button.action, outcome: status, took: now() - startedAt });
  if (status === "refused") return; // Slack shows the person that it failed, which is true
  await reach.ack();
  if (status === "accepted" && isMuting(draft)) await reach.announce(muteText(draft, options.rules(), options.timezone()));
}

function identityOf({ by, channel, message, control, at }: ButtonPress): ClickIdentity {
  return [by.team, channel, message, control, by.user, at];
}

/** Answers the refusal and stores it; nothing else happens. */
async function turnAway(
  options: SlackActionOptions,
  press: ButtonPress,
  reach: SlackReach,
  reason: "forged" | Exclude<Leave, "yes">,
  action: string,
): Promise<void> {
  const { emit, now } = options;
  const at = now();
  const why = reason === "forged" ? "forged" : "not_allowed";
  emit({ name: "click.taken", action, outcome: why, took: 0 });
  await options.accept(refusalOf({ identity: identityOf(press), by: press.by, now: at, at: press.at, action, why }));
  await reach.ack();
  await reach.reply(reason === "forged" ? sentences.forged : refusalText(reason));
}

/** The answer for a person without permission, or with an unknown one. */
export function refusalText(leave: Exclude<Leave, "yes">): string {
  return leave === "no" ? sentences.notAllowed : sentences.unknown;
}

/** The modal first, because its trigger lives for three seconds. */
async function openModal({ tickets, emit }: SlackActionOptions, { action, about }: Button, reach: SlackReach): Promise<void> {
  emit({ name: "click.taken", action, outcome: "asked", took: 0 });
  await reach.ack();
  await reach.open(modalFor(action === "whisper" ? "whisper" : "reply", tickets.seal(carriedText({ about }))));
}

/** One message of a thread is said once, whatever is pressed and however often. */
async function onOffer(options: SlackActionOptions, press: ButtonPress, { choice, offer }: ChosenOffer, reach: SlackReach): Promise<void> {
  const { mayDo, emit, now } = options;
  const startedAt = now();
  const end = async (text: string) => {
    await reach.ack();
    await reach.replace(text);
  };
  if (choice === "note") return end(sentences.kept);
  const leave = await mayDo(permissionFor(choice), press.by);
  if (leave !== "yes") return turnAway(options, press, reach, leave, choice);
  const incident = await options.incident(offer.about);
  if (incident === undefined) return end(sentences.gone);
  const { by, channel } = press;
  const identity: ClickIdentity = [by.team, channel, "", "offer", by.user, offer.at];
  const draft: ClickDraft = { identity, action: choice, by, via: "slack", now: startedAt, at: "", incident, text: offer.text };
  const { status } = await options.accept(clickOf(draft));
  emit({ name: "click.taken", action: choice, outcome: status, took: now() - startedAt });
  if (status !== "refused") await end(status === "duplicate" ? sentences.saidBefore : sentences.asked); // otherwise Slack shows that it failed
}

async function draftOf(
  options: SlackActionOptions,
  press: ButtonPress,
  { action, about, span }: Button,
  now: Instant,
): Promise<ClickDraft | undefined> {
  const base = { identity: identityOf(press), action, by: press.by, via: "slack", now, at: press.at } as const;
  if (action === "unmute") return { ...base, rule: about };
  const incident = await options.incident(about);
  if (incident === undefined) return undefined;
  const rule = options.rules().find(({ name }) => name === incident.rule)?.id ?? incident.rule;
  return { ...base, incident, rule, until: untilOf(span, now, options) };
}

/** Only a snooze and a mute have an end. */
function untilOf(span: string | undefined, now: Instant, { nextMorning }: SlackActionOptions): Instant | undefined {
  if (span === undefined) return undefined;
  if (span === "tomorrow") return nextMorning(now);
  const duration = parseDuration(span);
  return duration === undefined ? undefined : plus(now, duration);
}

async function onSubmission(options: SlackActionOptions, submission: Submission): Promise<Complaint | undefined> {
  const { tickets, mayDo, accept, emit, now } = options;
  const startedAt = now();
  const { by, view, metadata, filled } = submission;
  const ticket = tickets.open(metadata);
  const carried = ticket === undefined ? undefined : readCarried(ticket);
  if (carried === undefined) return { [textField]: sentences.forged };
  const leave = await mayDo("speak", by);
  if (leave !== "yes") return { [textField]: refusalText(leave) };
  const incident = await options.incident(carried.about);
  if (incident === undefined) return { [textField]: sentences.gone };
  if (incident.session === null) return { [textField]: sentences.nobody };
  const action = filled.mode === "whisper" ? "whisper" : "reply";
  const identity = [by.team, "", view, "say", by.user, ""] as const;
  const text = (filled.text ?? "").trim();
  const draft: ClickDraft = { identity, action, by, via: "slack", now: startedAt, at: "", incident, text };
  const { status } = await accept(clickOf(draft));
  emit({ name: "click.taken", action, outcome: status, took: now() - startedAt });
  return status === "refused" ? { [textField]: sentences.storage } : undefined;
}
