/** `avatar-relay preset …`: the presets, the content of one, and its requests. */

import { exitCodes } from "../app/ending.ts";
import { type Chat, type EventId, viewOf } from "../core/event.ts";
import type { JsonObject } from "../core/json.ts";
import type { Instant } from "../core/time.ts";
import { http } from "../destinations/http.ts";
import { sampleRequests } from "../destinations/preset/sample.ts";
import { isPath, presetNames, type Shelved, takePreset } from "../destinations/preset/shelf.ts";
import { type CliIo, type Refused, refused, reportRefusal } from "./command.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import { listNames } from "./kit/listing.ts";

export function presetList(args: readonly string[], io: CliIo): number {
  const read = readArguments("preset list", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  return listNames(presetNames(), { summaryOf, json: read.values.json === true }, io);
}

function summaryOf(name: string): string {
  const taken = takePreset(name);
  return taken.ok ? taken.shelved.file.summary : "";
}

export function presetShow(args: readonly string[], io: CliIo): number {
  const read = readArguments("preset show", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const taken = takePresetFile(read.positionals[0], "preset show");
  if (taken.kind === "refused") return reportRefusal(taken, io);
  io.out(taken.shelved.text);
  return exitCodes.ok;
}

export function presetTest(args: readonly string[], io: CliIo): number {
  const read = readArguments("preset test", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [name, ...given] = read.positionals;
  const taken = takePresetFile(name, "preset test");
  if (taken.kind === "refused") return reportRefusal(taken, io);
  const { text: said = "I want to speak to a human", email = "" } = read.values;
  const view = { ...sampleView(said), identity: email === "" ? {} : { ...ada, email } };
  const sampled = sampleRequests(taken.shelved.file, valuesIn(given), view, http.action.parse({}) as object);
  if (!sampled.ok)
    return reportRefusal(
      refused(exitCodes.mistakes, sampled.faults.map((fault) => `${name}: ${fault.path.join(".")}: ${fault.text}`).join("\n")),
      io,
    );
  if (sampled.requests.length === 0) io.out(unknownVisitor(taken.shelved.file.identity ?? []));
  else io.out(`${sampled.requests.join("\n\n")}\n`);
  return exitCodes.ok;
}

/** What happens for an unknown visitor, instead of requests about an invented one. */
function unknownVisitor(fields: readonly string[]): string {
  return [
    `nothing is sent: nobody says who the visitor is, and this needs ${fields.join(" or ")}`,
    "a message about an unknown visitor waits for ten minutes and is then left out (on_missing_identity, docs/crm.md)",
    "--email ada@example.com shows the requests about somebody who is known",
    "",
  ].join("\n");
}

type Found = { readonly kind: "found"; readonly shelved: Shelved } | Refused;

function takePresetFile(name: string | undefined, command: "preset show" | "preset test"): Found {
  if (name === undefined) return misused(command);
  const taken = takePreset(name);
  if (taken.ok) return { kind: "found", shelved: taken.shelved };
  const lines = taken.faults.map(({ line, column, path, text: wrong, hint, code = "E_VALUE" }) => {
    const advice = hint === undefined ? "" : `, ${hint}`;
    return isPath(name) ? `${name}:${line}:${column}: error ${code} ${path.join(".") || "(file)"}: ${wrong}${advice}` : `${wrong}${advice}`;
  });
  return refused(exitCodes.mistakes, lines.join("\n"));
}

function valuesIn(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(given.map((each) => [each.split("=", 1)[0] ?? each, each.slice(each.indexOf("=") + 1)]));
}

const ada: JsonObject = {
  name: "Ada Lovelace",
  first_name: "Ada",
  last_name: "Lovelace",
  external_id: "u-1815",
  phone: "+44 20 7946 0018",
};

function sampleView(message: string): Omit<Parameters<typeof sampleRequests>[2], "identity"> {
  const at = Date.UTC(2026, 2, 2, 9) as Instant; // a number of milliseconds
  const event: Chat = {
    kind: "chat",
    id: "69a551106b7c3f0d2a90c4e1f5a8b213" as EventId, // the form of one
    type: "chat.push",
    source: "bithuman",
    agent: "A80HVD8577",
    session: "session_xyz789",
    occurredAt: at,
    receivedAt: at,
    data: {},
    role: "user",
    message,
  };
  const because = "asks for a person: speak to a human";
  return {
    event: viewOf(event),
    rule: { name: "asks-for-a-human", severity: "high" },
    finding: { because, reasons: [because] },
    session: { id: "session_xyz789", messages: 3 },
  };
}
