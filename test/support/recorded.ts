/** A data folder as a relay leaves it: rules that were saved, events that they decided, and nothing sent yet. */

import { createHash } from "node:crypto";
import type { Event } from "../../src/core/event.ts";
import type { Store } from "../../src/core/store.ts";
import { destinations } from "../../src/destinations/index.ts";
import { sourceShelf } from "../../src/receive/mapping/shelf.ts";
import { compile } from "../../src/rules/compile.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import type { Program } from "../../src/rules/engine/program.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { type Loaded, load } from "../../src/rules/language/load.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { monday } from "./make.ts";

export function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A rules.yaml with the real shelves; variables that are not set are placeholders. */
export function loadedFrom(text: string): Loaded {
  return load({
    file: "rules.yaml",
    text,
    conditions,
    destinations,
    sources: sourceShelf,
    variable: () => undefined,
    readFile: () => undefined,
    loopback: true,
    placeholders: true,
  });
}

/** The program that it makes. */
export function programFrom(text: string): Program {
  const loaded = loadedFrom(text);
  if (loaded.kind === "refused") throw new Error(loaded.diagnostics.map(oneLine).join("\n"));
  const secrecy = { seal: (each: string) => each, unseal: (each: string) => each };
  return compile({ file: loaded.file, version: digest(text).slice(0, 12), conditions, digest, secrecy });
}

export async function openStore(folder: string): Promise<Store> {
  const opened = await openSqliteStore({
    folder,
    pid: process.pid,
    fatal: (_, error) => {
      throw error;
    },
  });
  if (opened.kind !== "opened") throw new Error(`the store is ${opened.kind}`);
  return opened.store;
}

/** Accepts the events and lets the rules decide them, as the relay does. */
export async function record(store: Store, rules: string, events: readonly Event[]): Promise<void> {
  const program = programFrom(rules);
  await store.saveRules(program.version, rules, monday);
  const raw = new Uint8Array();
  await Promise.all(events.map((event) => store.accept({ kind: "event", event, raw })));
  const planner = createPlanner(program);
  while ((await store.evaluate(256, planner)).count > 0);
}
