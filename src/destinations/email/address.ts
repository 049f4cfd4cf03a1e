/** Addresses: one at a time, and never more than was meant. */

const local = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const domain = /^(?=.{1,255}$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*$/;

/** Whether a text is exactly one plain address: no name, no list, no line end. */
export function isAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  return at > 0 && local.test(text.slice(0, at)) && domain.test(text.slice(at + 1));
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** Reads `relay@example.com` or `Avatar relay <relay@example.com>`; undefined for anything else. */
export function toMailbox(text: string): Mailbox | undefined {
  const [, name = "", inner] = /^([^<>"\p{Cc}]*)<([^<>]*)>$/u.exec(text.trim()) ?? [];
  const address = inner ?? text.trim();
  return isAddress(address) ? { name: name.trim(), address } : undefined;
}
