/** The wiring of the observers: what they know of the rules, and which values they never show. */

import type { Source } from "../core/source.ts";
import type { Ruleset } from "../evaluate/rulebook.ts";
import { createObservers, type Observed, type Observers } from "../observe/observers.ts";
import type { Parts } from "./parts.ts";
import type { Settings } from "./settings.ts";

/** Variables of the environment whose values are never shown. */
const secretVariables = [
  "AVATAR_RELAY_ADMIN_TOKEN",
  "AVATAR_RELAY_ADMIN_TOKENS",
  "AVATAR_RELAY_IDENTITY_KEY",
  "BITHUMAN_API_SECRET",
  "DATABASE_URL",
  "OIDC_CLIENT_SECRET",
  "SLACK_APP_TOKEN",
  "SLACK_BOT_TOKEN",
  "SLACK_SIGNING_SECRET",
  "SMTP_URL",
];

export function observers({ settings, environment, bus, store, access }: Parts, unfinished: () => number): Observers {
  const { now, pid, version, log: destination, variable } = environment;
  const secrets = [...secretVariables.flatMap((name) => variable(name) ?? []), ...access.tokens.map(({ token }) => token)];
  return createObservers({ bus, store, version, pid, now, destination, level: settings.logLevel, secrets, unfinished });
}

/** What observers need to know of a ruleset. */
export function observedOf(ruleset: Ruleset, changed: readonly string[], { rules }: Settings): Observed {
  return {
    version: ruleset.version,
    rules: ruleset.program.rules.map(({ name }) => name),
    changed,
    secrets: ruleset.secrets.map(({ value }) => value),
    warnings: ruleset.warnings,
    insecure: ruleset.sources.some(isOpen),
    preview: rules === undefined,
    critical: ruleset.program.rules.flatMap(({ id, name, severity }) => (severity === "critical" ? [{ id, name }] : [])),
    destinations: [...ruleset.types].map(([name, type]) => ({ name, type })),
  };
}

/** Whether a source accepts requests from anybody. */
function isOpen({ proof, headers }: Source): boolean {
  return proof.kind === "none" && Object.keys(headers).length === 0;
}
