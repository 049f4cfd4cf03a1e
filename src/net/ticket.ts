/** Tickets: short texts that leave the relay and must come back unchanged, such as the value of a button or the end of a link. */

import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";

export interface Tickets {
  /** The text, followed by 22 characters that only the holder of the key can make. */
  seal(text: string): string;
  /** The text; undefined where somebody else made the ticket, or changed it. */
  open(ticket: string): string | undefined;
  /** Seals with another key from now on. Earlier tickets cannot be opened any more. */
  turnTo(key: string): void;
}

/** Characters of base64url: 132 bits. */
const width = 22;

export function createTickets(key: string): Tickets {
  let secret = createSecretKey(key, "utf8");
  const markOf = (text: string) => createHmac("sha256", secret).update(text).digest("base64url").slice(0, width);
  return {
    turnTo: (other) => {
      secret = createSecretKey(other, "utf8");
    },
    seal: (text) => `${text}.${markOf(text)}`,
    open(ticket) {
      const [text, mark] = [ticket.slice(0, -width - 1), ticket.slice(-width - 1)];
      const [found, right] = [Buffer.from(mark), Buffer.from(`.${markOf(text)}`)];
      return found.length === right.length && timingSafeEqual(found, right) ? text : undefined;
    },
  };
}
