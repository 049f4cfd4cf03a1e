/** Reads the text of a preset's file, for sources and destinations. Each mistake has its place and the key that was probably meant. */

import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { didYouMean } from "../kit/nearest.ts";
import { syntaxFaults } from "./syntax.ts";

/** A mistake with its line and column in the file, both from 1. */
export interface TextFault {
  readonly path: readonly PropertyKey[];
  readonly text: string;
  readonly hint?: string;
  readonly line: number;
  readonly column: number;
}

export type ReadText<File> = { readonly ok: true; readonly file: File } | { readonly ok: false; readonly faults: readonly TextFault[] };

export function readPresetText<File>(text: string, schema: z.ZodType<File>): ReadText<File> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    const faults = syntaxFaults(document.errors, text).map(({ text, hint, offset }) => ({
      path: [],
      text,
      ...(hint === undefined ? {} : { hint }),
      ...at(offset),
    }));
    return { ok: false, faults };
  }
  const { data, error } = schema.safeParse(document.toJS({ maxAliasCount: 100 }), { error: knownKeys });
  if (error === undefined) return { ok: true, file: data };
  const faults = error.issues.flatMap((issue): readonly TextFault[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ ...unknownKey(key, issue.message.split(" "), issue.path), ...at(offsetOf(document, issue.path)) }))
      : [{ path: issue.path, text: wordsOf(issue), ...at(offsetOf(document, issue.path)) }],
  );
  return { ok: false, faults };
}

/** zod's finished issue for an unknown key does not list the known keys. At this point it does, so the message carries them. */
function knownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const { shape } = (issue.inst as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def ?? {}; // only strict objects raise it
  return Object.keys(shape ?? {}).join(" ");
}

function unknownKey(key: string, known: readonly string[], path: readonly PropertyKey[]) {
  return { path, text: `unknown key "${key}"`, hint: didYouMean(key, known) ?? `known are ${known.join(", ")}` };
}

function wordsOf({ code, message }: z.core.$ZodIssue): string {
  return code === "invalid_type" && message.endsWith("received undefined") ? "is missing" : message;
}

type Document = ReturnType<typeof parseDocument>;

/** The beginning of a value, or of the nearest value around it. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    const range = typeof node === "object" && node !== null && "range" in node ? (node.range as readonly number[] | null) : null; // a node of the document
    if (range?.[0] !== undefined) return range[0];
  }
  return 0;
}
