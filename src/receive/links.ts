/**
 * `/l/<ticket>` on the public port: links that leave with a message. Mail programs and scanners follow links by themselves, so looking at one
 * changes nothing; a POST does, from the button of the page or by one click in a mail program (RFC 8058).
 */

import type { Express, Request, Response } from "express";
import type { Acceptance, Arrival } from "../core/store.ts";
import { readSubscription, type Subscription, subscriptionEvent } from "../core/subscription.ts";
import type { Clock } from "../core/time.ts";
import { answer, errorAnswer } from "./answer.ts";

export interface LinkOptions {
  /** The text of a ticket; undefined where this house did not make it. */
  readonly open: (ticket: string) => string | undefined;
  /** Durable when it resolves. */
  readonly accept: (arrival: Arrival) => Promise<Acceptance>;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
  readonly now: Clock;
  /** 26 characters, for people to quote. */
  readonly randomId: () => string;
}

export function mountLinks(app: Express, options: LinkOptions): void {
  app.get("/l/:ticket", (request, response) => {
    const subscription = subscriptionIn(request, options);
    if (subscription === undefined) refuse(response, options);
    else say(response, question(subscription));
  });
  app.post("/l/:ticket", (request, response, next) => {
    const subscription = subscriptionIn(request, options);
    if (subscription === undefined) refuse(response, options);
    else decide(subscription, "again" in request.query, response, options).catch(next);
  });
}

function subscriptionIn(request: Request<{ ticket: string }>, { open }: LinkOptions): Subscription | undefined {
  const text = open(Buffer.from(request.params.ticket, "base64url").toString("utf8"));
  return text === undefined ? undefined : readSubscription(text);
}

async function decide(subscription: Subscription, wanted: boolean, response: Response, options: LinkOptions): Promise<void> {
  const { accept, digest, now, randomId } = options;
  const event = subscriptionEvent(subscription, wanted, now(), digest);
  const { status } = await accept({ kind: "event", event, raw: Buffer.from(JSON.stringify(event.data)) });
  if (status === "refused") answer(response, errorAnswer("storage_down", randomId()));
  else say(response, wanted ? welcome(subscription) : farewell(subscription));
}

function refuse(response: Response, { randomId }: LinkOptions): void {
  answer(response, errorAnswer("not_found", randomId()));
}

function question({ list }: Subscription): string {
  return page(`<p>No more mail of ${named(list)}?</p>${button("", "Unsubscribe")}`);
}

function farewell({ list }: Subscription): string {
  return page(`<p>You will get no more mail of ${named(list)}.</p>${button("?again", "I want it again")}`);
}

function welcome({ list }: Subscription): string {
  return page(`<p>You will get mail of ${named(list)} again.</p>`);
}

function named({ kind, name }: Subscription["list"]): string {
  return `<b>${escaped(name)}</b>${kind === "digest" ? ", collected" : ""}`;
}

/** A form without an address of its own goes back to the page's. */
function button(query: string, label: string): string {
  return `<form method="post"${query === "" ? "" : ` action="${query}"`}><button>${label}</button></form>`;
}

function page(body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mail of avatar-relay</title>${body}</html>`;
}

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex",
};

function say(response: Response, body: string): void {
  answer(response, { status: 200, headers, body });
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
