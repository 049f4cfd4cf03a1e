/** What a webhook that is sent from here is signed with, and where it may go. */

import { dirname, join } from "node:path";
import { plainTextOf } from "../../plain-file.ts";
import type { CliIo } from "../command.ts";

/** The operator's; of several, while they are changed, the first. Else the one that the preview has made for itself. */
export function secretOf(folder: string, { env }: CliIo): string | undefined {
  const [given] = (env.BITHUMAN_WEBHOOK_SECRET ?? "").split(",");
  const made = [folder, dirname(folder)].map((each) => plainTextOf(join(each, "webhook-secret"))?.trim()).find(Boolean); // beside a preview's folder
  return given?.trim() || made;
}

export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
