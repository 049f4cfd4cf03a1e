/** The documentation holds together: links and anchors lead somewhere, and every block is executed, read, or says why not. */

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { anchorOf } from "../site/anchors.mjs";
import { declarations } from "../src/cli/declarations.ts";
import type { CommandDeclaration } from "../src/cli/kit/declaration.ts";
import { destinations } from "../src/destinations/index.ts";
import { readPreset } from "../src/destinations/preset/shelf.ts";
import { readPresetFile } from "../src/receive/mapping/shelf.ts";
import { conditions } from "../src/rules/conditions/index.ts";
import { oneLine } from "../src/rules/language/diagnostic.ts";
import { root } from "./support/build.ts";
import { cli } from "./support/cli.ts";
import { files, loadText } from "./support/load.ts";
import { anchorsOf, commandsOf, type Fence, fencesOf, linksOf } from "./support/markdown.ts";

const markdown = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ...markdown("docs"), ...markdown("examples")];
const textOf = (page: string): string => readFileSync(join(root, page), "utf8");

describe.each(pages)("%s", (page) => {
  it("links only to files and headings that are there", () => {
    expect(linksOf(textOf(page)).filter((link) => !leads(page, link))).toEqual([]);
  });

  it("shows only commands and options that exist", () => {
    expect(commandsOf(textOf(page)).flatMap(misspelt)).toEqual([]);
  });

  it.each(fencesOf(textOf(page)).map((fence) => [`line ${fence.line}, ${fence.language} ${fence.mark}`, fence] as const))(
    "has a block that is executed, read, or says why not: %s",
    async (_, fence) => {
      expect(await faultOf(page, fence)).toBeUndefined();
    },
  );
});

/** Words between the generated parts. */
function wordsOf(page: string): number {
  return textOf(page)
    .replaceAll(/<!-- generated.*?<!-- end/gs, "")
    .split(/\s+/).length;
}

function leads(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : join(page, "..", path);
  if (!existsSync(join(root, target))) return false;
  if (anchor === undefined) return true;
  return statSync(join(root, target)).isFile() && anchorsOf(textOf(target)).has(anchor);
}

/** Commands with words that `declarations` does not know. What stands for any command (`<command>`) is none. */
function misspelt(line: string): readonly string[] {
  const name = Object.keys(declarations)
    .toSorted((one, other) => other.length - one.length)
    .find((each) => line === each || line.startsWith(`${each} `));
  if (name === undefined) return /^(<command>|--version)/.test(line) ? [] : [line];
  const { options }: CommandDeclaration = declarations[name as keyof typeof declarations]; // it was found among its keys
  const written = [...(line.split(/ [|>&]/)[0]?.matchAll(/(?<= |\[)--([\w-]+)/g) ?? [])].map(([, option = ""]) => option);
  return written.filter((option) => options[option] === undefined && option !== "help").map((option) => `${name} --${option}`);
}

/** Plain fences of these pages are output, which the named tests compare. */
const compared: Readonly<Record<string, string>> = {
  "docs/errors.md": "test/rules/errors-doc.test.ts",
  "docs/detection.md": "test/detect/figures.test.ts",
};

/** What is wrong with a block; nothing where it was executed or read, or where its mark says who does it or why nobody does. */
function faultOf(page: string, fence: Fence): string | undefined | Promise<string | undefined> {
  const { language, mark, text } = fence;
  const [kind = "", about = ""] = mark.split(/: (.*)/s);
  if (kind === "not run") return about.length > 8 ? undefined : "say why it is not run";
  if (kind === "tested")
    return existsSync(join(root, about)) && textOf(about).includes(page) ? undefined : `${about} does not name ${page}`;
  if (page === "README.md" && /^(run|slack)( stays)?$/.test(mark)) return undefined; // test/readme.test.ts types it
  if (mark !== "") return `the mark "${mark}" is not known: write "not run: why", or "tested: FILE"`;
  if (language === "yaml") return faultOfYaml(text);
  if (language === "json") return void JSON.parse(text);
  if (language === "js") return syntaxFault(text);
  if (language === "sh") return faultOfCommands(page, text);
  if (language === "" && compared[page] !== undefined)
    return textOf(compared[page]).includes(page.split("/")[1] ?? "") ? undefined : "not compared";
  return 'mark it: "not run: why", or "tested: FILE"';
}

function syntaxFault(text: string): string | undefined {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, allowJs: true };
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, fileName: "block.mjs", compilerOptions: options });
  return diagnostics.length === 0 ? undefined : diagnostics.map(({ messageText }) => String(messageText)).join("\n");
}

/** A whole file, or a part of one; a preset of a destination, or of a source. */
function faultOfYaml(text: string): string | undefined {
  const value = parse(text, { merge: true });
  if (value?.steps !== undefined) return readPreset(text).ok ? undefined : "the preset has mistakes";
  if (value?.formats !== undefined) return readPresetFile(text).kind === "read" ? undefined : "the preset has mistakes";
  const loaded = loadText(JSON.stringify(completed(value)), {
    conditions,
    destinations,
    variable: (name) => variables[name] ?? "https://a-value-of-the-tests.example.com",
    readFile: (path) => files[path] ?? "content of the file",
  });
  return loaded.kind === "loaded" ? undefined : loaded.diagnostics.map(oneLine).join("\n");
}

