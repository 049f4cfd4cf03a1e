/** Texts that are taken literally and were meant otherwise: typographic quotes, templates in one brace, variables of a shell. */

import { isScalar } from "yaml";
import type { PlacedFault } from "../../yaml/guard.ts";
import type { TextPosition } from "../../yaml/locate.ts";
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

/** The file as it is written. */
export interface WrittenTexts {
  readonly text: string;
  readonly locate: (path: Path) => TextPosition;
}

export function literalTexts(file: unknown, { text: whole, locate }: WrittenTexts): readonly Problem[] {
  const problems: Problem[] = [];
  const isCut = /\s#[^\s#]|\s&\w/.test(whole);
  for (const section of ["sources", "destinations", "rules"])
    eachText(at(file, section), [section], (text, path) => {
      const found =
        slipIn(text, path) ??
        (isCut && path.some(isFree) ? cutByYaml(locate(path), whole) : undefined) ??
        (text.includes(" -") && !path.some(isProse) ? joinedByYaml(locate(path), whole) : undefined);
      if (found !== undefined) problems.push({ code: "W_LITERAL", ...found, path, on: "value" });
      return text;
    });
  return problems;
}

interface Saying {
  readonly text: string;
  readonly hint: string;
}

interface Slip {
  readonly is: RegExp;
  /** Where it is a slip; left out: everywhere. */
  readonly where?: (path: Path) => boolean;
  readonly say: (found: RegExpExecArray) => Saying;
}

/** Keys whose value people read or write freely. */
const free: readonly PropertyKey[] = ["text", "title", "subject", "ask", "json", "keywords", "pattern", "name"];
/** Texts that may go on with a dash. */
const prose: readonly PropertyKey[] = ["text", "title", "subject", "ask", "json", "name"];
const urls: readonly PropertyKey[] = ["url", "webhook_url", "base"];

function isFree(step: PropertyKey): boolean {
  return free.includes(step);
}

function isProse(step: PropertyKey): boolean {
  return prose.includes(step);
}

function isUrl(path: Path): boolean {
  return path[0] === "destinations" && urls.some((key) => path.at(-1) === key);
}

function isSetting(path: Path): boolean {
  return path[0] !== "rules" && !path.some(isFree);
}

function asItStands(what: string, instead: string): Saying {
  return { text: `${what} is sent as it stands`, hint: `write ${instead}` };
}

const otherTemplates = "templates here are {{ event.message }}, with two braces";

