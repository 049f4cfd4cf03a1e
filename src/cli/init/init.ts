/** `avatar-relay init [DIR] [--for CRM]`: the first files of a new installation. It asks nothing, and overwrites nothing. */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../app/ending.ts";
import { nearest } from "../../rules/kit/nearest.ts";
import { type CliIo, failed, type Refused, refused, reportRefusal } from "../command.ts";
import { readArguments } from "../kit/arguments.ts";
import { readText } from "../kit/load-file.ts";
import { schemaText } from "../schema.ts";
import { composeRules } from "./compose.ts";
import { environmentText, variablesIn } from "./environment.ts";
import { stepsText } from "./steps.ts";
import { type Vendor, vendors } from "./vendors.ts";

const template = fileURLToPath(new URL("rules.yaml", import.meta.url));

export function init(args: readonly string[], io: CliIo): number {
  const read = readArguments("init", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [folder = "."] = read.positionals;
  const name = read.values.for;
  if (name !== undefined && !Object.hasOwn(vendors, name)) return reportRefusal(unknownVendor(name), io);
  const vendor = name === undefined ? undefined : vendors[name];
  const outline = readText(template);
  if (outline === undefined) return reportRefusal(refused(failed, `${template} cannot be read: install avatar-relay again`), io);
  const rules = composeRules(outline, vendor);
  const made = secretsFor(vendor);
  const trouble = writeAll(folder, filesOf(rules, vendor, made), io);
  if (trouble !== undefined) return reportRefusal(trouble, io);
  const empty = variablesIn(rules).filter((each) => made[each] === undefined);
  const { BITHUMAN_WEBHOOK_SECRET: secret = "" } = made;
  io.out(stepsText({ folder, empty, secret, publicUrl: io.env.PUBLIC_URL, asksWho: vendor !== undefined }));
  return exitCodes.ok;
}

function unknownVendor(name: string): Refused {
  const names = Object.keys(vendors);
  const guess = nearest(name, names);
  return refused(
    exitCodes.usage,
    `--for takes ${names.join(", ")}, found "${name}"${guess === undefined ? "" : `, did you mean ${guess}?`}`,
  );
}

/** Values for this installation only. */
function secretsFor(vendor: Vendor | undefined): Readonly<Record<string, string>> {
  const secret = () => randomBytes(32).toString("base64url");
  return { BITHUMAN_WEBHOOK_SECRET: secret(), ...(vendor === undefined ? {} : { AVATAR_RELAY_IDENTITY_KEY: secret() }) };
}

type Files = Readonly<Record<string, string>>;

function filesOf(rules: string, vendor: Vendor | undefined, made: Readonly<Record<string, string>>): Files {
  const about = { rules, vendor: vendor?.variables ?? {} };
  const nothing = Object.fromEntries(Object.keys(made).map((name) => [name, ""]));
  return {
    "rules.yaml": rules,
    "rules.schema.json": schemaText(),
    ".env.example": `# What rules.yaml names. Copy it to .env, which stays out of version control.\n\n${environmentText({ ...about, made: nothing })}`,
    ".env": `# This relay's own values. A value with spaces, $ or & needs 'single quotes'.\n\n${environmentText({ ...about, made })}`,
    ".gitignore": "# secrets, and what visitors said\n.env\ndata/\n",
  };
}

/** Checks all of them before it writes the first. */
function writeAll(folder: string, files: Files, io: CliIo): Refused | undefined {
  const keepsIgnores = existsSync(join(folder, ".gitignore"));
  const wanted = Object.entries(files).filter(([name]) => name !== ".gitignore" || !keepsIgnores);
  const there = wanted.map(([name]) => join(folder, name)).find((path) => existsSync(path));
  if (there !== undefined) return isThere(there);
  for (const [name, content] of wanted) {
    const trouble = writeFiles(folder, name, content);
    if (trouble !== undefined) return trouble;
    io.out(`wrote ${join(folder, name)}\n`);
  }
  if (keepsIgnores) io.out(`${join(folder, ".gitignore")} is there already: it should name .env and data/\n`);
  return undefined;
}

function isThere(path: string): Refused {
  return refused(exitCodes.usage, `${path} is there already, and is left as it is: move it away, or name another folder`);
}

function writeFiles(folder: string, name: string, content: string): Refused | undefined {
  const path = join(folder, name);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, content, { flag: "wx", ...(name === ".env" ? { mode: 0o600 } : {}) });
    return undefined;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException; // Node's own error
    return code === "EEXIST" ? isThere(path) : refused(failed, `${path} cannot be written: ${message}`);
  }
}
