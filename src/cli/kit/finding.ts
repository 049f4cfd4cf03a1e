/** What a doctor finds: that something is well, or what is not and what to do about it. */

import { harmless } from "./lines.ts";

export interface DoctorFinding {
  readonly state: "ok" | "note" | "wrong";
  readonly what: string;
  readonly cure?: string;
}

export function ok(what: string): DoctorFinding {
  return { state: "ok", what };
}

/** It works, and the reader may want to know. */
export function note(what: string, cure: string): DoctorFinding {
  return { state: "note", what, cure };
}

export function wrong(what: string, cure: string): DoctorFinding {
  return { state: "wrong", what, cure };
}

/** A line for each, and another for its cure. */
export function findingsText(findings: readonly DoctorFinding[]): string {
  return findings
    .map(({ state, what, cure }) => `${state.padEnd(6)}${harmless(what)}\n${cure === undefined ? "" : `      → ${harmless(cure)}\n`}`)
    .join("");
}

export function isSound(findings: readonly DoctorFinding[]): boolean {
  return findings.every(({ state }) => state !== "wrong");
}
