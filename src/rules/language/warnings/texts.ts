/** Texts that are taken literally and were meant otherwise: typographic quotes, templates in one brace, unreadable characters. */

import type { PlacedFault } from "../../yaml/guard.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import { eachText } from "../expand.ts";
import { at } from "./walk.ts";

/** A file that is not UTF-8 has these instead of its characters. */
export function unreadable(text: string): readonly PlacedFault[] {
  const offset = text.indexOf("\ufffd");
  if (offset < 0) return [];
  const hint = "save the file as UTF-8; it looks like Latin-1 or Windows-1252";
  return [{ code: "W_ENCODING", text: "a character of the file cannot be read, and what holds it finds nothing", hint, offset }];
}

export function literalTexts(file: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  for (const section of ["sources", "destinations", "rules"])
    eachText(at(file, section), [section], (text, path) => {
      problems.push(...faultsOf(text, path));
      return text;
    });
  return problems;
}

const written: readonly PropertyKey[] = ["text", "title", "subject"];

function faultsOf(text: string, path: Path): readonly Problem[] {
  const [single] = /(?<![{$])\{ ?(?:event|rule|finding|session|identity)\.[\w.]+ ?\}(?!\})/.exec(text) ?? [];
  if (single !== undefined) {
    const text = `${single} is sent as it stands`;
    return [{ code: "W_LITERAL", text: text, hint: `write {{ ${single.replace(/[{} ]/g, "")} }}`, path, on: "value" }];
  }
  if (path.at(-1) === "json" && /^\s*(\{(?![{%])|\[)/.test(text)) {
    const text = "a body that is a text arrives as one text in quotes, and what visitors write can break it";
    return [{ code: "W_LITERAL", text: text, hint: "write it as a map: json: { name: … }", path, on: "value" }];
  }
  const [other] = /\{\{\{[^{}]*\}\}\}|<%=?[^%]*%>|(?<![\w%])%\{\w+\}|\{\{\s*\$json\b[^{}]*\}\}/.exec(text) ?? [];
  if (other !== undefined) {
    const hint = "templates here are {{ event.message }}, with two braces";
    return [{ code: "W_LITERAL", text: `${other} is how another tool writes templates, and none here`, hint, path, on: "value" }];
  }
  const [dollar] = /(?<![\w$])\$(?:event|rule|finding|session|identity)\.\w+/.exec(text) ?? [];
  if (dollar !== undefined)
    return [{ code: "W_LITERAL", text: `${dollar} is sent as it stands`, hint: `write {{ ${dollar.slice(1)} }}`, path, on: "value" }];
  const [, format] = /\|\s*date:\s*["']([^"'%]+)["']/.exec(text) ?? [];
  if (format !== undefined) {
    const fault = "nothing in the format of this date stands for a part of it, and it is written as it is";
    return [{ code: "W_LITERAL", text: fault, hint: 'write it with %: {{ event.time | date: "%d.%m.%Y %H:%M" }}', path, on: "value" }];
  }
  const [clock] = /["'](?:now|today)["']\s*\|\s*date\b/.exec(text) ?? [];
  if (clock !== undefined) {
    const fault = "no template reads the clock, and this is written as the word";
    return [{ code: "W_LITERAL", text: fault, hint: 'write {{ event.time | date: "%H:%M" }}', path, on: "value" }];
  }
  const isQuoted = /^[\u201c\u201d\u201e\u2018\u2019\u00ab].*[\u201c\u201d\u2018\u2019\u00bb]$/s.test(text);
  if (!isQuoted || path.some((step) => written.includes(step))) return [];
  return [{ code: "W_LITERAL", text: "typographic quotes are part of the text", hint: 'use straight ones: "…"', path, on: "value" }];
}
