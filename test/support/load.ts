/** Loads a text as a rules.yaml, with small shelves and an environment of a few variables. */

import { sourceShelf } from "../../src/receive/mapping/shelf.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { type Loaded, type LoadRequest, load } from "../../src/rules/language/load.ts";
import { someConditions, someDestinations } from "./shelves.ts";

export const environment: Readonly<Record<string, string>> = {
  BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
  CHAT_TOKEN: "t0ken-of-the-chat",
  POST_URL: "https://in.example.com/hidden-path",
  ROTATING: "old-one, new-one",
  EMPTY: "",
  EASY: "easy-to-guess",
};

export const files: Readonly<Record<string, string>> = {
  "/run/secrets/post": "s3cret-in-a-file\n",
  "./holidays.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261224\nEND:VEVENT\nEND:VCALENDAR\n",
  "./page.ics": "<!doctype html><title>Sign in</title>",
  "./hourly.ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261224T100000Z\nDURATION:PT1H\nRRULE:FREQ=HOURLY\nEND:VEVENT\nEND:VCALENDAR\n",
  "./empty.ics": "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
  "./outlook.ics":
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=W. Europe Standard Time:20261224T100000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n",
};

/** What is not named is as in an ordinary installation. */
export function loadText(text: string, others: Partial<LoadRequest> = {}): Loaded {
  return load({
    file: "rules.yaml",
    text,
    conditions: someConditions,
    destinations: someDestinations,
    sources: sourceShelf,
    variable: (name) => environment[name],
    readFile: (path) => files[path],
    placeholders: false,
    ...others,
  });
}

/** The same where it has to succeed. */
export function loaded(text: string, others: Partial<LoadRequest> = {}): Loaded & { kind: "loaded" } {
  const result = loadText(text, others);
  if (result.kind === "refused") throw new Error(result.diagnostics.map(oneLine).join("\n"));
  return result;
}

/** One line for each mistake and each warning. */
export function complaints(text: string, others: Partial<LoadRequest> = {}): readonly string[] {
  const result = loadText(text, others);
  return (result.kind === "refused" ? result.diagnostics : result.warnings).map(oneLine);
}
