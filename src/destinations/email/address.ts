/** Reads addresses as mail programs do, one at a time, and never more than was meant. */

import { domainToASCII } from "node:url";
import addressparser from "nodemailer/lib/addressparser";
import { oneLine } from "../kit/notice.ts";

/** Letters of any script: a server that accepts such an address says so (SMTPUTF8), and nodemailer checks that. */
const local = /^[\p{L}\p{M}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u;
const anyDomain = /^[\p{L}\p{M}\p{N}.-]+$/u;
const asciiDomain = /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*$/;

/** Whether a text is exactly one plain address: no name, no list, no line end. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && local.test(text.slice(0, at)) && asciiDomain.test(onTheWire(text.slice(at + 1)));
}

/** In ASCII letters (RFC 5890), which name services and mail servers know. */
export function domainOf(address: string): string {
  return onTheWire(address.slice(address.lastIndexOf("@") + 1));
}

/** Empty where it is no domain. */
function onTheWire(domain: string): string {
  if (!anyDomain.test(domain)) return "";
  return /^[\x20-\x7e]*$/.test(domain) ? domain.toLowerCase() : domainToASCII(domain);
}

export interface Mailbox {
  readonly name: string;
  /** Its domain is in letters of ASCII. */
  readonly address: string;
}

export type ReadMailboxes = {
  readonly mailboxes: readonly Mailbox[];
  /** What is wrong with each of the others. */
  readonly faults: readonly string[];
};

/** Reads `relay@example.com`, `Avatar relay <relay@example.com>`, `"Acme, Inc." <relay@acme.example>`, or several with commas between. */
export function readMailboxes(text: string): ReadMailboxes {
  if (/\p{Cc}/u.test(text.trim())) return { mailboxes: [], faults: ["there is a line end or another control character in it"] };
  const entries = addressparser(text, { flatten: true });
  const isRight = ({ name, address }: Entry) => isAddress(address) && (name === "" || /[<(]/.test(text));
  const faults = entries.filter((entry) => !isRight(entry)).map(faultOf);
  const mailboxes = entries.filter(isRight).map(toMailbox);
  return entries.length === 0 ? { mailboxes, faults: ["there is no address"] } : { mailboxes, faults };
}

/** As the parser gives it; missing parts are empty. */
type Entry = Mailbox;

function faultOf({ name, address }: Entry): string {
  if (isAddress(address)) return `"${oneLine(name)}" stands beside "${address}" without a comma`;
  if (address !== "") return `"${oneLine(address)}" is no address`;
  return `"${oneLine(name)}" has no address; a name with a comma or a dot needs quotes: "Acme, Inc." <relay@acme.example>`;
}

function toMailbox({ name, address }: Mailbox): Mailbox {
  return { name: oneLine(name), address: `${address.slice(0, address.lastIndexOf("@"))}@${domainOf(address)}` };
}

/** Exactly one mailbox, or what is wrong. */
export function readMailbox(text: string): Mailbox | { readonly faults: readonly string[] } {
  const { mailboxes, faults } = readMailboxes(text);
  const [only, ...more] = mailboxes;
  if (faults.length > 0 || only === undefined) return { faults };
  return more.length === 0 ? only : { faults: [`there are ${mailboxes.length} addresses where one is meant`] };
}
