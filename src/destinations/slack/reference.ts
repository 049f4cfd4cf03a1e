/** The address of a message in Slack, as a delivery stores it: `channel:ts`, and `:sum` for a sum of many. */

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
}

export function referenceOf(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const [channel = "", ts, mark] = text.split(":");
  return { channel, ts, isSummed: mark === "sum" };
}

export function summed(reference: string): string {
  return `${reference}:sum`;
}
