/** The next steps of a new operator: commands that run where they are printed. */

import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isJsonObject, type Json } from "../../core/json.ts";
import { withoutSlashesBehind } from "../../core/network/slashes.ts";

export interface Steps {
  readonly folder: string;
  /** Variables of .env that are still empty. */
  readonly empty: readonly string[];
  readonly secret: string;
  readonly publicUrl: string | undefined;
  /** Where a page states the visitor's name, if the rules need it. */
  readonly asksWho: boolean;
}

export function stepsText({ folder, empty, secret, publicUrl, asksWho }: Steps): string {
  const base = withoutSlashesBehind(publicUrl || "https://YOUR-HOST");
  const go = folder === "." ? "" : `cd ${quoted(folder)}; `;
  const command = commandFrom(resolve(folder));
  const fill =
    empty.length === 0 ? "1. nothing has to be filled in: .env has a secret of its own" : `1. fill in, in .env:  ${empty.join("  ")}`;
  const who = asksWho ? whoText(base) : "";
  return `
${fill}
2. check, try the tokens, and start:
     ${go}set -a; . ./.env; set +a
     ${command} check rules.yaml
     ${command} doctor rules.yaml
     ${command} start --rules rules.yaml

3. point the avatar here: www.bithuman.ai → Developer → Webhooks
  Endpoint URL            ${base}/webhook
  Authentication Headers  X-Webhook-Secret: ${secret}

4. press Test there: http://127.0.0.1:8081/setup shows it when it arrives
${who}`;
}

function whoText(base: string): string {
  return `
5. let your page's server say who a visitor is, or the visitor in the chat (rules.yaml says how):
     curl ${base}/v1/sessions/SESSION/identity -H "authorization: Bearer $AVATAR_RELAY_IDENTITY_KEY" -H "content-type: application/json" -d '{"email":"ada@example.com","name":"Ada Lovelace"}'
`;
}

/** A name that a shell takes for one word. */
function quoted(path: string): string {
  return /^[\w./+:@%-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** `npx` asks a registry where no package is near, so the path of this program is printed there. */
function commandFrom(folder: string): string {
  for (let parent = folder; ; parent = dirname(parent)) {
    if (existsSync(join(parent, "node_modules/.bin/avatar-relay")) || isOwnPackage(parent)) return "npx avatar-relay";
    if (dirname(parent) === parent) break;
  }
  return `node ${quoted(fileURLToPath(new URL("../../main.js", import.meta.url)))}`;
}

function isOwnPackage(folder: string): boolean {
  try {
    const read = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Json; // what JSON.parse returns is JSON
    return isJsonObject(read) && read.name === "avatar-relay";
  } catch {
    return false;
  }
}
