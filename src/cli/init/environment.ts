/** The variables of a new installation: their purpose, and the order of the questions. */

import { destinations } from "../../destinations/index.ts";
import { sourceShelf } from "../../receive/mapping/shelf.ts";
import { conditions } from "../../rules/conditions/index.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import { load } from "../../rules/language/load.ts";

const purposes: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET:
    "what bitHuman shows in X-Webhook-Secret or signs with, at least 32 characters; two with a comma while you change from one to the other",
  AVATAR_RELAY_IDENTITY_KEY: "what your page's server shows when it says who a visitor is",
};

/** Optional ones, for lines of rules.yaml. */
const optional: Readonly<Record<string, string>> = {
  PUBLIC_URL: "the https address at which this relay is reached from outside: links in messages",
  BITHUMAN_API_SECRET: "to take in what was missed, and to speak through the avatar",
  SLACK_BOT_TOKEN: "xoxb-…, with the scope chat:write",
  SMTP_URL: "smtps://user:password@mail.example.com",
  SMTP_FROM: "the sender of mail",
};

export interface Environment {
  readonly rules: string;
  /** The purpose of the vendor's variables. */
  readonly vendor: Readonly<Record<string, string>>;
  /** Generated for this installation. */
  readonly made: Readonly<Record<string, string>>;
}

/** Lines that a shell and a container read the same way: a name, `=` and a value without spaces. */
export function environmentText({ rules, vendor, made }: Environment): string {
  const names = [...new Set([...Object.keys(made), ...variablesIn(rules)])];
  const needed = names.map((name) => `${purpose(vendor[name] ?? purposes[name])}${name}=${made[name] ?? ""}\n`);
  const others = Object.entries(optional)
    .filter(([name]) => !names.includes(name))
    .map(([name, about]) => `${purpose(about)}# ${name}=\n`);
  return `${needed.join("\n")}\n# Nothing needs these; rules.yaml says when.\n\n${others.join("\n")}`;
}

function purpose(about: string | undefined): string {
  return about === undefined ? "" : `# ${about}\n`;
}

/** Every variable that these rules need for a start, in order. */
export function variablesIn(rules: string): readonly string[] {
  const asked = new Set<string>();
  const loaded = load({
    file: "rules.yaml",
    text: rules,
    conditions,
    destinations,
    sources: sourceShelf,
    variable(name) {
      asked.add(name);
      return undefined;
    },
    readFile: () => undefined,
    loopback: true,
    placeholders: false,
  });
  const missing = loaded.kind === "refused" ? loaded.diagnostics.filter(({ code }) => code === "E_ENV_MISSING").map(oneLine) : [];
  return [...asked].filter((name) => missing.some((line) => new RegExp(`\\b${name}\\b`).test(line)));
}
