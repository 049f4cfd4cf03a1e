import { createHash } from "node:crypto";
import { z } from "zod";
import type {
  Configured,
  DeliveryPolicy,
  Destination,
  DestinationContext,
  Rendered,
  SenderEnvironment,
  Tried,
  VariableFault,
  View,
} from "../../core/destination.ts";
import type { Report } from "../../core/insights/report.ts";
import { isJsonObject, type Json } from "../../core/json.ts";
import { second } from "../../core/time.ts";
import { duration, oneOrMany, text } from "../../rules/language/schema.ts";
import { isFixed, type Template, template } from "../../rules/templates/template.ts";
import { cut } from "../../text/cut.ts";
import { digestAt, mostInDigest } from "../kit/digest.ts";
import { discreet } from "../kit/discreet.ts";
import { noticeOf, oneLine, reportNotice, threadOf } from "../kit/notice.ts";
import { isPlaceholder } from "../kit/placeholder.ts";
import { policyKeys, policyOf } from "../kit/policy.ts";
import { domainOf, isAddress, type Mailbox, readMailbox, readMailboxes } from "./address.ts";
import type { EmailBody } from "./body.ts";
import { dkim } from "./dkim.ts";
import { ehloNameOf, isName } from "./ehlo-name.ts";
import { openPost } from "./post.ts";
import { readServer } from "./server.ts";
import { longestGreeting } from "./transport.ts";
import { tryServer } from "./trial.ts";

const schema = z
  .strictObject({
    to: oneOrMany(recipient()).meta({ description: "One address or several, with names or without. Each gets an e-mail of its own." }),
    from: sender().optional().meta({ description: "The sender. Default: SMTP_FROM." }),
    digest: duration().optional().meta({
      description:
        "Collects what is not urgent, and sends each recipient one e-mail at these intervals. What is high or critical is sent at once.",
    }),
    dkim: dkim.optional().meta({ description: "Signs every e-mail." }),
    ehlo_name: z
      .string()
      .refine((name) => isName(name) || isPlaceholder(name), { error: "expected a host name, e.g. relay.example.com" })
      .optional()
      .meta({
        description: "The name that the relay gives to the mail server. Default: the domain of the sender, else the host of PUBLIC_URL.",
      }),
    tls: z.enum(["required", "none"]).optional().meta({
      description: "Default: `required`. `none` sends unencrypted, for a mail server of your own network without TLS.",
    }),
    allow_domains: oneOrMany(text()).optional().meta({ description: "The domains that an address taken from an event may have." }),
    ...policyKeys,
  })
  .superRefine(({ to, allow_domains }, context) => {
    if (allow_domains !== undefined || to.every(({ source }) => isFixed(source))) return;
    const params = { code: "E_MISSING_KEY", hint: "an address that comes from an event needs allow_domains: [example.com]" };
    context.addIssue({ code: "custom", message: 'missing key "allow_domains"', params });
  });

/** Addresses in the form of a header, or a template that gives one address. */
function recipient(): z.ZodType<Template, string> {
  return template({ escape: "none" }).superRefine((to, context) => {
    if (!isFixed(to.source) || isPlaceholder(to.source)) return;
    for (const fault of readMailboxes(to.source).faults) context.addIssue(addressIssue(fault, recipientForm));
  });
}

function sender(): z.ZodType<string> {
  return z.string().superRefine((from, context) => {
    const read = isPlaceholder(from) ? undefined : readMailbox(from);
    if (read !== undefined && "faults" in read) for (const fault of read.faults) context.addIssue(addressIssue(fault, senderForm));
  });
}

const recipientForm = "write it like a@example.com, and several as a list: [a@example.com, b@example.com]";
const senderForm = 'write it like relay@example.com, or with a name: "Acme, Inc." <relay@example.com>';

function addressIssue(fault: string, hint: string) {
  return { code: "custom", message: `expected an e-mail address: ${fault}`, params: { code: "E_VALUE", hint } } as const;
}

const action = z.strictObject({
  subject: template({ escape: "none" }).optional(),
  title: template({ escape: "none" }).optional(),
  text: template({ escape: "none" }).optional(),
});

type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** E-mail through the operator's own server. */
export const email: Destination<Settings, Action> = {
  type: "email",
  summary: "Sends an e-mail to each recipient. Later e-mails of a session belong to the same thread.",
  forPeople: true,
  example: {
    settings: { to: "oncall@example.com" },
    action: { subject: "{{ event.agent }}: a visitor asks for a person", text: "{{ event.message }}" },
    renders: {
      to: "oncall@example.com",
      subject: "A80HVD8577: a visitor asks for a person",
      title: "A80HVD8577: asks-for-a-human",
      text: "I want to speak to a human",
    },
  },
  schema,
  action,
  requires: ({ from }) => (from === undefined ? ["SMTP_URL", "SMTP_FROM"] : ["SMTP_URL"]),
  faultsOf,
  tryOut,
  configure,
};

/** Does nothing where a variable is missing or wrong, because that is reported already. */
async function tryOut({ from, ehlo_name, tls = "required" }: Settings, variable: SenderEnvironment["variable"]): Promise<readonly Tried[]> {
  const read = readServer(variable("SMTP_URL") ?? "");
  const sender = readMailbox(from ?? variable("SMTP_FROM") ?? "");
  if (read.kind === "refused" || "faults" in sender) return [];
  const ehloName = ehlo_name ?? ehloNameOf(sender, variable("PUBLIC_URL"));
  return [await tryServer({ server: read.server, ehloName, tls })];
}

