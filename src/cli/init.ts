/** `avatar-relay init [DIR]`: the files that a new installation begins with. It asks nothing, and overwrites nothing. */

import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutSlashesBehind } from "../core/slashes.ts";
import { destinations } from "../destinations/index.ts";
import { exitCodes } from "../ending.ts";
import { sourceShelf } from "../receive/mapping/shelf.ts";
import { conditions } from "../rules/conditions/index.ts";
import { load } from "../rules/language/load.ts";
import { type CliIo, failed, refused, tell } from "./command.ts";
import { readArguments } from "./kit/arguments.ts";
import { readText } from "./kit/load-file.ts";
import { schemaText } from "./schema.ts";

export function init(args: readonly string[], io: CliIo): number {
  const read = readArguments(args, {}, 1);
  if (read.kind === "refused") return tell(read, io);
  const [folder = "."] = read.positionals;
  const example = readText(io.exampleRules);
  if (example === undefined) return tell(refused(failed, `${io.exampleRules} cannot be read: install avatar-relay again`), io);
  const rules = `${head}${example.slice(example.indexOf("version: 1"))}`;
  const environment = environmentOf(rules);
  const secret = randomBytes(32).toString("base64url");
  const files = {
    "rules.yaml": rules,
    "rules.schema.json": schemaText(),
    ".env.example": `# What rules.yaml names. Copy it to .env, which stays out of version control.\n\n${environment}`,
    ".env": `# This relay's own values. It stays out of version control.\n\n${environment.replace(/^BITHUMAN_WEBHOOK_SECRET=$/m, `BITHUMAN_WEBHOOK_SECRET=${secret}`)}`,
  };
  for (const [name, text] of Object.entries(files)) {
    const trouble = write(folder, name, text);
    if (trouble !== undefined) return tell(trouble, io);
    io.out(`wrote ${join(folder, name)}\n`);
  }
  io.out(nextSteps(folder, secret, io.env.PUBLIC_URL));
  return exitCodes.ok;
}

/** The first line is for editors. */
const head = `# yaml-language-server: $schema=./rules.schema.json
#
# avatar-relay: what should happen when your avatar talks to people. These are the example rules: keep what you need.
#
# avatar-relay check rules.yaml   finds every mistake at once
# avatar-relay test rules.yaml    runs the tests at its end
# avatar-relay start              tries it with the example rules and sends nothing; --rules rules.yaml is for real
# All conditions and destinations are explained in docs/rules.md.

`;

function nextSteps(folder: string, secret: string, publicUrl: string | undefined): string {
  const base = withoutSlashesBehind(publicUrl || "https://YOUR-HOST");
  return `
1. edit rules.yaml: remove the destinations that you do not have, and the rules and tests that name them
2. fill in .env: the variables that are left in rules.yaml (BITHUMAN_WEBHOOK_SECRET is made already)
3. check, and start:
     ${folder === "." ? "" : `cd ${folder}; `}set -a; . ./.env; set +a
     npx avatar-relay check rules.yaml
     npx avatar-relay start --rules rules.yaml

4. point the avatar here: www.bithuman.ai → Developer → Webhooks
  Endpoint URL            ${base}/webhook
  Authentication Headers  X-Webhook-Secret: ${secret}

5. press Test there: http://127.0.0.1:8081/setup shows it when it arrives
`;
}

function write(folder: string, name: string, text: string): ReturnType<typeof refused> | undefined {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text, { flag: "wx", ...(name === ".env" ? { mode: 0o600 } : {}) });
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // Node's own error
    return code === "EEXIST"
      ? refused(exitCodes.usage, `${path} is there already, and is left as it is: move it away, or name another folder`)
      : refused(failed, `${path} cannot be written: ${message}`);
  }
}

/** What the best known variables are for; rules may name any others. */
const purposes: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET:
    "what bitHuman shows in X-Webhook-Secret or signs with, at least 32 characters; two with a comma while you change from one to the other",
  SLACK_BOT_TOKEN: "xoxb-…, with the scope chat:write; `avatar-relay slack manifest` makes the app",
  SMTP_URL: "smtps://user:password@mail.example.com",
  SMTP_FROM: "the sender of mail",
  PUBLIC_URL: "the https address at which this relay is reached from outside; may stay empty",
  BITHUMAN_API_SECRET: "to speak through the avatar",
};

/** Every variable without which these rules would not start, in the order in which they are met. */
function environmentOf(rules: string): string {
  const names = new Set<string>();
  load({
    file: "rules.yaml",
    text: rules,
    conditions,
    destinations,
    sources: sourceShelf,
    variable(name) {
      names.add(name);
      return undefined;
    },
    readFile: () => undefined,
    loopback: true,
    placeholders: false,
  });
  return [...names].map((name) => `${purposes[name] === undefined ? "" : `# ${purposes[name]}\n`}${name}=\n`).join("\n");
}
