/**
 * `/l/<ticket>` on the public port: links in messages. Mail programs and scanners follow links by themselves, so a GET changes
 * nothing. A POST does, from the button of the page or by one click in a mail program (RFC 8058).
 */

import express, { type Express, type Request, type Response } from "express";
import { readSubscription, type Subscription, subscriptionEvent } from "../core/subscription.ts";
import { answer, errorAnswer } from "./answer.ts";
import { escaped, showPage } from "./page.ts";
import { doWork, showWork, type WorkLinkOptions, workOf } from "./work-links.ts";

export interface LinkOptions extends WorkLinkOptions {
  /** The text of a ticket; undefined where another key made it. */
  readonly open: (ticket: string) => string | undefined;
  /** sha256 in hex. */
  readonly digest: (text: string) => string;
}

/** A name and a button. */
const form = express.urlencoded({ limit: "4kb", extended: false });

export function mountLinks(app: Express, options: LinkOptions): void {
  app.get("/l/:ticket", (request, response, next) => {
    const text = ticketIn(request, options);
    const [work, subscription] = [workOf(text), text === undefined ? undefined : readSubscription(text)];
    if (work !== undefined) showWork(work, response, options).catch(next);
    else if (subscription === undefined) refuse(response, options);
    else say(response, question(subscription));
  });
  app.post("/l/:ticket", form, (request: Request<{ ticket: string }>, response, next) => {
    const text = ticketIn(request, options) ?? "";
    const [work, subscription] = [workOf(text), readSubscription(text)];
    if (work !== undefined) doWork(work, text, request.body, response, options).catch(next);
    else if (subscription === undefined) refuse(response, options);
    else decide(subscription, "again" in request.query, response, options).catch(next);
  });
}

function ticketIn(request: Request<{ ticket: string }>, { open }: LinkOptions): string | undefined {
  return open(Buffer.from(request.params.ticket, "base64url").toString("utf8"));
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
  return `<p>No more mail of ${named(list)}?</p>${button("", "Unsubscribe")}`;
}

function farewell({ list }: Subscription): string {
  return `<p>You will get no more mail of ${named(list)}.</p>${button("?again", "I want it again")}`;
}

function welcome({ list }: Subscription): string {
  return `<p>You will get mail of ${named(list)} again.</p>`;
}

function named({ kind, name }: Subscription["list"]): string {
  return `<b>${escaped(name)}</b>${kind === "digest" ? ", collected" : ""}`;
}

/** A form without an address of its own posts to the page's. */
function button(query: string, label: string): string {
  return `<form method="post"${query === "" ? "" : ` action="${query}"`}><button>${label}</button></form>`;
}

function say(response: Response, body: string): void {
  showPage(response, { title: "Mail of avatar-relay", body });
}
