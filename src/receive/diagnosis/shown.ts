/** Secrets in a header, and near misses. */

import type { IncomingHttpHeaders } from "node:http";
import { signatureHeader } from "../signature.ts";
import { secretsOf } from "./secrets.ts";
import type { Mistake, TakenProof } from "./suspect.ts";

/** Headers in which senders put a secret, where a source accepts them. */
export const usualHeaders = ["x-webhook-secret", "x-api-key", "authorization"] as const;

interface Given {
  readonly headers: IncomingHttpHeaders;
  readonly proofs: readonly TakenProof[];
  readonly own: TakenProof | undefined;
}

/** What is wrong with the secret in a header; undefined where no header has one, empty where all is well. */
export function shownMistakes({ headers, proofs, own }: Given): readonly Mistake[] | undefined {
  for (const [name, value] of Object.entries(headers)) {
    for (const proof of [...(own === undefined ? [] : [own]), ...proofs.filter((each) => each !== own)]) {
      for (const secret of secretsOf(proof)) {
        const bent = bentness(String(value), secret);
        if (bent === undefined) continue;
        return [
          ...placeMistakes(name, own),
          ...sourceMistakes(proof, own),
          ...bent,
          ...(bent.length === 0 ? formMistakes(name, String(value), own) : []),
        ];
      }
    }
  }
  return undefined;
}

/** Headers that look like a secret, and contain no known one. */
export function strangeCredentials(headers: IncomingHttpHeaders, own: TakenProof | undefined): readonly string[] {
  const known = own === undefined ? [] : own.shown.map(({ name }) => name);
  return Object.keys(headers).filter(
    (name) =>
      name !== signatureHeader && (known.includes(name) || /secret|token|api-?_?key|^authorization$|password|credential/.test(name)),
  );
}

function placeMistakes(name: string, own: TakenProof | undefined): readonly Mistake[] {
  if (name === signatureHeader) return [inSignature];
  const names = [...new Set((own?.shown ?? []).map((each) => each.name))];
  if (names.length === 0) return [notTaken(name)];
  return names.includes(name) ? [] : [otherHeader(name, names)];
}

/** Some headers have the secret alone, others have it after a word. */
function formMistakes(name: string, value: string, own: TakenProof | undefined): readonly Mistake[] {
  const taken = own?.shown.filter((each) => each.name === name).map((each) => each.value) ?? [];
  if (taken.length === 0 || taken.includes(value) || (name === "authorization" && /^Bearer \S/i.test(value))) return [];
  const what = taken.some((each) => /^Bearer /i.test(each))
    ? `The header ${name} shows the secret without "Bearer " in front.`
    : `The header ${name} shows the secret with "Bearer " in front.`;
  return [oddValue(what)];
}

function sourceMistakes(proof: TakenProof, own: TakenProof | undefined): readonly Mistake[] {
  if (own === undefined || proof === own) return [];
  return [
    {
      code: "secret_of_another_source",
      what: `The header shows the secret of the source "${proof.source}".`,
      cure: `Send to the path of "${proof.source}", or give the sender the secret of "${own.source}".`,
    },
  ];
}

/** The changes that turn the value into the secret; undefined where it is another one. */
function bentness(value: string, secret: string): readonly Mistake[] | undefined {
  if (secret.length < 4) return undefined;
  const bare = value.replace(/^Bearer /i, "").replace(/^sha256=/, "");
  if (bare === secret) return [];
  const found = bends.find(({ undo }) => undo(value).some((text) => text === secret || text === bareSecret(secret)));
  if (found !== undefined) return [oddValue(`The header shows the secret ${found.words}.`)];
  if (bare.toLowerCase() === secret.toLowerCase()) return [oddValue("The header shows the secret in other upper and lower case.")];
  if (bare.length >= 8 && secret.startsWith(bare)) return [oddValue("The header shows only the beginning of the secret.")];
  if (bare.length > secret.length && bare.includes(secret) && secret.length >= 8)
    return [oddValue("The header shows the secret with other characters around it.")];
  return undefined;
}