function faultsOf({ from, tls }: Settings, variable: SenderEnvironment["variable"]): readonly VariableFault[] {
  const [url, sender] = [variable("SMTP_URL"), from === undefined ? variable("SMTP_FROM") : undefined];
  const read = url ? readServer(url) : undefined;
  const mailbox = sender ? readMailbox(sender) : undefined;
  const isTwice = read?.kind === "server" && read.server.secure && tls === "none";
  return [
    ...(read?.kind === "refused" ? read.faults : []),
    ...(isTwice ? [{ text: "SMTP_URL is smtps://, and the file says tls: none", hint: "write smtp:// for a server without TLS" }] : []),
    ...(mailbox !== undefined && "faults" in mailbox ? mailbox.faults : []).map((fault) => ({
      text: `SMTP_FROM is not one e-mail address: ${fault}`,
      hint: senderForm,
    })),
  ];
}

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  // Mail servers greet slowly and accept mails one after another.
  const policy = policyOf(settings, { concurrency: 2, limit: { count: 5, per: second }, timeout: longestGreeting + 30 * second });
  const { from, dkim, digest, ehlo_name: ehloName, tls = "required" } = settings;
  const { limit, concurrency: connections, timeout } = policy;
  const post = { from, connections, dkim, ehloName, tls, timeout, pace: digest === undefined ? undefined : limit };
  return discreet(
    {
      policy: digest === undefined ? policy : collecting(policy),
      render: (own, view) => rendered(settings, own, view),
      ...(settings.to.every(({ source }) => isFixed(source)) && { report: (report) => reportLetters(settings, report) }),
      adopt: (body) => adopted(settings, body),
      open: (environment) => openPost(post, context, environment),
      hasLists: true,
    },
    context,
  );
}

/** A message for another recipient goes to the first recipient in the file. */
function adopted({ to }: Settings, body: Json): Json | undefined {
  if (!isJsonObject(body) || typeof body.to !== "string" || typeof body.subject !== "string") return undefined;
  const [own] = to.filter(({ source }) => isFixed(source)).flatMap(({ source }) => readMailboxes(source).mailboxes.map(addresseeOf));
  const { name, fault, digest, ...letter } = body;
  return own === undefined ? undefined : { ...letter, ...own };
}

/** All due messages of a digest are claimed together. The limit then counts mails, not messages. */
function collecting(policy: DeliveryPolicy): DeliveryPolicy {
  return { ...policy, limit: undefined, concurrency: 1, batch: { max: mostInDigest, every: 0 } };
}

function rendered(settings: Settings, own: Action, view: View): readonly Rendered[] {
  const notice = noticeOf({ title: own.title, text: own.text }, view, String);
  const subject = own.subject === undefined ? notice.title : cut(oneLine(own.subject.render(view)), 200) || notice.title;
  const notBefore = digestAt(settings.digest, view);
  const letters = settings.to
    .flatMap((to) => addressees(settings, to, view))
    .map((addressee, index): Rendered & { readonly body: EmailBody } => {
      const body = { ...addressee, subject, ...notice };
      return notBefore === undefined
        ? { recipient: body.to, body, thread: conversation(view, index, subject) }
        : { recipient: body.to, body: { ...body, digest: true }, thread: undefined, notBefore };
    });
  return letters.filter(({ recipient }, index) => letters.findIndex((each) => isSame(each.recipient, recipient)) === index);
}

/** A mail of its own for each recipient. It waits for no digest, and belongs to no conversation. */
function reportLetters({ to }: Settings, report: Report): readonly Rendered[] {
  const notice = reportNotice(report);
  const all = to.flatMap(({ source }) => (isPlaceholder(source) ? [{ to: source }] : readMailboxes(source).mailboxes.map(addresseeOf)));
  const once = all.filter((each, index) => all.findIndex((other) => isSame(each.to, other.to)) === index);
  return once.map((addressee) => ({
    recipient: addressee.to,
    body: { ...addressee, subject: notice.title, ...notice },
    thread: undefined,
  }));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Mail programs group mails by subject, so another subject is another conversation. */
function conversation(view: View, recipient: number, subject: string): string | undefined {
  const thread = threadOf(view);
  return thread === undefined ? undefined : `${thread}/${recipient}/${createHash("sha256").update(subject).digest("hex").slice(0, 16)}`;
}

type Addressee = Pick<EmailBody, "to" | "name" | "fault">;

/** The recipients in a text. A text from an event gives one at most, and only where that is allowed. */
function addressees({ allow_domains = [] }: Settings, to: Template, view: View): readonly Addressee[] {
  if (isPlaceholder(to.source)) return [{ to: to.source }];
  if (isFixed(to.source)) return readMailboxes(to.source).mailboxes.map(addresseeOf);
  const address = to.render(view).trim();
  const fault = faultOf(address, allow_domains);
  return fault === undefined ? readMailboxes(address).mailboxes.map(addresseeOf) : [{ to: "", fault }];
}

function addresseeOf({ name, address }: Mailbox): Addressee {
  return name === "" ? { to: address } : { to: address, name };
}

/** Why an address from an event may not get mail. The text does not contain the address. */
function faultOf(address: string, allowed: readonly string[]): string | undefined {
  if (!isAddress(address)) return "the event gave no single e-mail address";
  const isAllowed = allowed.some((domain) => domainOf(domain) === domainOf(address));
  return isAllowed ? undefined : "the address is in no domain of allow_domains";
}
