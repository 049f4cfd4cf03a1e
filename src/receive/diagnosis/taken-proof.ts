/** What the sources of the rules accept as proof, for a diagnosis. */

import type { Source } from "../../core/source.ts";
import type { TakenProof } from "./suspect.ts";

export function takenProof({ name, shownPath, proof, headers }: Source): TakenProof {
  const demanded = Object.entries(headers).map(([header, value]) => ({ name: header.toLowerCase(), value }));
  const base = { source: name, path: shownPath };
  if (proof.kind !== "secret") return { ...base, scheme: "auto", otherSignatures: [], secrets: [], shown: demanded };
  const bithuman = proof.signatures.find((rule) => rule.kind === "bithuman");
  return {
    ...base,
    scheme: bithuman?.scheme ?? "auto",
    otherSignatures: proof.signatures.flatMap((rule) => (rule.kind === "bithuman" ? [] : [rule.header])),
    secrets: proof.secrets,
    shown: [...demanded, ...proof.shownIn.flatMap((header) => proof.secrets.map((secret) => shownAs(header, secret)))],
  };
}

export function shownAs(name: string, secret: string): { readonly name: string; readonly value: string } {
  return { name, value: name === "authorization" ? `Bearer ${secret}` : secret };
}

/** The same list while the sources are the same, so that a diagnosis is made once. */
export function takenProofs(sources: () => readonly Source[]): () => readonly TakenProof[] {
  let known: { readonly sources: readonly Source[]; readonly proofs: readonly TakenProof[] } | undefined;
  return () => {
    const current = sources();
    if (known?.sources !== current) known = { sources: current, proofs: current.map(takenProof) };
    return known.proofs;
  };
}
