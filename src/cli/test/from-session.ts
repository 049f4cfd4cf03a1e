/** `avatar-relay test FILE --from-session S`: a recorded conversation as a test for `tests:`. */

import { exitCodes } from "../../app/ending.ts";
import type { Event } from "../../core/event.ts";
import type { EventRow, Records } from "../../core/store.ts";
import type { Program } from "../../rules/engine/program.ts";
import type { Loaded } from "../../rules/language/load.ts";
import { testOf } from "../../rules/trials/recording.ts";
import { type CliIo, refused, reportRefusal } from "../command.ts";
import { openRecords } from "../explain/records.ts";
import { harmless } from "../kit/lines.ts";
import { readText } from "../kit/load-file.ts";
import { yamlOf } from "./yaml.ts";

export interface TestWish {
  readonly file: string;
  readonly loaded: Loaded & { readonly kind: "loaded" };
  readonly program: Program;
  readonly session: string;
  /** The relay's data. */
  readonly folder: string;
}

/** The test is the answer. Further advice goes to stderr, so `>> rules.yaml` is enough where `tests:` comes last. */
export async function writeTest({ file, loaded, program, session, folder }: TestWish, io: CliIo): Promise<number> {
  const opened = await openRecords(folder);
  if (opened.kind === "refused") return reportRefusal(opened, io);
  const { events, held } = await recordOf(opened.records, session).finally(() => opened.records.close());
  const { timezone, redact } = loaded.file.settings;
  const test = testOf({ events, program, timezone, redact, rulesText: readText(file) ?? "" });
  if (test === undefined) return reportRefusal(refused(exitCodes.usage, `no event of the session ${harmless(session)} is known`), io);
  io.out(yamlOf(test));
  io.error(`written from ${events.length} events: read it before you keep it, names are not recognised\n`);
  const found = new Set(test.expect.map(({ rule }) => rule));
  const lost = [...held].filter((rule) => !found.has(rule));
  if (lost.length > 0) io.error(`held then, and not in this test: ${lost.map(harmless).join(", ")}\n`);
  return exitCodes.ok;
}

interface SessionRecord {
  /** In the order of their acceptance. */
  readonly events: readonly Event[];
  /** Rules that held then. */
  readonly held: ReadonlySet<string>;
}

const page = 500;

async function recordOf(records: Records, session: string): Promise<SessionRecord> {
  const rows: EventRow[] = [];
  for (let before: string | undefined, isLast = false; !isLast; ) {
    const found = await records.searchEvents({ session, limit: page, ...(before === undefined ? {} : { before }) });
    rows.push(...found.rows);
    before = found.next;
    isLast = before === undefined;
  }
  const events: Event[] = [];
  for (const { id } of rows.reverse()) {
    const event = (await records.event(id))?.event;
    if (event !== undefined) events.push(event);
  }
  return { events, held: new Set(rows.flatMap(({ findings }) => findings.map(({ rule }) => rule))) };
}
