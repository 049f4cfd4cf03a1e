/** The secret and the path of a webhook from the command line. */

import { dirname, join } from "node:path";
import { plainTextOf } from "../../plain-file.ts";
import type { CliIo } from "../command.ts";

/** The operator's secret; the first of several. Otherwise the one that the preview has generated. */
export function secretOf(folder: string, { env }: CliIo): string | undefined {
  const [given] = (env.BITHUMAN_WEBHOOK_SECRET ?? "").split(",");
  const made = [folder, dirname(folder)].map((each) => plainTextOf(join(each, "webhook-secret"))?.trim()).find(Boolean); // beside a preview's folder
  return given?.trim() || made;
}

export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
