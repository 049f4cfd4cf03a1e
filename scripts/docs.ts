/** Writes the generated parts of docs/: `npm run docs`. With `--check` it only compares, for CI. */

import { readFileSync, writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { z } from "zod";
import { readResults, resultsLine } from "../faults/results.ts";
import { declarations } from "../src/cli/declarations.ts";
import { lineOf, names } from "../src/cli/help.ts";
import { presetSchemaText, schemaText } from "../src/cli/schema.ts";
import type { Condition, When } from "../src/core/condition.ts";
import type { Destination } from "../src/core/destination.ts";
import { destinations } from "../src/destinations/index.ts";
import { guardKeys, policyKeys } from "../src/destinations/kit/policy.ts";
import { withPresets } from "../src/destinations/preset/described.ts";
import type { PresetAnswer, PresetFile } from "../src/destinations/preset/schema.ts";
import { presetNames, takePreset } from "../src/destinations/preset/shelf.ts";
import { openApi } from "../src/observe/admin/openapi.ts";
import { createInstruments } from "../src/observe/instruments.ts";
import { errorList } from "../src/receive/answer.ts";
import { conditions } from "../src/rules/conditions/index.ts";
import { describe, keyTable, type Schema } from "./describe-schema.ts";

/** The page of each CRM, with its presets. */
const crmPages: Readonly<Record<string, readonly string[]>> = {
  hubspot: ["hubspot.contact", "hubspot.note"],
  salesforce: ["salesforce.contact", "salesforce.task"],
  pipedrive: ["pipedrive.person"],
  zoho: ["zoho.contact"],
  attio: ["attio.person"],
  intercom: ["intercom.contact", "intercom.event"],
  zendesk: ["zendesk.user", "zendesk.ticket"],
};

/** The pages, with their parts by the name that stands in the page's markers. */
const pages: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "docs/rules.md": {
    conditions: () => conditions.map(conditionSection).join("\n\n"),
    "keys of every destination": () => keyTable(schemaOf(z.object(shared))).join("\n"),
    destinations: () => destinations.map(destinationSection).join("\n\n"),
  },
  "docs/presets.md": { presets: presetTable, answers: answerTables },
  "docs/crm.md": { "answers of CRMs": crmAnswerTable },
  ...Object.fromEntries(
    Object.entries(crmPages).map(([name, ids]) => [`docs/crm/${name}.md`, { answers: () => ids.map(answerTable).join("\n\n") }]),
  ),
  "docs/operations.md": { metrics: metricTable, "errors of the public port": errorTable },
  "README.md": { faults: () => resultsLine(readResults()), commands: commandTable },
};

/** Keys of all destinations, in a table of their own. */
const shared = { ...policyKeys, ...guardKeys };

for (const [page, parts] of Object.entries(pages)) {
  write(page, (before) => Object.entries(parts).reduce((text, [name, part]) => filled(text, name, part()), before));
}
write("rules.schema.json", () => schemaText());
write("preset.schema.json", presetSchemaText);
write("docs/openapi.json", () => `${JSON.stringify(openApi(), undefined, 1)}\n`);

function write(page: string, edited: (before: string) => string): void {
  const file = new URL(`../${page}`, import.meta.url);
  const before = readFileSync(file, "utf8");
  const after = edited(before);
  if (after === before) console.log(`${page}: up to date`);
  else if (process.argv.includes("--check")) refuse(page);
  else writeFileSync(file, after);
}

function refuse(page: string): void {
  console.error(`${page} is not what the code says: run \`npm run docs\` and commit what it writes`);
  process.exitCode = 1;
}

