/** Sends mails through the operator's mail server. */

import type { Transporter } from "nodemailer";
import type { Outcome } from "../../core/delivery.ts";
import type { DestinationContext, OutboundMessage, Sender, SenderEnvironment } from "../../core/destination.ts";
import type { Duration } from "../../core/time.ts";
import { type Redact, redactor } from "../../net/redact.ts";
import { retried } from "../../net/retried.ts";
import { batching } from "../kit/batch.ts";
import { textsOf } from "../kit/discreet.ts";
import { stuck } from "../kit/stuck.ts";
import { domainOf, readMailbox } from "./address.ts";
import { emailBody } from "./body.ts";
import { type DkimSettings, signing } from "./dkim.ts";
import { ehloNameOf } from "./ehlo-name.ts";
import { farewells } from "./farewell.ts";
import { digestOf, type Mail, type Stationery } from "./mail.ts";
import { outcomeOf } from "./outcome.ts";
import { readServer, type Server } from "./server.ts";
import { type MailPace, openTransport, type Tls, type Transport } from "./transport.ts";

export interface PostSettings {
  /** The sender that rules.yaml names; SMTP_FROM where it names none. */
  readonly from: string | undefined;
  readonly connections: number;
  /** The relay's name; from the sender's domain where the file has none. */
  readonly ehloName: string | undefined;
  readonly tls: Tls;
  readonly timeout: Duration;
  readonly dkim: DkimSettings | undefined;
  /** The most mails in a span, where messages are claimed faster than that. */
  readonly pace: MailPace | undefined;
}

export function openPost(settings: PostSettings, { seal }: DestinationContext, environment: SenderEnvironment): Sender {
  const { from, dkim } = settings;
  const url = environment.variable("SMTP_URL") ?? "";
  const read = readServer(url);
  const sender = readMailbox(from ?? environment.variable("SMTP_FROM") ?? "");
  if (read.kind === "refused") return stuck(read.faults.map(({ text, hint }) => `${text}: ${hint}`).join("; "));
  if ("faults" in sender) return stuck("SMTP_FROM is not set, or is not one address");
  const { server } = read;
  const clean = redactor(secretsOf(url, server));
  const signature = dkim && signing(dkim, domainOf(sender.address));
  const ehloName = settings.ehloName ?? ehloNameOf(sender, environment.variable("PUBLIC_URL"));
  return posting({
    stationery: { sender, farewell: farewells(environment) },
    redact: (text) => seal(clean(text)),
    open: () => openTransport(server, { ...settings, ehloName, signature }),
  });
}

function secretsOf(url: string, { auth }: Server): readonly string[] {
  return auth === undefined ? [url] : [url, auth.user, auth.pass];
}

/** What every mail needs, before anything is loaded. */
type Paper = Omit<Stationery, "encoded">;

interface Office {
  readonly stationery: Paper;
  readonly redact: Redact;
  open(): Promise<Transport>;
}

function posting({ stationery, redact, open }: Office): Sender {
  const transport = retried(open);

  async function post(letter: MailBatch, signal: AbortSignal): Promise<Outcome> {
    const [fault] = letter.outbound.flatMap(({ message }) => emailBody(message.body).fault ?? []);
    if (fault !== undefined) return { kind: "refused", reason: "recipient_invalid", detail: fault };
    const { transporter, encoded } = await transport();
    const mail = digestOf(letter.outbound, { ...stationery, encoded });
    return await sendOnce(transporter, { mail, signal, redact: (text) => redact(withoutEcho(letter, text)) });
  }

  async function sendMany(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const outcomes = new Map<OutboundMessage, Outcome>();
    const posted = lettersOf(outbound).map(async (letter) => {
      const outcome = await post(letter, signal);
      for (const one of letter.outbound) outcomes.set(one, outcome);
    });
    await Promise.all(posted);
    return outbound.flatMap((one) => outcomes.get(one) ?? []);
  }

  return batching(sendMany, {
    load: async () => void (await transport()),
    close: async () => (await transport.current())?.transporter.close(),
  });
}

interface MailBatch {
  readonly outbound: OutboundMessage[];
}

/** Messages for a digest are grouped by recipient; every other one is a mail of its own. */
function lettersOf(outbound: readonly OutboundMessage[]): readonly MailBatch[] {
  const digests = new Map<string, MailBatch>();
  const letters: MailBatch[] = [];
  for (const one of outbound) {
    const { digest, fault, to } = emailBody(one.message.body);
    const open = digest === true && fault === undefined ? digests.get(to.toLowerCase()) : undefined;
    open?.outbound.push(one);
    if (open !== undefined) continue;
    const letter = { outbound: [one] };
    letters.push(letter);
    if (digest === true && fault === undefined) digests.set(to.toLowerCase(), letter);
  }
  return letters;
}

/** Some servers repeat what they did not like. The recipient may stay, because the operator has to correct it. */
function withoutEcho({ outbound }: MailBatch, text: string): string {
  const sentTexts = outbound.flatMap(({ message }) => {
    const { to: _to, ...rest } = emailBody(message.body);
    return textsOf(rest);
  });
  return redactor(sentTexts)(text);
}

interface Posting {
  readonly mail: Mail;
  readonly signal: AbortSignal;
  readonly redact: Redact;
}

async function sendOnce(transport: Transporter, { mail, signal, redact }: Posting): Promise<Outcome> {
  try {
    await transport.sendMail({ ...mail, signal });
    return { kind: "delivered", reference: mail.messageId };
  } catch (error) {
    const outcome = outcomeOf(error, signal, redact);
    if (outcome === undefined) throw error;
    return outcome;
  }
}
