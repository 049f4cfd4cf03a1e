/** Sentences composed of templates: `(one|other|)` is a choice, `<name>` a list, and `#` begins a remark. The same file gives the same sentences. */

import { readFileSync } from "node:fs";
import { hashOf } from "../src/detect/structures/hash.ts";

/** A composed sentence, and the template it is of: two of one template are never on both sides of a split. */
export interface Composed {
  readonly label: 0 | 1;
  readonly text: string;
  readonly template: string;
  readonly lang: string;
}

interface Templates {
  readonly lists: ReadonlyMap<string, string>;
  readonly lines: readonly { readonly label: 0 | 1; readonly line: string }[];
}

/** What may stand around any sentence, urgent or not. */
interface Around {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const mostOfTemplate = 110;
const [shareBefore, shareAfter, shareMisspelt] = [0.25, 0.2, 0.08];

/** `name = a|b` defines a list, `+` begins an urgent template and `-` a calm one. */
export function readTemplates(name: string): Templates {
  const lines = readFileSync(new URL(`composed/${name}.txt`, import.meta.url), "utf8").split("\n");
  const lists = new Map<string, string>();
  const templates: Templates["lines"][number][] = [];
  for (const line of lines.map((each) => each.trim()).filter((each) => each !== "" && !each.startsWith("#"))) {
    if (/^[+-] /.test(line)) templates.push({ label: line.startsWith("+") ? 1 : 0, line: line.slice(2) });
    else {
      const [list = "", words = ""] = line.split(" = ");
      lists.set(list, words);
    }
  }
  return { lists, lines: templates };
}

export function compose(name: string, lang: string): readonly Composed[] {
  const { lists, lines } = readTemplates(name);
  const around = { before: (lists.get("before") ?? "").split("|"), after: (lists.get("after") ?? "").split("|") };
  return lines.flatMap(({ label, line }, index) => {
    const template = `${lang} ${index}`;
    const found = new Set<string>();
    const draw = drawing(template);
    for (let tries = 0; tries < 3 * mostOfTemplate && found.size < mostOfTemplate; tries += 1) {
      const said = chosen(line, lists, draw);
      found.add(varied(said, around, draw));
    }
    return [...found].map((text) => ({ label, text, template, lang }));
  });
}

type Draw = () => number;

/** Numbers of 0..1 that depend on the seed alone. */
function drawing(seed: string): Draw {
  let turn = 0;
  return () => hashOf(`${seed} ${turn++}`) / 0x1_0000_0000;
}

function pick<Item>(items: readonly Item[], draw: Draw): Item | undefined {
  return items[Math.floor(draw() * items.length)];
}

const choice = /\(([^()]*)\)|<([^<>]*)>/;

/** One way to read a line, drawn. */
function chosen(line: string, lists: ReadonlyMap<string, string>, draw: Draw): string {
  let text = line;
  for (let found = choice.exec(text); found !== null; found = choice.exec(text)) {
    const [whole, group, name = ""] = found;
    const options = group ?? lists.get(name);
    if (options === undefined) throw new Error(`no list is called ${name}`);
    const one = pick(options.split("|"), draw) ?? "";
    text = `${text.slice(0, found.index)}${one}${text.slice(found.index + whole.length)}`;
  }
  return text.replace(/\s+/g, " ").replaceAll(" '", "'").trim();
}

function varied(said: string, { before, after }: Around, draw: Draw): string {
  const begun = draw() < shareBefore ? `${pick(before, draw) ?? ""} ${said}` : said;
  const ended = draw() < shareAfter ? `${begun} ${pick(after, draw) ?? ""}` : begun;
  return (draw() < shareMisspelt ? misspelt(ended, draw) : ended).trim();
}

/** One letter of one longer word is lost, doubled, or swapped with the next. */
function misspelt(text: string, draw: Draw): string {
  const words = text.split(" ");
  const at = Math.floor(draw() * words.length);
  const word = words[at] ?? "";
  if (word.length < 5) return text;
  const letter = 1 + Math.floor(draw() * (word.length - 2));
  const [head, one = "", next = "", tail] = [word.slice(0, letter), word[letter], word[letter + 1], word.slice(letter + 2)];
  const slips = [`${head}${next}${tail}`, `${head}${one}${one}${next}${tail}`, `${head}${next}${one}${tail}`];
  return words.toSpliced(at, 1, pick(slips, draw) ?? word).join(" ");
}