const variables: Readonly<Record<string, string>> = {
  SLACK_BOT_TOKEN: "xoxb-a-token-of-the-tests",
  SLACK_TOKEN_EU: "xoxb-another-token-of-the-tests",
  SMTP_URL: "smtps://mail.example.com",
  SMTP_FROM: "relay@example.com",
  SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/T0/B0/example",
  ANALYTICS_URL: "postgres://relay@db.example.com/analytics",
  BITHUMAN_API_SECRET: "a-secret-of-the-tests",
};

/** A rules file around a part of one. Rules that only its tests name do nothing; destinations that it names and does not hold print. */
// biome-ignore lint/suspicious/noExplicitAny: any YAML of any page
function completed(value: any): object {
  if (Array.isArray(value)) return completed({ rules: value });
  if (value.when !== undefined || value.active !== undefined)
    return completed({ rules: [{ name: "example", then: ["support"], ...value }] });
  const { version = 1, destinations: own = {}, tests = [], rules = rulesOf(tests), ...others } = value;
  const named = JSON.stringify(rules).matchAll(/"(?:to|then)":\[?"([\w-]+)"|[[,]"([\w-]+)"(?=[,\]])/g);
  const names = ["support", ...Array.from(named, ([, to, then]) => to ?? then ?? "")];
  return {
    version,
    destinations: { ...Object.fromEntries(names.map((name) => [name, { console: {} }])), ...own },
    rules,
    tests,
    ...others,
  };
}

interface Wanted {
  readonly rule: string;
  readonly to?: string;
}

function rulesOf(
  tests: readonly { readonly expect?: readonly Wanted[]; readonly never?: readonly (string | Wanted)[] }[],
): readonly object[] {
  const wanted = tests.flatMap(({ expect = [], never = [] }) => [
    ...expect,
    ...never.map((each) => (typeof each === "string" ? { rule: each } : each)),
  ]);
  const then = wanted.flatMap(({ to }) => to ?? []);
  return [...new Set(["example", ...wanted.map(({ rule }) => rule)])].map((name) => ({ name, then: ["support", ...then] }));
}

/** Runs its lines in a folder that holds the page's rules.yaml, and files that earlier lines have written. */
async function faultOfCommands(page: string, text: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-docs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const rules = fencesOf(textOf(page)).find(({ language, text }) => language === "yaml" && text.startsWith("version:"));
  if (rules !== undefined) writeFileSync(join(folder, "rules.yaml"), rules.text);
  for (const line of text.trim().split("\n")) {
    const [command = "", into] = line.replace(/ +#.*/, "").split(" > ");
    const [program, ...args] = command.replace(/^npx /, "").split(" ");
    if (program !== "avatar-relay") return `only commands of avatar-relay are executed: ${line}`;
    const { code, out, err } = await cli(args.map((arg) => (existsSync(join(folder, arg)) ? join(folder, arg) : arg)));
    if (code !== 0) return `${line} ended with ${code}: ${out}${err}`;
    if (into !== undefined) writeFileSync(join(folder, into), out);
  }
  return undefined;
}

describe("the documentation", () => {
  it("names every page in its index", () => {
    const index = linksOf(textOf("docs/README.md"));
    const names = markdown("docs").map((name) => name.replace("docs/", ""));
    expect(names.filter((name) => name !== "README.md" && !/^decisions.\d/.test(name) && !index.includes(name))).toEqual([]);
  });

  it.each(markdown("docs").filter((page) => wordsOf(page) > 1_100))(
    "%s is long, and begins with a link to each of its sections",
    (page) => {
      const [head = "", ...sections] = textOf(page).split(/^## /m);
      const linked = linksOf(head);
      expect(
        sections.map((section) => anchorOf(section.split("\n", 1)[0] ?? "")).filter((anchor) => !linked.includes(`#${anchor}`)),
      ).toEqual([]);
    },
  );

  it("names every decision in its index", () => {
    const index = readFileSync(join(root, "docs/decisions/README.md"), "utf8");
    const names = readdirSync(join(root, "docs/decisions")).filter((name) => /^\d{4}-/.test(name));
    expect(names.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  });

  it("keeps CONTRIBUTING.md short enough to be read", () => {
    expect(readFileSync(join(root, "CONTRIBUTING.md"), "utf8").split("\n").length).toBeLessThanOrEqual(100);
  });

  it("marks each line of what comes next in the changelog", () => {
    const [, pending = ""] = /^## Pending\n(.*?)(?=^## |\s*$(?![\s\S]))/ms.exec(readFileSync(join(root, "CHANGELOG.md"), "utf8")) ?? [];
    const lines = pending.split("\n").filter((line) => line.startsWith("* "));
    expect(lines.filter((line) => !/^\* \[(CHANGE|FEATURE|FIX)\] \S/.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(0);
  });
});
