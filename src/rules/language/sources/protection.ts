/** Sources that everybody or nobody could send to, and secrets that are easy to read or to guess. */

import type { Source } from "../../../core/source.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import type { Outside } from "../expand.ts";
import { usualPresets, usualSecret } from "./proof.ts";
import type { WrittenSource } from "./schema.ts";

/** A source, with what the file says about it. */
export interface WrittenBeside {
  readonly made: Source;
  readonly written: WrittenSource;
  /** The path as written, with its references. */
  readonly rawPath: string;
}

/** `loopback`: only this machine reaches the port. */
export function unprotected({ made, written, rawPath }: WrittenBeside, loopback: boolean): readonly Problem[] {
  const { name, proof, preset } = made;
  const path: Path = ["sources", name, "verify"];
  if (proof.kind === "none") return loopback ? [] : [{ ...unsigned, path: [...path, "scheme"] }];
  if (proof.kind === "path") return pathProblems(name, rawPath, written.path);
  if (proof.kind === "headers") return [];
  if (proof.signatures.length === 0 && proof.shownIn.length === 0)
    return [{ ...unprovable(preset.name), path: ["sources", name], on: "key" }];
  if (proof.secrets.length === 0) return [{ ...noSecret(written.preset), path: [...path, "secrets"] }];
  if (preset.needsKey && proof.issuer === undefined) return [{ ...noKey, path: ["sources", name], on: "key" }];
  return [];
}

/** Nobody guesses a path of this many characters. */
const leastPathSecret = 20;

function pathProblems(name: string, rawPath: string, path: string): readonly Problem[] {
  const where = { path: ["sources", name, "path"], on: "value" } as const;
  const hint = `write path: /hook/\${SECRET_OF_${name.toUpperCase().replace(/\W/g, "_")}}`;
  if (!rawPath.includes("$" + "{"))
    return [{ ...where, code: "E_PATH_SECRET", text: "with scheme: path the path is the secret, and it stands in the file", hint }];
  if (path === rawPath.replace(/\$\{([^{}]*)\}/g, "preview-$1")) return []; // placeholders replace the secrets
  const literal = rawPath.replace(/\$\{[^{}]*\}/g, "").length;
  if (path.length - literal >= leastPathSecret) return [];
  return [
    {
      ...where,
      code: "E_PATH_SECRET",
      text: `the secret in the path has fewer than ${leastPathSecret} characters`,
      hint: "make one with openssl rand -hex 24",
    },
  ];
}

const unsigned = {
  code: "E_UNSIGNED",
  text: "everybody who reaches the port could send events",
  hint: "scheme: none is accepted only where the public port is bound to a loopback address",
  on: "value",
} as const;

function noSecret(preset: string) {
  const [text, hint] = usualPresets.includes(preset)
    ? ["there is no secret to check signatures with", `set ${usualSecret}`]
    : [`there is no secret to know the requests of ${preset} by`, "write secret: $" + "{NAME}"];
  return { code: "E_NO_SECRET", text, hint, on: "value" } as const;
}

const noKey = {
  code: "E_NO_KEY",
  text: "this sender's tokens name a key, and the source has none",
  hint: "write key: $" + "{NAME}, the API key that belongs to the secret",
} as const;

function unprovable(preset: string) {
  return {
    code: "E_UNSIGNED",
    text: `${preset} neither signs its requests nor sends a header`,
    hint: "put a secret into the path: path: /hook/$" + "{NAME} with verify: { scheme: path }",
  } as const;
}

/** A secret in a header travels with each request. */
const leastShownSecret = 16;

/** What works, and has a better alternative. */
export function warnings({ name, proof, preset }: Source, { variable, placeholders }: Outside): readonly Problem[] {
  if (proof.kind !== "secret") return [];
  const where = { path: ["sources", name] as Path, on: "key" } as const;
  if (proof.shownIn.length === 0) return preset.name === "bithuman" ? [{ ...signedOnly, ...where }] : [];
  const isShort = !placeholders && proof.secrets.some((secret) => secret.length < leastShownSecret);
  return [...(isShort ? [{ ...shortSecret, ...where }] : []), ...(isPlainHttp(variable("PUBLIC_URL")) ? [{ ...inClear, ...where }] : [])];
}

const signedOnly = {
  code: "W_SIGNED_ONLY",
  text: "bitHuman's session events of today are not signed, and this source takes signed requests only",
  hint: "add headers: [x-webhook-secret] to verify, and send the secret in that header",
} as const;

const shortSecret = {
  code: "W_SECRET_SHORT",
  text: `a secret that may be shown in a header has fewer than ${leastShownSecret} characters`,
  hint: "make one with openssl rand -hex 24",
} as const;

const inClear = {
  code: "W_SECRET_IN_CLEAR",
  text: "PUBLIC_URL begins with http: a secret that is shown in a header can be read on its way",
  hint: "use https (docs/operations.md has proxies and certificates)",
} as const;

function isPlainHttp(url: string | undefined): boolean {
  return url !== undefined && /^http:\/\/(?!localhost|127\.|\[::1\])/i.test(url);
}
