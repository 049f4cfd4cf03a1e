/** What is queued for one recipient of an e-mail. */

import type { Json } from "../../core/json.ts";
import type { Notice } from "../kit/notice.ts";

/**
 * `fault` is set where the recipient came from an event and may not be written to: the delivery ends there. What is for a
 * `digest` goes into one letter with what else is due for the recipient.
 */
export type EmailBody = Notice & {
  readonly to: string;
  /** The recipient's, where the file names it. */
  readonly name?: string;
  readonly subject: string;
  readonly fault?: string;
  readonly digest?: true;
};

/** The body as it was rendered here before it was queued. */
export function emailBody(body: Json): EmailBody {
  return body as EmailBody; // `render` made it, and the queue keeps JSON as it is
}
