/** Names of objects: by the hour of the event and by a hash of the content, so that one never replaces another. */

import { createHash } from "node:crypto";
import type { View } from "../../core/destination.ts";
import { type Instant, toIso } from "../../core/time.ts";
import { RenderError, type Template } from "../../rules/templates/template.ts";
import { timeAt } from "../kit/body.ts";

/** The most bytes of a folder: a key may have 1,024 (S3 User Guide, "Object key names"), and the rest needs some. */
const longestFolder = 900;

/**
 * `<prefix>/2026/03/02/09`, by the event's own time in UTC. Values in the prefix are percent-encoded, also `.` and
 * `..`, because every tool that reads keys as paths would follow them. Throws a `RenderError` where it is too long.
 */
export function folderOf(prefix: Template | undefined, view: View): string {
  const parts = prefix === undefined ? [] : prefix.render(view).split("/");
  const inert = parts.filter((part) => part !== "").map((part) => (/^\.{1,2}$/.test(part) ? part.replaceAll(".", "%2E") : part));
  const [date = "", time = ""] = toIso(timeAt(view.event) ?? (0 as Instant)).split("T");
  const folder = [...inert, ...date.split("-"), time.slice(0, 2)].join("/");
  if (Buffer.byteLength(folder) > longestFolder) throw new RenderError(`the object's key would be longer than ${longestFolder} bytes`);
  return folder;
}

/** One line of an object. */
export interface KeyLine {
  /** The delivery's key. */
  readonly key: string;
  /** RFC 3339, UTC. */
  readonly at: string;
  readonly text: string;
}

/** The object's name in its folder: the time of its first event, and a hash of its content. */
export function nameOf(lines: readonly KeyLine[]): string {
  const hash = createHash("sha256");
  for (const { key, text } of lines) hash.update(`${key}\n${text}\n`);
  const [first = ""] = lines.map(({ at }) => at).toSorted();
  return `${first.slice(0, 19).replace(/[-:]/g, "")}Z-${hash.digest("hex").slice(0, 32)}`;
}
