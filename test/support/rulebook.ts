/** A rulebook on real shelves, with a text in the place of a file, and files of any number of rules. */

import type { Signal } from "../../src/core/signal.ts";
import { destinations } from "../../src/destinations/index.ts";
import type { RuleSandbox } from "../../src/evaluate/rule-sandbox.ts";
import { createRulebook, type Rulebook } from "../../src/evaluate/rulebook.ts";
import { sourceShelf } from "../../src/receive/mapping/shelf.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { monday } from "./make.ts";
import { digest } from "./program.ts";

export interface Shelf {
  readonly rulebook: Rulebook;
  readonly signals: readonly Signal[];
  /** What the file says from now on; undefined: it is gone. */
  write(text: string | undefined): void;
}

export function openRulebook(
  first: string,
  sandbox?: Pick<RuleSandbox, "prove">,
  variables: Readonly<Record<string, string>> = { BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook" },
): Shelf {
  let text: string | undefined = first;
  const signals: Signal[] = [];
  const rulebook = createRulebook({
    file: "rules.yaml",
    read() {
      if (text === undefined) throw Object.assign(new Error("gone"), { code: "ENOENT" });
      return text;
    },
    conditions,
    destinations,
    sources: sourceShelf,
    variable: (name) => variables[name],
    readFile: () => undefined,
    loopback: true,
    preview: undefined,
    digest,
    now: () => monday,
    emit: (signal) => void signals.push(signal),
    sandbox,
  });
  return {
    rulebook,
    signals,
    write(next) {
      text = next;
    },
  };
}

/** A file of that many rules, `r1` and so on, which look for `word`. */
export function fileOf(count: number, word = "refund"): string {
  const rules = Array.from({ length: count }, (_, index) => `  - { name: r${index + 1}, when: { keywords: [${word}] }, then: [me] }\n`);
  return `version: 1\ndestinations:\n  me: { console: {} }\nrules:${count === 0 ? " []" : ""}\n${rules.join("")}`;
}
