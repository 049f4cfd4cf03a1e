/** Keys that a sender may sign with by mistake, with the right secret in a wrong form. */

import { createSecretKey, type KeyObject } from "node:crypto";
import type { Mistake, TakenProof } from "./suspect.ts";

/** A key, and the mistake if it were the signing one. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly mistake?: Mistake;
}

export interface SigningKeys {
  /** The secrets themselves: those of the source first, then those of the others. */
  readonly exact: readonly SigningKey[];
  /** Their wrong forms. */
  readonly bent: readonly SigningKey[];
}

/** The most secrets that are tried, because each costs a search. */
const most = 8;

export function signingKeys(proofs: readonly TakenProof[], own: TakenProof | undefined): SigningKeys {
  const secrets = own === undefined ? [] : secretsOf(own).slice(0, most);
  const others = proofs
    .filter((each) => each !== own)
    .flatMap((each) => secretsOf(each).map((secret) => ({ secret, source: each.source })));
  const strange = others.filter(({ secret }) => !secrets.includes(secret)).slice(0, most);
  const base = own === undefined ? strange.map(({ secret }) => secret) : secrets;
  return {
    exact: [
      ...secrets.map((secret) => ({ key: keyOf(secret) })),
      ...strange.map(({ secret, source }) => ({ key: keyOf(secret), mistake: ofAnotherSource(source) })),
    ],
    bent: [...base.flatMap(formsOf), ...listOf(secrets)],
  };
}

/** A secret for a header may have been taken for the signing secret. */
export function secretsOf({ secrets, shown }: TakenProof): readonly string[] {
  return [...new Set([...secrets, ...shown.map(({ value }) => value.replace(/^Bearer /i, ""))])].filter((each) => each !== "");
}

function keyOf(secret: string | Buffer): KeyObject {
  return createSecretKey(typeof secret === "string" ? Buffer.from(secret) : secret);
}

function formsOf(secret: string): readonly SigningKey[] {
  const bare = secret.replace(/^whsec_/, "");
  const forms: readonly (readonly [string | Buffer, Mistake])[] = [
    ...spaceForms.map(([end, words]) => [`${secret}${end}`, spaced(`The sender signs with the secret and ${words} behind it.`)] as const),
    [` ${secret}`, spaced("The sender signs with a space in front of the secret.")],
    [secret.trim(), spaced("The relay's secret has a newline or space around it; the sender's has none.", "relay")],
    ...['"', "'", "`"].map((mark) => [`${mark}${secret}${mark}`, quotes("The sender signs with quotes around the secret.")] as const),
    [secret.trim().replace(/^(["'`])(.*)\1$/s, "$2"), quotes("The relay's secret has quotes around it; the sender's has none.", "relay")],
    [bare, prefix("The sender signs with the secret without its whsec_ in front.")],
    [`whsec_${secret}`, prefix("The sender's secret begins with whsec_; the relay's was written without it.", "relay")],
    [
      Buffer.from(bare, "base64"),
      decoded("The sender decodes the secret from base64 and signs with the bytes, as Standard Webhooks does."),
    ],
    [Buffer.from(secret, "base64"), decoded("The sender decodes the secret from base64 and signs with the bytes.")],
    [
      /^([0-9a-f]{2})+$/i.test(bare) ? Buffer.from(bare, "hex") : "",
      decoded("The sender decodes the secret from hex and signs with the bytes."),
    ],
    [Buffer.from(secret).toString("base64"), decoded("The sender writes the secret in base64 and signs with that text.")],
    [secret.toLowerCase(), written("The sender signs with the secret in lower case.")],
    [secret.toUpperCase(), written("The sender signs with the secret in upper case.")],
    [encodeURIComponent(secret), written("The sender signs with the secret percent-encoded.")],
    [percentDecoded(secret), written("The relay's secret is percent-encoded; the sender's is not.")],
    [secret.replaceAll("$$", "$"), written('The relay\'s secret has "$$" where the sender has "$": compose files double it.')],
    [
      (secret.split("#", 1)[0] ?? "").trimEnd(),
      written('The sender\'s secret ends before a "#": its .env file takes the rest for a comment.'),
    ],
  ];
  return forms.filter(([form]) => form.length > 0 && form !== secret).map(([form, mistake]) => ({ key: keyOf(form), mistake }));
}

const spaceForms = [
  ["\n", "a newline"],
  ["\r\n", "a line end (CR LF)"],
  ["\r", "a carriage return"],
  [" ", "a space"],
  ["\\n", "the two characters \\n"],
  ["\0", "a zero byte"],
] as const;

/** Two secrets with a comma between them are two for the relay and may be one for a sender. */
function listOf(secrets: readonly string[]): readonly SigningKey[] {
  if (secrets.length < 2) return [];
  const mistake: Mistake = {
    code: "secret_list",
    what: "The sender signs with the whole list of secrets, commas included.",
    cure: "Give the sender one secret: the comma is only for the relay, while one secret is replaced by another.",
  };
  return [",", ", "].map((comma) => ({ key: keyOf(secrets.join(comma)), mistake }));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Side = "sender" | "relay";

function spaced(what: string, side: Side = "sender"): Mistake {
  const cure =
    side === "sender"
      ? "Trim the secret where the sender reads it: files and `echo` end with a newline (printf '%s' writes none)."
      : "Write the secret again without it in the environment or the file that the relay reads, and restart the relay.";
  return { code: "secret_whitespace", what, cure };
}

function quotes(what: string, side: Side = "sender"): Mistake {
  const cure = `Take the quotes away where the ${side} gets its secret: docker's --env-file, systemd's files and .env loaders differ in whether they keep them.`;
  return { code: "secret_quotes", what, cure };
}

function prefix(what: string, side: Side = "sender"): Mistake {
  return { code: "secret_prefix", what, cure: `Give the ${side} the secret as the vendor shows it: whsec_ is a part of it.` };
}

function decoded(what: string): Mistake {
  return { code: "secret_base64", what, cure: "Sign with the secret as text, in UTF-8, with all of its characters." };
}

function written(what: string): Mistake {
  return { code: "secret_wrong", what, cure: "Copy the secret again, and compare it on both sides character by character." };
}

function ofAnotherSource(source: string): Mistake {
  return {
    code: "secret_of_another_source",
    what: `The secret is that of the source "${source}".`,
    cure: `Send to the path of "${source}", or give the sender the secret of the source that it sends to.`,
  };
}
