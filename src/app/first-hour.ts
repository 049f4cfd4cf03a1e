/** The wiring of the first hour: what to enter at the sender, the progress, and what was refused and why. */

import { guardWith } from "../core/guard.ts";
import { withoutSlashesBehind } from "../core/network/slashes.ts";
import type { Setup } from "../observe/admin/parts.ts";
import { createFirstHour } from "../observe/first-hour.ts";
import { createLastRefused, type LastRefused } from "../receive/diagnosis/last-refused.ts";
import { takenProof, takenProofs } from "../receive/diagnosis/taken-proof.ts";
import type { Parts } from "./parts.ts";

export interface Introduction {
  readonly lastRefused: LastRefused;
  readonly setup: () => Promise<Setup>;
}

/** Undefined where this process receives nothing. */
export function openIntroduction(parts: Parts): Introduction | undefined {
  const { settings, environment, bus, rulebook, store } = parts;
  if (!settings.only.has("receive")) return undefined;
  const hour = createFirstHour({ store, now: environment.now, emit: bus.emit });
  let port = settings.port;
  bus.subscribe((signal) => {
    if (signal.name === "process.ready") port = signal.port;
    hour.watch(signal);
  });
  const guard = guardWith((error) => bus.emit({ name: "bug", where: "receive", error: String(error) }));
  return {
    lastRefused: createLastRefused({ proofs: takenProofs(() => rulebook.current().sources), guard }),
    setup: async () => ({ ...entries(parts), port, progress: await hour.progress() }),
  };
}

/** The spelling of headers on bitHuman's dashboard. */
const spelled: Readonly<Record<string, string>> = {
  "x-webhook-secret": "X-Webhook-Secret",
  "x-api-key": "X-API-Key",
  authorization: "Authorization",
};

function entries({ rulebook, environment }: Parts): Omit<Setup, "port" | "progress"> {
  const { sources } = rulebook.current();
  const source = sources.find(({ preset }) => preset.name === "bithuman") ?? sources[0];
  if (source === undefined) return { url: undefined, path: "/webhook", header: undefined, takesSignatures: false };
  const base = withoutSlashesBehind(environment.variable("PUBLIC_URL") ?? "");
  const [shown] = takenProof(source).shown;
  return {
    url: base ? `${base}${source.shownPath}` : undefined,
    path: source.shownPath,
    header: shown && { name: spelled[shown.name] ?? shown.name, value: shown.value },
    takesSignatures: source.proof.kind === "secret" && source.proof.signatures.length > 0,
  };
}
