/** Reads what the tests of the documentation look at: fenced blocks, links, headings and commands of a page. */

import { anchorOf } from "../../site/anchors.mjs";

/** ```language mark */
export interface Fence {
  readonly line: number;
  readonly language: string;
  readonly mark: string;
  readonly text: string;
}

const fence = /^( *)```(\S*) ?(.*)\n([\s\S]*?)^ *```$/gm;

export function fencesOf(page: string): readonly Fence[] {
  return [...page.matchAll(fence)].map(({ index, 2: language = "", 3: mark = "", 4: text = "" }) => ({
    line: page.slice(0, index).split("\n").length,
    language,
    mark: mark.trim(),
    text,
  }));
}

const proseOf = (page: string): string => page.replaceAll(fence, "");

/** Targets of links and pictures that lead into the repository: `path#anchor`, either of which may be missing. */
export function linksOf(page: string): readonly string[] {
  const found = [
    ...proseOf(page)
      .replaceAll(/`[^`\n]*`/g, "")
      .matchAll(/\]\(([^)\s]+)\)/g),
  ].map(([, target = ""]) => target);
  return found.filter((target) => !/^(https?|mailto):/.test(target));
}

/** The anchors of all headings; the second of two equal ones ends with -1, and so on. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of proseOf(page).matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = anchorOf(heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, ""));
    let [own, again] = [anchor, 0];
    while (anchors.has(own)) own = `${anchor}-${++again}`;
    anchors.add(own);
  }
  return anchors;
}

/** Every command line of avatar-relay that the page shows, in blocks and in the text, without the program's name. */
export function commandsOf(page: string): readonly string[] {
  const inline = [...proseOf(page).matchAll(/`(?:npx )?avatar-relay ([^`\n]+)`/g)].map(([, command = ""]) => command);
  const blocks = fencesOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) => [...text.replaceAll("\\\n", " ").matchAll(/^(?:\w+=\S+ )*(?:npx )?avatar-relay (.+)$/gm)])
    .map(([, command = ""]) => command);
  return [...inline, ...blocks].map((command) => command.replace(/ +#.*$/, ""));
}