/** Puts a part between its markers. */
function filled(text: string, name: string, part: string): string {
  const [start, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const [head, rest] = text.split(start);
  const [, tail] = rest?.split(end) ?? [];
  if (head === undefined || tail === undefined) throw new Error(`no page has a place for ${name}`);
  return `${head}${start}\n\n${part}\n\n${end}${tail}`;
}

/** Our own metrics; those of the process (`process_…`, `nodejs_…`) are prom-client's. */
function metricTable(): string {
  const { registry, ...own } = createInstruments();
  const rows = Object.values(own).map((instrument) => {
    const { name, help, labelNames } = instrument as unknown as Described; // prom-client keeps what it was made with, and does not type it
    return `| \`${name}${labelNames.length > 0 ? `{${labelNames.join(",")}}` : ""}\` | ${help} |`;
  });
  registry.clear();
  return ["| metric | meaning |", "|---|---|", ...rows].join("\n");
}

function presetOf(id: string): PresetFile {
  const taken = takePreset(id);
  if (!taken.ok) throw new Error(`${id} cannot be read`);
  return taken.shelved.file;
}

/** What a preset makes of an answer that HTTP alone does not explain, in the order in which it is looked at; those of a CRM stand on its page. */
function answerTables(): string {
  const onPages = Object.values(crmPages).flat();
  return presetNames()
    .filter((id) => !onPages.includes(id))
    .map(answerTable)
    .join("\n\n");
}

function answerTable(id: string): string {
  const { steps, answers = [] } = presetOf(id);
  const all = [...steps.flatMap((step) => step.answers ?? []), ...answers];
  const rows = [...new Set(all.filter(({ about }) => about !== undefined).map(answerRow))];
  return [`### \`${id}\``, "", "| answer | means | what is done |", "|---|---|---|", ...rows].join("\n");
}

/** Of each preset of a CRM: which answers lead on, wait, pause and end. */
function crmAnswerTable(): string {
  const rows = Object.values(crmPages)
    .flat()
    .map((id) => {
      const { steps, answers = [] } = presetOf(id);
      const all = [...steps.flatMap((step) => step.answers ?? []), ...answers];
      const cell = (...thens: readonly PresetAnswer["then"][]) => {
        const found = all.filter(({ then, about }) => about !== undefined && thens.includes(then)).map(shortAnswer);
        return [...new Set(found)].join("; ") || "–";
      };
      return `| \`${id}\` | ${cell("done")} | ${cell("later", "throttled", "renew")} | ${cell("pause")} | ${cell("refused")} |`;
    });
  return ["| preset | continues with the next step, or is done | waits | pauses | is final |", "|---|---|---|---|---|", ...rows].join("\n");
}

function shortAnswer({ status, body, about = "" }: PresetAnswer): string {
  const codes = body?.is === undefined ? "" : ` ${[body.is].flat().join(", ")}`;
  return `${[status].flat().join(", ")}${codes}: ${about}`;
}

function answerRow({ status, body, header, json, save = {}, about = "", then, wait, at_least, reason }: PresetAnswer): string {
  const { at = "the text", is, not, above, below, has } = body ?? {};
  const says = [
    is === undefined ? [] : `\`${at}\` is ${[is].flat().join(", ")}`,
    not === undefined ? [] : `\`${at}\` is ${not === null ? "there" : `not ${String(not)}`}`,
    above === undefined ? [] : `\`${at}\` is above ${above}`,
    below === undefined ? [] : `below ${below}`,
    has === undefined ? [] : `\`${at}\` holds “${has}”`,
    header === undefined ? [] : `\`${header.name}\` is ${header.is}`,
    json === false ? "no JSON" : [],
    Object.values(save).map((where) => `with \`${typeof where === "string" ? where : where.at}\``),
  ].flat();
  return `| ${[[status].flat().join(", "), ...says].join(", ")} | ${about} | ${deedOf(then, at_least ?? wait, reason)} |`;
}

function deedOf(then: PresetAnswer["then"], wait: number | undefined, reason: PresetAnswer["reason"] = "credentials"): string {
  const seconds = (wait ?? 0) / 1_000;
  const span = seconds % 3_600 === 0 ? `${seconds / 3_600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
  const asked = (before: string) => (wait === undefined ? "" : ` ${before} ${span}, or when the vendor says`);
  const deeds: Readonly<Record<PresetAnswer["then"], string>> = {
    done: "continues",
    later: `tried again${asked("in")}`,
    throttled: `the destination waits${asked("for")}; no attempt is used up`,
    renew: "a new access token, once",
    pause: `the destination pauses until a person has corrected it (${reason})`,
    refused: "ends as a dead letter",
  };
  return deeds[then];
}

/** Each preset with what rules.yaml gives for it. */
function presetTable(): string {
  const rows = presetNames().map((id) => {
    const { summary, docs, inputs, identity, limit } = presetOf(id);
    const needs = Object.entries(inputs).map(([name, { about, default: usual, optional }]) => {
      const plain = typeof usual === "string" || typeof usual === "number" ? ` (\`${usual}\`)` : "";
      return `\`${name}\`${optional === true || usual !== undefined ? "*" : ""}: ${about}${plain}`;
    });
    const whom = identity === undefined ? "" : `; about a person whose ${identity.join(" or ")} is known`;
    const pace = limit === undefined ? "" : `; ${paceOf(limit)}`;
    return `| [\`${id}\`](${docs}) | ${summary.replace(/\.$/, "")}${whom}${pace} | ${needs.join("<br>")} |`;
  });
  return ["| preset | what it does, and its pace | needs |", "|---|---|---|", ...rows].join("\n");
}

function paceOf({ count, per }: { readonly count: number; readonly per: number }): string {
  const units: Readonly<Record<number, string>> = { 1000: "second", 60000: "minute", 3600000: "hour", 86400000: "day" };
  return units[per] === undefined ? `${count} in ${per / 1_000} seconds` : `${count} a ${units[per]}`;
}

function errorTable(): string {
  const rows = [...errorList]
    .sort((one, other) => one.status - other.status)
    .map(({ code, status, message }) => `| ${status} | \`${code}\` | ${message} |`);
  return ["| status | code | says |", "|---|---|---|", ...rows].join("\n");
}

/** As `--help` shows them. */
function commandTable(): string {
  const rows = names.map((name) => `| \`${lineOf(name)}\` | ${declarations[name].summary} |`);
  return ["| command | what it does |", "|---|---|", ...rows].join("\n");
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

function conditionSection({ type, summary, schema, example }: Condition): string {
  const when: z.ZodType<When> = z.record(z.string(), z.unknown()).meta({ description: "conditions, as under `when:`" });
  return section(type, summary, schema(when), stringify({ when: example.when }));
}

function destinationSection({ type, summary, schema, action, example }: Destination): string {
  const beside = keyTable(schemaOf(action));
  const use = {
    destinations: { example: { [type]: example.settings } },
    rules: [{ name: "…", on: "chat.push", then: [{ to: "example", ...example.action }] }],
  };
  const keys = beside.length === 0 ? [] : ["", "Beside `to:` in a rule:", "", ...beside];
  return [section(type, summary, schema, stringify(use)), ...keys].join("\n");
}

function section(type: string, summary: string, settings: z.ZodType, example: string): string {
  const schema = withPresets(schemaOf(settings));
  const table = keyTable(schema, Object.keys(shared));
  const values = table.length > 0 ? table : [schema.properties ? "Needs no keys of its own." : `Takes ${describe(schema)}.`];
  return [`### \`${type}\``, "", summary, "", ...values, "", "```yaml", example.trimEnd(), "```"].join("\n");
}

function schemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema; // zod writes JSON Schema; these are the parts we read
}
