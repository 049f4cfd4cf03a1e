/** Times in a preset's file, compiled. */

import { type Instant, plus } from "../../core/time.ts";
import { instantOf } from "../event/event-time.ts";
import type { MomentFile, MomentsFile } from "./schema.ts";
import { compileValue, type MappedValue, type Scope } from "./value.ts";

/** `arrival`: the event happened on arrival. Undefined: the body has no readable time. */
export type Moment = (scope: Scope) => Instant | "arrival" | undefined;

/** Compiles a time, or the first readable one of several. */
export function compileMoment(written: MomentsFile | undefined): Moment {
  if (written === undefined) return () => undefined;
  const moments = (typeof written === "object" && "first" in written ? written.first : [written]).map(compileOne);
  return (scope) => {
    for (const moment of moments) {
      const at = moment(scope);
      if (at !== undefined) return at;
    }
    return undefined;
  };
}

function compileOne(written: MomentFile): Moment {
  if (written === "arrival") return () => "arrival";
  if (typeof written === "string") return simple(compileValue(written), undefined);
  const at = simple(compileValue(written.at), written.unit);
  const offset = written.plus === undefined ? undefined : compileValue(written.plus);
  if (offset === undefined) return at;
  return (scope) => {
    const start = at(scope);
    const seconds = Number(offset(scope) ?? 0);
    return start === undefined || !Number.isFinite(seconds) ? start : plus(start, Math.round(seconds * 1_000));
  };
}

function simple(value: MappedValue, unit: "s" | "ms" | undefined): (scope: Scope) => Instant | undefined {
  if (unit === undefined) return (scope) => instantOf(value(scope));
  return (scope) => {
    const number = Number(value(scope));
    return Number.isFinite(number) ? instantOf(unit === "s" ? number : number / 1_000) : undefined;
  };
}
