/** Where a message stands in Slack, as a delivery remembers it: `channel:ts`, and `:sum` where it stands for many. */

export interface SlackMessageAddress {
  /** Its id, or its name as the file has it. */
  readonly channel: string;
  /** The message that begins a thread there. */
  readonly ts: string | undefined;
}

/** What the first message of a thread has left behind. */
export interface Reference extends SlackMessageAddress {
  /** It was told together with others: there is no message of its own, and no thread. */
  readonly isSummed: boolean;
}

export function referenceOf(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const [channel = "", ts, mark] = text.split(":");
  return { channel, ts, isSummed: mark === "sum" };
}

export function summed(reference: string): string {
  return `${reference}:sum`;
}
