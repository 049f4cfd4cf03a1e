/** Renders the text of a template in the fastest way, with limits on time and size. */

import type { View } from "../../core/destination.ts";
import type { Fault } from "../kit/codes.ts";
import { good, type SettingReading } from "../kit/spelled.ts";
import { directParts, lookUp, type TemplatePart } from "./direct.ts";
import { type Escape, escapes, templateText } from "./escape.ts";
import { compile, isLimit, placeOf } from "./liquid.ts";
import { faultOfVariable } from "./variables.ts";

/** Why a template gave no text. Its message contains nothing of the event and nothing of the template. */
export class RenderError extends Error {
  override readonly name = "RenderError";
}

/** The most characters that one template may render. */
export const longestText = 1_000_000;

/** Renders a plain text directly, and any other with the engine. */
export function readText(source: string, style: Escape): SettingReading<(view: View) => string> {
  const parts = directParts(source);
  if (parts !== undefined) return readDirect(parts, style);
  const compiled = compile(source, style);
  return compiled.ok ? good(capped(bounded(compiled.program.text))) : compiled;
}

export function readDirect(parts: readonly TemplatePart[], style: Escape): SettingReading<(view: View) => string> {
  const faults = new Map<string, Fault>();
  for (const part of parts) {
    const fault = typeof part === "string" ? undefined : faultOfVariable([part.root, ...part.keys]);
    if (fault) faults.set(fault.text, fault);
  }
  return faults.size > 0 ? { ok: false, faults: [...faults.values()] } : good(directText(parts, escapes[style]));
}

/** Joins texts and looked-up values without the engine. */
function directText(parts: readonly TemplatePart[], inert: (text: string) => string): (view: View) => string {
  const [only = "", ...more] = parts;
  if (more.length === 0 && typeof only === "string") return () => only;
  return capped((view) => {
    let text = "";
    for (const part of parts) text += typeof part === "string" ? part : inert(templateText(lookUp(part, view)));
    return text;
  });
}

function capped(render: (view: View) => string): (view: View) => string {
  return (view) => {
    const text = render(view);
    if (text.length > longestText) throw new RenderError(`the rendered text is longer than ${longestText} characters`);
    return text;
  };
}

/** Turns the engine's errors into a `RenderError` without any data. */
export function bounded<Value>(render: (view: View) => Value): (view: View) => Value {
  return (view) => {
    try {
      return render(view);
    } catch (error) {
      const why = isLimit(error) ? "does too much, or takes too much memory" : "cannot be rendered";
      throw new RenderError(`the template ${why} at ${placeOf(error)}`);
    }
  };
}
