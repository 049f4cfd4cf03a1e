/** What a doctor finds: that something is well, or what is not and what to do about it. */

import { harmless } from "./lines.ts";

export interface Finding {
  readonly state: "ok" | "note" | "wrong";
  readonly what: string;
  readonly cure?: string;
}

export function ok(what: string): Finding {
  return { state: "ok", what };
}

/** It works, and the reader may want to know. */
export function note(what: string, cure: string): Finding {
  return { state: "note", what, cure };
}

export function wrong(what: string, cure: string): Finding {
  return { state: "wrong", what, cure };
}

/** A line for each, and another for its cure. */
export function findingsText(findings: readonly Finding[]): string {
  return findings
    .map(({ state, what, cure }) => `${state.padEnd(6)}${harmless(what)}\n${cure === undefined ? "" : `      → ${harmless(cure)}\n`}`)
    .join("");
}

export function isSound(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state !== "wrong");
}
