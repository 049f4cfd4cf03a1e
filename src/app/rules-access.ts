/** The wiring of the rules for the admin port: what runs, what tries them out, and what replaces them. */

import type { CompareAndSet } from "../core/compare-and-set.ts";
import { toIso } from "../core/time.ts";
import type { TrialRequest } from "../core/trial.ts";
import { createTrials, type RuleTrials } from "../evaluate/trials.ts";
import type { Replaced, Replacement, RulesAccess, TrialWish } from "../observe/admin/rules/rules-access.ts";
import { publicAddressOf } from "../observe/admin/sign-in/public-address.ts";
import { presetSamples } from "../receive/mapping/samples.ts";
import type { Diagnostic } from "../rules/language/diagnostic.ts";
import { newReferences, withoutInlineSecrets } from "../rules/language/edit.ts";
import type { Parts } from "./parts.ts";

export interface OpenRulesAccess extends RulesAccess {
  close(): void;
}

export function openRulesAccess(parts: Parts): OpenRulesAccess {
  const { settings, environment, rulebook, store } = parts;
  const trials = environment.openTrial && createTrials({ launch: environment.openTrial });
  const textsOf = (whole: string) => ({ whole, shown: withoutInlineSecrets(whole) });
  const authors = createAuthors(store.keep);
  return {
    current: () => ({ version: rulebook.current().version, rules: rulebook.current().program.rules }),
    samples: () => presetSamples(environment.now()),
    text: () => textsOf(rulebook.current().text),
    async textOf(version) {
      const text = await store.rules(version);
      return text === undefined ? undefined : textsOf(text);
    },
    async versions(max) {
      const [saved, by] = await Promise.all([store.rulesVersions(max), authors.known()]);
      return saved.map(({ version, at }) => ({ version, at: toIso(at), by: by.get(version) ?? null }));
    },
    run: (wish, watch) => run(requestOf(wish, parts), trials, watch),
    replace: settings.edit ? inTurn((wanted) => replace(wanted, parts, authors)) : undefined,
    close: () => trials?.close(),
  };
}

function run(
  request: TrialRequest,
  trials: RuleTrials | undefined,
  watch: Parameters<RulesAccess["run"]>[1],
): ReturnType<RulesAccess["run"]> {
  if (trials === undefined) return Promise.resolve({ kind: "failed", why: "this process cannot open another one" });
  return trials.run(request, watch);
}

function requestOf(wish: TrialWish, { settings, environment, rulebook }: Parts): TrialRequest {
  const address = publicAddressOf(environment.variable("PUBLIC_ADMIN_URL"));
  const page = address === undefined ? undefined : `${address.origin}${address.prefix}`;
  const base = { base: rulebook.current().text, file: settings.rules ?? environment.exampleRules };
  if (wish.kind === "simulate") return { ...wish, ...base, page, text: wish.text ?? base.base }; // elsewhere in the form of `avatar-relay test`
  if (wish.kind === "write-test") return { ...wish, ...base, text: base.base };
  if (wish.kind !== "backtest") return { ...wish, ...base };
  return { ...wish, ...base, record: { folder: settings.data, database: settings.database } };
}

/** Of two edits at once, the second finds the text of the first. */
function inTurn(work: (wanted: Replacement) => Promise<Replaced>): (wanted: Replacement) => Promise<Replaced> {
  let last: Promise<unknown> = Promise.resolve();
  return (wanted) => {
    const next = last.then(() => work(wanted));
    last = next.catch(() => {}); // the caller gets the error
    return next;
  };
}

async function replace({ text, baseVersion, force, by }: Replacement, parts: Parts, authors: Authors): Promise<Replaced> {
  const { settings, environment, rulebook, reload } = parts;
  const file = settings.rules ?? environment.exampleRules;
  const before = environment.readFile(file);
  const { version } = rulebook.current();
  const found = environment.digest(before).slice(0, version.length);
  if (found !== baseVersion) {
    const message =
      found === version
        ? "The rules were changed meanwhile; look at them again."
        : "The file holds other rules than those that run; reload or mend it first.";
    return { kind: "conflict", version, message };
  }
  const examined = await rulebook.examine(text, force);
  const added = newReferences(file, before, text);
  const wrong = [...(examined.kind === "refused" ? examined.diagnostics : []), ...added];
  if (wrong.length > 0) return { kind: "refused", diagnostics: wrong.map(diagnosticView) };
  try {
    environment.replaceFile?.(file, text);
  } catch (error) {
    return { kind: "unwritten", message: `The file could not be written: ${(error as Error).message}` }; // Node's error
  }
  const reloaded = await reload({ text, force });
  if (reloaded.kind === "refused") return { kind: "refused", diagnostics: reloaded.diagnostics.map(diagnosticView) };
  await authors.add(reloaded.ruleset.version, by);
  return { kind: "replaced", version: reloaded.ruleset.version, changed: reloaded.changed };
}

function diagnosticView({ line, col, level, code, path, text, frame }: Diagnostic) {
  return { line, col, level, code, path, text, frame };
}

/** Who has put which version into force, as far as it is known. */
interface Authors {
  known(): Promise<ReadonlyMap<string, string>>;
  add(version: string, by: string): Promise<void>;
}

const authorsKey = "authors of rules";

const mostAuthors = 500;

function createAuthors(keep: CompareAndSet): Authors {
  const read = async () => {
    const text = await keep(authorsKey, "[]");
    return { text, list: JSON.parse(text) as readonly (readonly [version: string, by: string])[] }; // only `add` writes it
  };
  return {
    known: async () => new Map((await read()).list),
    async add(version, by) {
      const { text, list } = await read();
      const next = [...list.filter(([each]) => each !== version), [version, by] as const].slice(-mostAuthors);
      await keep(authorsKey, JSON.stringify(next), text);
    },
  };
}
