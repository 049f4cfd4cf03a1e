/** A letter as the mail server is given it: envelope, headers and both parts. Pure. */

import { createHash } from "node:crypto";
import type { SendMailOptions } from "nodemailer";
import type { Parcel } from "../../core/destination.ts";
import { cut } from "../../text/cut.ts";
import { oneLine } from "../notice.ts";
import { domainOf, type Mailbox } from "./address.ts";
import { type EmailBody, emailBody } from "./body.ts";
import { htmlDigest, htmlPart, plainDigest, plainPart } from "./letter.ts";

export type Mail = SendMailOptions & { readonly messageId: string };

/** A parcel for one letter of its own. */
export function mailOf({ message, context }: Parcel, sender: Mailbox): Mail {
  const body = emailBody(message.body);
  const domain = domainOf(sender.address);
  return {
    ...addressed(body.to, sender, message.rule),
    subject: body.subject,
    text: plainPart(body),
    html: htmlPart(body),
    // The same for every attempt: a server or a reader that has it already shows it once.
    messageId: `<${context.key}@${domain}>`,
    ...(message.thread === undefined ? {} : threaded(`<${shortHash(message.thread)}@${domain}>`)),
  };
}

/** Parcels for one recipient, in one letter. One alone reads as it would without a digest. */
export function digestOf(parcels: readonly Parcel[], sender: Mailbox): Mail {
  const [first, ...more] = parcels;
  if (first === undefined) throw new Error("a digest of nothing");
  if (more.length === 0) return mailOf(first, sender);
  const bodies = parcels.map(({ message }) => emailBody(message.body));
  const rules = [...new Set(parcels.map(({ message }) => message.rule))];
  return {
    ...addressed(emailBody(first.message.body).to, sender, "digest"),
    subject: cut(oneLine(`${parcels.length} messages: ${rules.join(", ")}`), 200),
    text: plainDigest(bodies),
    html: htmlDigest(bodies),
    messageId: `<${shortHash(parcels.map(({ context }) => context.key).join())}@${domainOf(sender.address)}>`,
  };
}

function addressed(to: EmailBody["to"], sender: Mailbox, about: string): SendMailOptions {
  return {
    // The envelope is given as it is meant: nothing in a header can add a recipient.
    envelope: { from: sender.address, to: [to] },
    from: sender,
    to: { name: "", address: to },
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "List-ID": `<${labelOf(about)}.avatar-relay.${domainOf(sender.address)}>`,
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A rule's name as a part of a list's (RFC 2919, 2), for filters of readers. */
function labelOf(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-|-$/g, "");
  return label === "" ? shortHash(name).slice(0, 12) : label;
}

/** All letters of a thread answer to one that was never sent, so that they stand together whichever comes first. */
function threaded(root: string): Pick<SendMailOptions, "inReplyTo" | "references"> {
  return { inReplyTo: root, references: root };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
