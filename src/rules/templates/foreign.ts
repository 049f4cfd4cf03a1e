/** Templates as other languages write them, with the form here. It is asked about a template that Liquid cannot read. */

import { ownValue } from "../../core/json.ts";

interface Form {
  readonly is: RegExp;
  /** Without a part of the template, which may be a part of a secret. */
  readonly text: string;
  readonly hint: string;
}

const asFilter = 'write a filter: {{ event.message | truncate: 300 }}, {{ event.room | default: "none" }}';
const blocks = "write {% if event.late %}…{% else %}…{% endif %}";

/** What stands inside `{{ … }}` or `{% … %}`, without texts in quotes. The first that fits counts. */
const forms: readonly Form[] = [
  { is: /["']/, text: "a quote is not closed", hint: "write the same quote at the end of the text" },
  { is: /^\s*[#/^>]|^\s*else\s*$/, text: "this is how Handlebars writes a block", hint: blocks },
  { is: /&&/, text: "&& is no word of templates", hint: "write and" },
  { is: /\?\?/, text: "?? is no word of templates", hint: 'write | default: "…"' },
  { is: /\?[^?:]*:/, text: "?: is no word of templates", hint: blocks },
  { is: /={3}|!==/, text: "=== is no word of templates", hint: "write == or !=" },
  { is: /!(?!=)/, text: "! is no word of templates", hint: "write {% unless event.late %}, or == false" },
  { is: /\|\s*\w+\s*[(=]/, text: "the value of a filter follows a colon", hint: 'write | truncate: 300, | default: "none"' },
  { is: /\.\w+\s*\(|\w\s*\(/, text: "a template calls no function", hint: asFilter },
  { is: /[+*]|\s[-/]\s/, text: "a template does not calculate with signs", hint: 'write | plus: 1, | times: 100, | append: "…"' },
];

const inTags: readonly Form[] = [
  { is: /\|\|/, text: "|| is no word of templates", hint: "write or" },
  { is: /^\s*else\s+if\b/, text: "else if is one word in templates", hint: "write {% elsif … %}" },
  { is: /^\s*for\s+\w+\s+of\b/, text: "of is no word of templates", hint: "write {% for reason in finding.reasons %}" },
  { is: /^\s*(?:if|elsif|unless)\b.*\sin\s/s, text: "in is no word of a condition", hint: 'write {% if event.message contains "…" %}' },
  { is: /^\s*(?:if|elsif|unless|when)\b.*[^=!<>]=(?![=])/s, text: "= compares nothing", hint: "write ==" },
  ...forms,
];

const inOutputs: readonly Form[] = [{ is: /\|\|/, text: "|| is no word of templates", hint: 'write | default: "…"' }, ...forms];

/** Methods of JavaScript and Python, with the filter. */
const methods: Readonly<Record<string, string>> = {
  toUpperCase: "upcase",
  upper: "upcase",
  toLowerCase: "downcase",
  lower: "downcase",
  trim: "strip",
  strip: "strip",
  replace: "replace",
  split: "split",
  join: "join",
  slice: "slice",
  substring: "slice",
  substr: "slice",
  toISOString: "iso",
  toFixed: "round",
  strftime: "date",
  format: "date",
};

export interface ForeignAdvice {
  readonly text: string;
  readonly hint: string;
}

/** What is wrong with a template that cannot be read; undefined where it is nothing that others write. */
export function foreignIn(source: string): ForeignAdvice | undefined {
  const parts = openings(source);
  const closed = parts.flatMap(({ opening, inside }) => (inside === undefined ? [] : [{ opening, inside }]));
  return (
    unclosed(parts) ??
    closed
      .map(({ opening, inside }) => foreignForm(unquoted(inside), opening === "{{" ? inOutputs : inTags))
      .find((each) => each !== undefined) ??
    openBlock(closed.flatMap(({ opening, inside }) => (opening === "{{" ? [] : [/^\s*(\w*)/.exec(inside)?.[1] ?? ""])))
  );
}

/** `inside` is undefined where it is not closed. */
interface Part {
  readonly opening: string;
  readonly inside: string | undefined;
}

/** What stands inside each `{{ … }}` and `{% … %}`. */
function openings(source: string): readonly Part[] {
  return source.split(/(?=\{[{%])/).flatMap((chunk): readonly Part[] => {
    const opening = chunk.slice(0, 2);
    if (opening !== "{{" && opening !== "{%") return [];
    const end = closingIn(chunk, opening === "{{" ? "}}" : "%}");
    return [{ opening, inside: end < 0 ? undefined : chunk.slice(2, end).replace(/^-/, "") }];
  });
}

/** An end in quotes is none, unless there is no other: then a quote is not closed. */
function closingIn(chunk: string, closing: string): number {
  const bare = chunk.replace(/"[^"]*"|'[^']*'/g, (quoted) => " ".repeat(quoted.length)).indexOf(closing);
  return bare < 0 ? chunk.indexOf(closing) : bare;
}

function unquoted(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'/g, "0");
}

/** `{{ event.message }`, `{% if event.late }` */
function unclosed(parts: readonly Part[]): ForeignAdvice | undefined {
  const open = parts.find(({ inside }) => inside === undefined)?.opening;
  if (open === undefined) return undefined;
  return { text: `a ${open} is not closed`, hint: `write ${open === "{{" ? "{{ event.message }}" : "{% if event.late %}"}` };
}

function foreignForm(inside: string, known: readonly Form[]): ForeignAdvice | undefined {
  const [, method = ""] = /\.(\w+)\s*\(/.exec(inside) ?? [];
  const filter = ownValue(methods, method);
  if (filter !== undefined) return { text: `a template calls no function such as .${method}()`, hint: `write | ${filter}` };
  return known.find(({ is }) => is.test(inside));
}

const paired = ["if", "unless", "for", "case", "capture", "tablerow", "comment", "raw"];

/** The first tag whose end is missing, or comes without it. */
function openBlock(tags: readonly string[]): ForeignAdvice | undefined {
  const open: string[] = [];
  for (const tag of tags) {
    if (paired.includes(tag)) open.push(tag);
    else if (tag.startsWith("end") && paired.includes(tag.slice(3)) && open.pop() !== tag.slice(3))
      return { text: `{% ${tag} %} closes nothing`, hint: `write {% ${tag.slice(3)} … %} before it, or close the tag in between` };
  }
  const tag = open.at(-1);
  return tag === undefined ? undefined : { text: `{% ${tag} … %} is not closed`, hint: `write {% end${tag} %} where it ends` };
}
