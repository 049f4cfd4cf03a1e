/** Names a value of the wrong type in words for people. */

import { isMap, isScalar, isSeq, type Scalar } from "yaml";
import { parseDuration } from "../../core/time.ts";
import type { TextPosition } from "../yaml/locate.ts";

export interface Kind {
  readonly name: string;
  readonly hint?: string | undefined;
}

/** Names the wrong value at a place, and says how it came about. It never shows the value, because that could be a secret. */
export function kindAt({ node }: TextPosition, expected: string): Kind {
  if (isMap(node)) return { name: "a map" };
  if (isSeq(node))
    return { name: "a list", hint: /\ba map\b/.test(expected) ? `take the ${node.flow === true ? "brackets" : "dashes"} away` : undefined };
  return isScalar(node) ? kindOfScalar(node, expected) : { name: "nothing" };
}

function kindOfScalar(scalar: Scalar, expected: string): Kind {
  const { value } = scalar;
  if (value === null || value === undefined) return emptiness(scalar);
  if (typeof value === "boolean") return { name: "true or false", hint: expected === "text" ? "put it in quotes" : undefined };
  if (typeof value === "number") return kindOfNumber(value, scalar.source ?? "", expected);
  return kindOfText(scalar, expected);
}

/** `channel: #support` is an empty channel and a comment; `text: null` is no text. */
function emptiness(scalar: Scalar): Kind {
  if (scalar.comment) return { name: "nothing", hint: "a # begins a comment, put the text in quotes" };
  return { name: "nothing", hint: scalar.source ? "leave the key out, or put the word in quotes" : undefined };
}

function kindOfNumber(value: number, source: string, expected: string): Kind {
  if (Number.isNaN(value)) return { name: "not a number (.nan)" };
  if (!Number.isFinite(value)) return { name: /inf/i.test(source) ? "an infinite number" : "a number too large to be kept" };
  if (/^[-+]?0\d/.test(source)) return { name: "a number with a leading zero", hint: "remove the zero" };
  if (expected.startsWith("a span of time")) return { name: "a number", hint: `write its unit, e.g. ${unitsFor(value)}` };
  if (expected === "a whole number") return { name: "a fraction" };
  return { name: "a number", hint: expected === "text" ? "put it in quotes" : undefined };
}

/** Programs write milliseconds, and people seldom mean thousands of seconds. */
function unitsFor(value: number): string {
  return value >= 1_000 ? `${value}ms, which is ${value / 1_000}s` : `${value}s, ${value}m or ${value}h`;
}

function kindOfText(scalar: Scalar, expected: string): Kind {
  const text = scalar.source ?? "";
  const number = expected.includes("number");
  const hint = hintForText(text, expected);
  if (hint !== undefined) return { name: scalar.type === "PLAIN" ? "text" : "quoted text", hint };
  if (scalar.type !== "PLAIN") return { name: "quoted text", hint: number && /^[\d.]+$/.test(text) ? "remove the quotes" : undefined };
  if (/^(yes|no|on|off)$/i.test(text)) return { name: "text", hint: expected.includes("true") ? "write true or false" : undefined };
  if (number && /^\d[\d_,]*$/.test(text)) return { name: "text", hint: "write the number without separators" };
  return { name: "text" };
}

/** Bounds as other languages write them, with the key here. */
const bounds: Readonly<Record<string, string>> = {
  ">": "above",
  ">=": "at_least",
  "<": "below",
  "<=": "at_most",
  "=": "equals",
  "==": "equals",
};

/** What a text was meant to be. */
function hintForText(text: string, expected: string): string | undefined {
  const isNumber = expected.includes("number");
  const [, percent] = /^\s*(\d{1,3}(?:\.\d{1,3})?)\s*%$/.exec(text) ?? [];
  if (isNumber && percent !== undefined) return `write ${Number(percent) / 100}`;
  const span = isNumber && expected !== "a whole number" ? parseDuration(text) : undefined;
  if (span !== undefined) return `write the number alone, which is ${span / 1_000} in seconds`;
  const [, sign = "", number] = /^\s*([<>]=?|={1,2})\s*(\d{1,9}(?:\.\d{1,9})?)\s*$/.exec(text) ?? [];
  if (number !== undefined) return `the operator is a key: { ${bounds[sign]}: ${number} }`;
  if (/[\u00a0\u202f\u3000]/.test(text)) return "it holds a space that is none for YAML (U+00A0): write an ordinary one";
  const isMap = /\ba map\b/.test(expected);
  if (isMap && /^\s*[{[]/.test(text)) return "remove the quotes";
  const [, key] = /^([a-z_]\w*)\s*=>?\s/.exec(text) ?? [];
  if (isMap && key !== undefined) return `a key ends with a colon: ${key}: …`;
  return isMap && /[=<>!]=|[<>]|&&|\|\||\s(?:and|or|contains)\s/i.test(text) ? "conditions are keys here, and no expression" : undefined;
}
