/** The queued body of an e-mail for one recipient. */

import type { Json } from "../../core/json.ts";
import type { Notice } from "../kit/notice.ts";

/**
 * `fault` is set where the recipient came from an event and may not get mail: the delivery ends there. A message for a
 * `digest` is sent in one mail with the recipient's other due messages.
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
