/** Sends letters through the operator's mail server. */

import { createHash } from "node:crypto";
import type { SendMailOptions, Transporter } from "nodemailer";
import type { Message, Outcome } from "../../core/delivery.ts";
import type { DestinationContext, Edge, SendContext, Sender } from "../../core/destination.ts";
import { type Redact, redactor } from "../../net/redact.ts";
import { textsOf } from "../discreet.ts";
import { stuck } from "../stuck.ts";
import { domainOf, type Mailbox, toMailbox } from "./address.ts";
import { type EmailBody, emailBody } from "./body.ts";
import { htmlPart, plainPart } from "./letter.ts";
import { outcomeOf } from "./outcome.ts";
import { openTransport, type Server, toServer } from "./transport.ts";

export interface PostSettings {
  /** The sender that rules.yaml names; SMTP_FROM where it names none. */
  readonly from: string | undefined;
  readonly connections: number;
}

export function openPost({ from, connections }: PostSettings, { seal }: DestinationContext, edge: Edge): Sender {
  const url = edge.variable("SMTP_URL") ?? "";
  const server = toServer(url);
  const sender = toMailbox(from ?? edge.variable("SMTP_FROM") ?? "");
  if (server === undefined) return stuck("SMTP_URL is not set, or is not like smtp://user:password@host:587");
  if (sender === undefined) return stuck("SMTP_FROM is not set, or is not one address");
  const clean = redactor(secretsOf(url, server));
  return posting({ sender, redact: (said) => seal(clean(said)), open: () => openTransport(server, connections) });
}

function secretsOf(url: string, { auth }: Server): readonly string[] {
  return auth === undefined ? [url] : [url, auth.user, auth.pass];
}

interface Office {
  readonly sender: Mailbox;
  readonly redact: Redact;
  open(): Promise<Transporter>;
}

function posting({ sender, redact, open }: Office): Sender {
  let transport: Promise<Transporter> | undefined;
  return {
    async send(message, context) {
      const body = emailBody(message.body);
      if (body.fault !== undefined) return { kind: "refused", reason: "recipient_invalid", detail: body.fault };
      transport ??= open();
      return await sendOnce(await transport, mailOf(message, sender, context), (said) => redact(withoutEcho(body, said)));
    },
    close: async () => (await transport)?.close(),
  };
}

/** Some servers repeat what they did not like. The recipient may be told: it is what the operator has to mend. */
function withoutEcho({ to: _to, ...told }: EmailBody, said: string): string {
  return redactor(textsOf(told))(said);
}

type Mail = SendMailOptions & { readonly messageId: string; readonly signal: AbortSignal };

async function sendOnce(transport: Transporter, mail: Mail, redact: Redact): Promise<Outcome> {
  try {
    await transport.sendMail(mail);
    return { kind: "delivered", reference: mail.messageId };
  } catch (error) {
    const outcome = outcomeOf(error, mail.signal, redact);
    if (outcome === undefined) throw error;
    return outcome;
  }
}

function mailOf(message: Message, sender: Mailbox, { key, signal }: SendContext): Mail {
  const body: EmailBody = emailBody(message.body);
  const domain = domainOf(sender.address);
  return {
    // The envelope is given as it is meant: nothing in a header can add a recipient.
    envelope: { from: sender.address, to: [body.to] },
    from: sender,
    to: { name: "", address: body.to },
    subject: body.subject,
    text: plainPart(body),
    html: htmlPart(body),
    // The same for every attempt: a server or a reader that has it already shows it once.
    messageId: `<${key}@${domain}>`,
    ...(message.thread === undefined ? {} : threaded(`<${shortHash(message.thread)}@${domain}>`)),
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    disableFileAccess: true,
    disableUrlAccess: true,
    signal,
  };
}

/** All letters of a thread answer to one that was never sent, so that they stand together whichever comes first. */
function threaded(root: string): Pick<SendMailOptions, "inReplyTo" | "references"> {
  return { inReplyTo: root, references: root };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
