/** A mail in the form for nodemailer: envelope, headers and both parts. Pure. */

import { createHash } from "node:crypto";
import type { SendMailOptions } from "nodemailer";
import type { OutboundMessage } from "../../core/destination.ts";
import type { MailList } from "../../core/subscription.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../kit/notice.ts";
import { domainOf, type Mailbox } from "./address.ts";
import { type EmailBody, emailBody } from "./body.ts";
import { htmlDigest, htmlEnd, htmlPart, plainDigest, plainEnd, plainPart } from "./letter.ts";

export type Mail = SendMailOptions & { readonly messageId: string };

/** What every mail needs. */
export interface Stationery {
  readonly sender: Mailbox;
  /** Encodes any text for a header (RFC 2047). */
  readonly encoded: (text: string) => string;
  /** The unsubscribe link of a recipient. Undefined where the relay has no public address. */
  readonly farewell: ((list: MailList, recipient: string) => string) | undefined;
}

/** One message as a mail of its own. */
export function mailOf({ message, context }: OutboundMessage, stationery: Stationery): Mail {
  const { sender } = stationery;
  const body = emailBody(message.body);
  const domain = domainOf(sender.address);
  const { end, ...addressee } = addressed(body, { kind: "rule", name: message.rule }, stationery);
  return {
    ...titled(addressee, body.subject, stationery),
    text: plainPart(body) + plainEnd(end),
    html: htmlPart(body) + htmlEnd(end),
    // The same for every attempt, so that a server or a reader shows it once.
    messageId: `<${context.key}@${domain}>`,
    ...(message.thread === undefined ? {} : threaded(`<${shortHash(message.thread)}@${domain}>`)),
  };
}

/** Messages for one recipient in one mail. A single one looks as it would without a digest. */
export function digestOf(outbound: readonly OutboundMessage[], stationery: Stationery): Mail {
  const [first, ...more] = outbound;
  if (first === undefined) throw new Error("a digest of nothing");
  if (more.length === 0) return mailOf(first, stationery);
  const bodies = outbound.map(({ message }) => emailBody(message.body));
  const rules = [...new Set(outbound.map(({ message }) => message.rule))];
  const list = { kind: "digest", name: first.message.to } as const;
  const { end, ...addressee } = addressed(emailBody(first.message.body), list, stationery);
  const subject = cut(oneLine(`${outbound.length} messages: ${rules.join(", ")}`), 200);
  return {
    ...titled(addressee, subject, stationery),
    text: plainDigest(bodies) + plainEnd(end),
    html: htmlDigest(bodies) + htmlEnd(end),
    messageId: `<${shortHash(outbound.map(({ context }) => context.key).join())}@${domainOf(stationery.sender.address)}>`,
  };
}

/** Mail programs decode encoded words. A subject with one is encoded itself, so that a visitor cannot decide what is shown. */
function titled(letter: Titled, subject: string, { encoded }: Stationery): SendMailOptions {
  if (!subject.includes("=?")) return { ...letter, subject };
  return { ...letter, headers: { ...letter.headers, Subject: { prepared: true, foldLines: true, value: encoded(subject) } } };
}

type Titled = SendMailOptions & { readonly headers: Headers };

type Headers = Readonly<Record<string, string>>;

type Addressee = Titled & { readonly end: string | undefined };

function addressed({ to, name = "" }: EmailBody, list: MailList, { sender, farewell }: Stationery): Addressee {
  const end = farewell?.(list, to);
  return {
    end,
    // The envelope is set directly, so nothing in a header can add a recipient.
    envelope: { from: sender.address, to: [to] },
    from: sender,
    to: { name, address: to },
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-ID": `<${labelOf(list.kind === "digest" ? `digest ${list.name}` : list.name)}.avatar-relay.${domainOf(sender.address)}>`,
      ...(end && { "List-Unsubscribe": `<${end}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }), // RFC 8058
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A rule's name as a part of a list's id (RFC 2919, 2), for readers' filters. */
function labelOf(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "");
  return label === "" ? shortHash(name).slice(0, 12) : label;
}

/** All mails of a thread refer to one that was never sent, so that they are grouped whichever comes first. */
function threaded(root: string): Pick<SendMailOptions, "inReplyTo" | "references"> {
  return { inReplyTo: root, references: root };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
