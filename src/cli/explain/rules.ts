/** The rules that decided, compiled again from the stored text. */

import { createHash } from "node:crypto";
import { compile } from "../../rules/compile.ts";
import type { Program } from "../../rules/engine/program.ts";
import { oneLine } from "../../rules/language/diagnostic.ts";
import type { Loaded } from "../../rules/language/load.ts";
import { secrecyOf } from "../../rules/language/secrecy.ts";
import type { Explanation } from "../../rules/trials/explain.ts";
import { writtenRules } from "../../rules/trials/explain.ts";
import type { CliIo } from "../command.ts";
import { loadText } from "../kit/load-file.ts";

export type OldRules =
  | ({ readonly kind: "rules" } & Pick<Explanation, "program" | "written">)
  /** The text is gone, or cannot be loaded here. */
  | { readonly kind: "unknown"; readonly problem: string };

/** Compiles a loaded file. Its messages are rendered and not sent. */
export function programOf({ file, conditions, secrets }: Loaded & { readonly kind: "loaded" }, version: string, page?: string): Program {
  return compile({ file, version, conditions, digest: sha256, secrecy: secrecyOf(secrets), page });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Reads each version once. Missing secrets become placeholders, because nothing is sent. */
export function createOldRules(
  textOf: (version: string) => Promise<string | undefined>,
  io: CliIo,
): (version: string) => Promise<OldRules> {
  const known = new Map<string, Promise<OldRules>>();

  async function read(version: string): Promise<OldRules> {
    const text = await textOf(version);
    if (text === undefined) return { kind: "unknown", problem: `the store has no rules of version ${version}` };
    const loaded = loadText(`rules.yaml@${version}`, text, io, { placeholders: true });
    if (loaded.kind === "refused") return { kind: "unknown", problem: loaded.diagnostics.map(oneLine).join("\n") };
    return { kind: "rules", program: programOf(loaded, version), written: writtenRules(loaded.effective) };
  }

  return (version) => {
    const reading = known.get(version) ?? read(version);
    known.set(version, reading);
    return reading;
  };
}
