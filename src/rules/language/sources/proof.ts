/** How the requests of a source are proven, by its settings. */

import type { Proof, SourcePreset } from "../../../core/source.ts";
import type { Duration } from "../../../core/time.ts";
import type { Outside } from "../expand.ts";
import type { WrittenSource } from "./schema.ts";

/** The secrets of a source that names none. */
export const usualSecret = "BITHUMAN_WEBHOOK_SECRET";

/** Presets that use this secret. */
export const usualPresets: readonly string[] = ["bithuman", "events"];

/** A sender without signatures sends once, like bitHuman's session events of today. Other senders have rules of their own. */
export function repeatsFor(preset: SourcePreset, proof: Proof): Duration {
  const maySkipSigning = proof.kind !== "secret" || proof.shownIn.length > 0;
  return preset.name === "bithuman" && maySkipSigning ? 0 : preset.repeatsFor;
}

/**
 * By default a signature, or the secret in one of the preset's headers, is enough. `verify:` means signatures and the headers that it
 * names;
 * `headers:` alone is the whole proof.
 */
export function proofOf(written: WrittenSource, preset: SourcePreset, outside: Outside): Proof {
  const { verify: asked, headers, secret, key } = written;
  if (asked?.scheme === "none" || asked?.scheme === "path") return { kind: asked.scheme };
  if (asked === undefined && secret === undefined && headers !== undefined) return { kind: "headers" };
  const scheme = asked?.scheme ?? "auto";
  const signatures = preset.signatures.map((rule) => (rule.kind === "bithuman" ? { ...rule, scheme } : rule));
  const named = asked === undefined || signatures.length === 0 ? (asked?.headers ?? preset.shownIn) : (asked.headers ?? []);
  return {
    kind: "secret",
    secrets: secretsOf(written, outside),
    signatures,
    shownIn: named.map((name) => name.toLowerCase()),
    issuer: key,
  };
}

/** One text may contain several secrets with commas between them, while a new one replaces an old one. */
function secretsOf({ verify: asked, secret, preset }: WrittenSource, { variable, placeholders }: Outside): readonly string[] {
  const usual = () => variable(usualSecret) ?? (placeholders ? `preview-${usualSecret}` : "");
  const written = asked?.secrets ?? secret ?? (usualPresets.includes(preset) ? [usual()] : []);
  return written
    .flatMap((each) => each.split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
