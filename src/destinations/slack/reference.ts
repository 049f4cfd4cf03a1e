/** The address of a message in Slack, as a delivery stores it: `channel:ts`, `channel:ts:sum` for a sum of many, `channel:ts::link`. */

import { linkIn } from "../../core/delivery.ts";

export interface SlackMessageAddress {
  /** Its id, or its name as the file has it. */
  readonly channel: string;
  /** The message that begins a thread there. */
  readonly ts: string | undefined;
}

/** The result of a thread's first message. */
export interface Reference extends SlackMessageAddress {
  /** It was summed up with others: it has no message of its own, and no thread. */
  readonly isSummed: boolean;
  /** Slack's own address of it, for people. */
  readonly link: string | undefined;
}

export function referenceOf(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const [channel = "", ts, mark] = text.split(":");
  return { channel, ts, isSummed: mark === "sum", link: linkIn(text) };
}

/** Earlier versions ignore what stands behind the mark. */
export function withLink(reference: string, link: string): string {
  return `${reference}::${link}`;
}

export function summed(reference: string): string {
  return `${reference}:sum`;
}
