/** Links in a message of an incoming webhook, where there are no buttons: each claims or resolves one incident, once. */

import type { Response } from "express";
import { mayDo, type People, permissionFor } from "../core/access/people.ts";
import { hasExpired, type Link, linkLifetime, readLink } from "../core/button.ts";
import type { Incident } from "../core/incident.ts";
import type { Emit, Signal } from "../core/signal.ts";
import type { Acceptance, Arrival } from "../core/store.ts";
import { type Clock, type Duration, day } from "../core/time.ts";
import { answer, errorAnswer } from "./answer.ts";
import { escaped, showPage } from "./page.ts";
import { clickOf } from "./slack/click.ts";

export interface WorkLinkOptions {
  readonly incident: (id: string) => Promise<Incident | undefined>;
  readonly people: () => People;
  /** Durable when it resolves. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  readonly now: Clock;
  readonly emit: Emit;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
}

const title = "avatar-relay";
const longestName = 80;

/** The content of such a link's ticket; undefined where the ticket is for something else. */
export function workOf(text: string | undefined): Link | undefined {
  return text === undefined ? undefined : readLink(text);
}

/** A GET changes nothing, because programs that show previews of links open them too. */
export async function showWork(work: Link, response: Response, options: WorkLinkOptions): Promise<void> {
  if (hasExpired(work, options.now())) return expired(work, response, options);
  const incident = await options.incident(work.about);
  if (incident === undefined) return gone(response);
  if (!isAllowed(work, options)) return say(response, [standing(incident), refusal]);
  const label = `${work.action.slice(0, 1).toUpperCase()}${work.action.slice(1)}`;
  const input = `<label>Your name <input name="name" required maxlength="${longestName}" autocomplete="name"></label>`;
  const form = incident.state === "resolved" ? "" : `<form method="post">${input} <button>${label}</button></form>`;
  showPage(response, { title, body: `<p>${escaped(standing(incident))}</p>${form}` });
}

/** Stored before the answer. The id follows from the link alone, so a second use is a duplicate, whoever uses it. */
export async function doWork(work: Link, ticket: string, body: unknown, response: Response, options: WorkLinkOptions): Promise<void> {
  const startedAt = options.now();
  if (hasExpired(work, startedAt)) return expired(work, response, options);
  const incident = await options.incident(work.about);
  if (incident === undefined) return gone(response);
  if (!isAllowed(work, options)) {
    report(work, "not_allowed", 0, options);
    return say(response, [standing(incident), refusal]);
  }
  const name = nameIn(body);
  if (name === "") return say(response, ["Who are you? Go back and write your name."]);
  const { action } = work;
  const by = { team: "link", user: name, name };
  const draft = { identity: ["link", "", ticket, action, "", ""], action, by, via: "link", now: startedAt, at: "" } as const;
  const { status } = await options.accept(clickOf({ ...draft, incident, rule: incident.ruleId }));
  report(work, status, options.now() - startedAt, options);
  if (status === "refused") return answer(response, errorAnswer("storage_down", options.randomId()));
  if (status === "duplicate") return say(response, ["This link was used before, and works once.", standing(incident)]);
  const look = '<p><a href="">See how it stands.</a></p>';
  showPage(response, { title, body: `<p>Noted, ${escaped(name)}.</p>${look}` });
}

const refusal = "rules.yaml says under slack: who may do this, by their ids in Slack; a link does not tell who you are.";

/** Also reported for a GET, because its page has no button. */
function expired(work: Link, response: Response, options: WorkLinkOptions): void {
  report(work, "expired", 0, options);
  const body = `<p>This link has expired: a link works for ${linkLifetime / day} days after its message.</p><p>Nothing was changed. To ${work.action} the incident, open it in Slack or on the live page of the relay.</p>`;
  showPage(response, { title, body, status: 410 });
}

type Taken = Extract<Signal, { name: "click.taken" }>;

function report({ action }: Link, outcome: Taken["outcome"], took: Duration, { emit }: WorkLinkOptions): void {
  emit({ name: "click.taken", action, outcome, took });
}

function isAllowed({ action }: Link, { people }: WorkLinkOptions): boolean {
  return mayDo(people(), permissionFor(action), { team: "", user: "" });
}

function standing({ rule, session, state, owner }: Incident): string {
  const about = session === null ? rule : `${rule}, session ${session}`;
  return `${about}: ${state}${state === "claimed" && owner !== null ? ` by ${owner.name}` : ""}`;
}

function gone(response: Response): void {
  say(response, ["This incident is too old: nothing is known about it any more."]);
}

function say(response: Response, sentences: readonly string[]): void {
  showPage(response, { title, body: sentences.map((each) => `<p>${escaped(each)}</p>`).join("") });
}

/** One line of the typed text. */
function nameIn(body: unknown): string {
  const name = typeof body === "object" && body !== null && "name" in body ? String(body.name) : "";
  return [...name.replace(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, " ").trim()].slice(0, longestName).join("");
}
