/** Schemas for values that are written as text. Their mistakes carry a code and a hint. */

import { z } from "zod";
import type { Code, Fault } from "./codes.ts";

/** The result of reading a text. */
export type SettingReading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export function good<Value>(value: Value): SettingReading<Value> {
  return { ok: true, value };
}

export function bad(code: Code, text: string, hint?: string): SettingReading<never> {
  return { ok: false, faults: [{ code, text, hint }] };
}

/** A fault in zod's form: the message is the text, `params` has the rest. `path` leads to a fault inside the value. */
export function issueOf(fault: Fault, input: unknown, path: readonly PropertyKey[] = []): z.core.$ZodRawIssue {
  const { code, text, hint } = fault;
  return { code: "custom", input, message: text, path: [...path], params: hint === undefined ? { code } : { code, hint } };
}

interface Spelling<Value> {
  /** For editors and the JSON Schema, e.g. `A span of time: 30s, 5m, 2h, 7d.` */
  readonly description: string;
  readonly examples: readonly string[];
  /** The expected value in words, where there is no text at all, e.g. `a span of time like 30s`. */
  readonly noun?: string;
  read(text: string): SettingReading<Value>;
  /** Writes the value as text, for `config show`. */
  write(value: Value): string;
}

/** A value that users write as text, e.g. `30s` for a span of time. */
export function spelled<Value>({ description, examples, noun, read, write }: Spelling<Value>): z.ZodType<Value, string> {
  const written = z.string(noun === undefined ? {} : { error: noun }).meta({ description, examples: [...examples] });
  return z.codec(written, z.custom<Value>(), {
    decode(text, context) {
      const reading = read(text);
      if (reading.ok) return reading.value;
      for (const fault of reading.faults) context.issues.push(issueOf(fault, text));
      return z.NEVER;
    },
    encode: write,
  });
}
