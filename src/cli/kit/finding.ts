/** A finding of the doctor: something is well, or what is wrong and what to do. */

import { harmless, jsonLine } from "./lines.ts";

export interface DoctorFinding {
  readonly state: "ok" | "note" | "wrong";
  readonly what: string;
  readonly cure?: string;
}

export function ok(what: string): DoctorFinding {
  return { state: "ok", what };
}

/** It works, but the reader may want to know. */
export function note(what: string, cure: string): DoctorFinding {
  return { state: "note", what, cure };
}

export function wrong(what: string, cure: string): DoctorFinding {
  return { state: "wrong", what, cure };
}

/** For a person one line for each and another for its remedy; for a program one JSON object a line. */
export function findingsText(findings: readonly DoctorFinding[], json: boolean): string {
  if (json) return findings.map(jsonLine).join("");
  return findings
    .map(({ state, what, cure }) => `${state.padEnd(6)}${harmless(what)}\n${cure === undefined ? "" : `      → ${harmless(cure)}\n`}`)
    .join("");
}

export function isSound(findings: readonly DoctorFinding[]): boolean {
  return findings.every(({ state }) => state !== "wrong");
}
