/** `sources:` */

import { z } from "zod";
import type { Source } from "../../core/source.ts";
import { type Duration, second } from "../../core/time.ts";
import type { Problem } from "./diagnostic.ts";
import type { Outside } from "./expand.ts";
import { parse } from "./issues.ts";
import type { Path } from "./locate.ts";
import { cidr, duration, oneOrMany, text, wholeNumber } from "./schema.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

/** Who signs repeats after 1, 5 and 30 s (bitHuman, "Webhooks"); who shows a secret in a header tries once. */
const signersRepeatFor: Duration = 40 * second;

/** Where the secrets of a source come from that names none. */
const usualSecret = "BITHUMAN_WEBHOOK_SECRET";

const verify = z.strictObject({
  scheme: z.enum(["auto", "body", "timestamped", "none"]).prefault("auto"),
  secrets: oneOrMany(text()).optional(),
});

const source = z.strictObject({
  path: z
    .string()
    .regex(/^\/[\w./-]*$/, { error: "expected a path like /webhook" })
    .prefault("/webhook"),
  verify: verify.optional(),
  headers: z.record(z.string().regex(/^[\w-]+$/, { error: "expected the name of a header" }), text()).optional(),
  allow_ips: oneOrMany(cidr()).optional(),
  trusted_hops: wholeNumber(0).prefault(0),
  trusted_proxies: oneOrMany(cidr()).optional().meta({ description: "Proxies that may speak for the client by X-Forwarded-For." }),
  silent_after: duration().optional().meta({ description: "After so long without an event `relay.source.silent` says so." }),
});

type WrittenSource = z.output<typeof source>;

/** The schema of `sources:`. */
export const sourcesSchema = z.record(
  z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, { error: "expected a short name of letters, digits, dots and dashes" }),
  source,
);

export interface SourcesRequest {
  readonly value: unknown;
  readonly where: Whereabouts;
  readonly outside: Outside;
  /** Whether unsigned requests may be taken: only where nobody else can reach the port. */
  readonly loopback: boolean;
}

export function readSources({ value, where, outside, loopback }: SourcesRequest): Section<readonly Source[]> {
  const parsed = parse(sourcesSchema, value ?? { bithuman: {} }, { path: ["sources"], locate: where.locate });
  if (!parsed.ok) return { value: [], problems: parsed.problems, spelled: undefined };
  const made = Object.entries(parsed.value).map(([name, each]) => makeSource(name, each, outside));
  return {
    value: made,
    problems: [...made.flatMap((each) => [...named(each), ...unprotected(each, loopback)]), ...clashes(made, where)],
    spelled: Object.fromEntries(made.map((each) => [each.name, spell(each, parsed.value[each.name])])),
  };
}

function makeSource(name: string, written: WrittenSource, outside: Outside): Source {
  const headers = Object.entries(written.headers ?? {}).map(([header, content]) => [header.toLowerCase(), content] as const);
  const verified = written.verify ?? (headers.length > 0 ? undefined : ({ scheme: "auto" } as const));
  return {
    name,
    path: written.path,
    verify: verified && { scheme: verified.scheme, secrets: secretsOf(verified, outside) },
    headers: Object.fromEntries(headers),
    allowIps: written.allow_ips ?? [],
    trustedHops: written.trusted_hops,
    trustedProxies: written.trusted_proxies ?? [],
    repeatsFor: written.verify === undefined || verified?.scheme === "none" ? 0 : signersRepeatFor,
    silentAfter: written.silent_after,
  };
}

/** Several secrets may stand in one text with commas between them, while a new one takes over from an old one. */
function secretsOf({ scheme, secrets }: z.output<typeof verify>, { variable, placeholders }: Outside): readonly string[] {
  const usual = () => variable(usualSecret) ?? (placeholders ? `preview-${usualSecret}` : "");
  const written = secrets ?? (scheme === "none" ? [] : [usual()]);
  return written
    .flatMap((secret) => secret.split(","))
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
}

/** Whoever signs for a source of this name could speak for the relay. */
function named({ name }: Source): readonly Problem[] {
  const hint = "what the relay says of itself comes from there";
  return name === "relay" ? [{ code: "E_VALUE", text: 'no source can be called "relay"', hint, path: ["sources", name], on: "key" }] : [];
}

function unprotected({ name, verify }: Source, loopback: boolean): readonly Problem[] {
  const path: Path = ["sources", name, "verify"];
  if (verify?.scheme === "none") return loopback ? [] : [{ ...unsigned, path: [...path, "scheme"] }];
  return verify?.secrets.length === 0 ? [{ ...noSecret, path: [...path, "secrets"] }] : [];
}

const unsigned = {
  code: "E_UNSIGNED",
  text: "everybody who reaches the port could send events",
  hint: "scheme: none is accepted only where the public port is bound to a loopback address",
  on: "value",
} as const;

const noSecret = {
  code: "E_NO_SECRET",
  text: "there is no secret to check signatures with",
  hint: `set ${usualSecret}`,
  on: "value",
} as const;

/** Two sources at one path could not be told apart. */
function clashes(made: readonly Source[], { line }: Whereabouts): readonly Problem[] {
  return made.flatMap((each, index) => {
    const first = made.slice(0, index).find(({ path }) => path === each.path);
    if (first === undefined) return [];
    const text = `the path ${each.path} belongs to the source "${first.name}" on line ${line(["sources", first.name])} already`;
    return [{ code: "E_VALUE", text, path: ["sources", each.name, "path"], on: "value" } as const];
  });
}

function spell({ verify }: Source, written: WrittenSource | undefined): unknown {
  const shown = verify && { scheme: verify.scheme, secrets: verify.secrets.map(() => "***") };
  const again = written && spellAgain(source, written);
  return { ...(again ?? {}), ...(shown ? { verify: shown } : {}) };
}