interface Bend {
  readonly words: string;
  readonly undo: (value: string) => readonly string[];
}

const bends: readonly Bend[] = [
  { words: 'with "Bearer " twice', undo: (value) => [value.replace(/^(Bearer +){2,}/i, "")].filter((text) => text !== value) },
  { words: "as Basic authentication instead of Bearer", undo: basicParts },
  {
    words: 'behind another word than "Bearer"',
    undo: (value) =>
      [value.replace(/^(Token|ApiKey|Api-Key|Key|Secret|Digest|Bearer:|Bearer=)[ :=]*/i, "")].filter((text) => text !== value),
  },
  { words: "in quotes", undo: (value) => [...unquoted(value), ...unquoted(value.replace(/^Bearer +/i, ""))] },
  { words: "with spaces around it", undo: (value) => [value.replace(/^Bearer\s+/i, "").trim(), value.replace(/\s+/g, "")] },
  {
    words: "with a newline behind it",
    undo: (value) => [value.replace(/^Bearer +/i, "").replace(/(?<!\\r|\\n|%0d|%0a|[\r\n])(\\r|\\n|%0d|%0a|[\r\n])+$/i, "")],
  },
  { words: "percent-encoded", undo: (value) => [percentDecoded(value.replace(/^Bearer +/i, ""))] },
  { words: "in base64", undo: (value) => [Buffer.from(value.replace(/^Bearer +/i, ""), "base64").toString()] },
  { words: "followed by a comma, or in a list", undo: (value) => value.split(/[,;]/).map((part) => part.trim().replace(/^Bearer +/i, "")) },
  { words: 'with "name=" in front', undo: (value) => [value.replace(/^[\w-]+[:=]\s*/, "")].filter((text) => text !== value) },
  { words: "without its whsec_ in front", undo: (value) => [`whsec_${value.replace(/^Bearer +/i, "")}`] },
];

/** The relay's own secret may be the one with quotes or spaces around it. */
function bareSecret(secret: string): string {
  return secret.trim().replace(/^(["'`])(.*)\1$/s, "$2");
}

function unquoted(value: string): readonly string[] {
  const [, , text] = /^\s*(["'`\u201c])(.*)["'`\u201d]\s*$/s.exec(value) ?? [];
  return text === undefined ? [] : [text, text.replace(/^Bearer +/i, "")];
}

function basicParts(value: string): readonly string[] {
  const [, encoded] = /^Basic +(\S+)$/i.exec(value) ?? [];
  if (encoded === undefined) return [];
  const text = Buffer.from(encoded, "base64").toString();
  return [encoded, text, ...text.split(":"), text.slice(text.indexOf(":") + 1)];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function oddValue(what: string): Mistake {
  return {
    code: "header_value",
    what,
    cure: "Enter the header's value again, exactly as the relay's setup page shows it: no quotes, no spaces, and for authorization one `Bearer ` in front.",
  };
}

const inSignature: Mistake = {
  code: "secret_shown",
  what: "X-bitHuman-Signature holds the secret itself instead of a signature.",
  cure: "Show the secret in the header X-Webhook-Secret, or sign: X-bitHuman-Signature: sha256=<HMAC-SHA256 of the raw body in hex>. The secret has travelled: change it if others could read it.",
};

function notTaken(name: string): Mistake {
  return {
    code: "header_not_taken",
    what: `The header ${name} shows a secret, and this source takes signatures only.`,
    cure: "Write headers: [x-webhook-secret] inside verify: of this source in rules.yaml, or leave verify: away.",
  };
}

function otherHeader(name: string, names: readonly string[]): Mistake {
  return {
    code: "header_name",
    what: `The secret is in the header ${name}; this source looks in ${names.join(", ")}.`,
    cure: `Name the header ${names[0]} in the sender.`,
  };
}