/** The first one that fits counts. A text in a saying is a name, never a value. */
const slips: readonly Slip[] = [
  {
    is: /(?<![{$])\{ ?(?:event|rule|finding|session|identity)\.[\w.]+ ?\}(?!\})|\[\[ ?(?:event|rule|finding|session|identity)\.[\w.]+ ?\]\]/,
    say: ([single]) => asItStands(single, `{{ ${single.replace(/[{}[\] ]/g, "")} }}`),
  },
  {
    is: /^\s*(\{(?![{%])|\[)/,
    where: (path) => path.at(-1) === "json",
    say: () => ({
      text: "a body that is a text arrives as one text in quotes, and what visitors write can break it",
      hint: "write it as a map: json: { name: … }",
    }),
  },
  {
    is: /\{\{\{[^{}]*\}\}\}|\{#[^{}]*#\}|<%=?[^%]*%>|(?<![\w%])%\{\w+\}|(?<![\w%])%\(\w+\)s|(?<!\w)@\{\w+\([^{}]*\}|\{\{\s*\$json\b[^{}]*\}\}/,
    say: ([other]) => ({ text: `${other} is how another tool writes templates, and none here`, hint: otherTemplates }),
  },
  {
    is: /(?<![\w$])\$(?:event|rule|finding|session|identity)\.\w+/,
    say: ([dollar]) => asItStands(dollar, `{{ ${dollar.slice(1)} }}`),
  },
  {
    is: /\|\s*date:\s*["'][^"'%]+["']/,
    say: () => ({
      text: "nothing in the format of this date stands for a part of it, and it is written as it is",
      hint: 'write it with %: {{ event.time | date: "%d.%m.%Y %H:%M" }}',
    }),
  },
  {
    is: /\{%-?\s*for\s+\w+\s+in\s+session\.(?:events|messages|user_messages|agent_messages)\b/,
    say: () => ({
      text: "session has numbers here and no list of messages, and this writes nothing",
      hint: "write {{ event.message }}, or {{ session.link }} for the conversation",
    }),
  },
  {
    is: /["'](?:now|today)["']\s*\|\s*date\b/,
    say: () => ({
      text: "no template reads the clock, and this is written as the word",
      hint: 'write {{ event.time | date: "%H:%M" }}',
    }),
  },
  {
    // Variables in the notation of shells, Windows, templates and programs.
    is: /(?:(?<![\w$])\$(?:\(| \{)?|(?<!\w)%(?=\w+%)|\{\{\s*(?:env\.)?|process\.env\.|\benv[:.]|\$\{?env[:.]|os\.environ\W+)([A-Z][A-Z0-9_]{2,})(?![A-Za-z0-9])/,
    where: isSetting,
    say: ([, name]) => ({ text: "this is no variable here, and is sent as it stands", hint: `write $\{${name}}` }),
  },
  {
    is: /(?:^|[^A-Za-z])(?:(?:YOUR|MY|INSERT|REPLACE)[-_][\w-]+|your[-_][\w-]+|change[-_]?me|x{6,})|<(?!!)[a-z][\w .-]*>/,
    where: isSetting,
    say: () => ({ text: "a placeholder of an example is still in it, and is sent as it stands", hint: "write the value itself" }),
  },
  {
    is: /\/:([a-z]\w*)(?=[/?]|$)|(?<![{$])\{([a-z]\w*)\}(?!\})/i,
    where: isUrl,
    say: ([whole]) => asItStands(whole.replace("/", ""), "{{ event.session }}, {{ event.agent }}, or whatever is meant"),
  },
  {
    is: /#/,
    where: isUrl,
    say: () => ({ text: "what stands behind the # of a URL is never sent", hint: "leave it out, or write %23 where the sign is meant" }),
  },
  {
    is: /^[^{}]*\S\s+\S/,
    where: isUrl,
    say: () => ({ text: "a URL holds no blank", hint: "leave it out, or write %20" }),
  },
  {
    is: /\\n/,
    where: (path) => ["text", "title", "subject"].some((key) => path.at(-1) === key),
    say: () => ({
      text: "outside double quotes \\n is no new line, and is sent as it stands",
      hint: 'put the text in double quotes: "one\\ntwo"',
    }),
  },
  {
    is: /^(["']).*\1$/s,
    where: isSetting,
    say: () => ({ text: "the inner quotes are part of the value", hint: "leave one pair of quotes" }),
  },
  {
    is: /^[\u201c\u201d\u201e\u2018\u2019\u00ab].*[\u201c\u201d\u2018\u2019\u00bb]$/s,
    where: (path) => !path.some((step) => step === "text" || step === "title" || step === "subject"),
    say: () => ({ text: "typographic quotes are part of the text", hint: 'use straight ones: "…"' }),
  },
];

function slipIn(text: string, path: Path): Saying | undefined {
  for (const { is, where, say } of slips) {
    const found = where === undefined || where(path) ? is.exec(text) : null;
    if (found !== null) return say(found);
  }
  return undefined;
}

/** `text: Call #5 now`, `text: &now come`: YAML takes a part of the text for its own. */
function cutByYaml({ node }: TextPosition, whole: string): Saying | undefined {
  if (!isScalar(node) || node.type !== "PLAIN") return undefined;
  if (/^\S/.test(node.comment ?? ""))
    return { text: "a # begins a comment, and the text ends before it", hint: "put the text in quotes, or write a blank behind the #" };
  if (node.anchor === undefined || whole.includes(`*${node.anchor}`)) return undefined;
  return {
    text: "the word behind the & is an anchor of YAML and no part of the text, and nothing refers to it",
    hint: "put the text in quotes",
  };
}

/** A list whose dashes have no blank behind them, or stand further in than the first: YAML reads its lines as one text. */
function joinedByYaml({ node }: TextPosition, whole: string): Saying | undefined {
  if (!isScalar(node) || node.type !== "PLAIN" || !node.range) return undefined;
  if (!/\n[ \t]*-/.test(whole.slice(node.range[0], node.range[1]))) return undefined;
  const hint = "write a blank behind each -, and put them exactly below each other";
  return { text: "these lines are one text, with the - in it", hint };
}
