/** `ca:` of a destination: the operator's own authority in PEM, or a file with it. */

import { X509Certificate } from "node:crypto";
import { z } from "zod";
import { readPlainFile } from "../../plain-file.ts";
import { isPlaceholder } from "./placeholder.ts";

/** The key, for destinations whose URL stands in rules.yaml. */
export const authorityKeys = {
  ca: authority().optional().meta({
    description: "A certificate authority of your own, trusted beside the usual ones: a file in PEM, such as `./corp-ca.pem`.",
  }),
};

function authority(): z.ZodType<string, string> {
  return z.string().superRefine((written, context) => {
    const read = readAuthority(written);
    if (isPlaceholder(written) || read.kind === "certificates") return;
    context.addIssue({ code: "custom", message: read.text, params: { code: "E_VALUE", hint: read.hint } });
  });
}

export type Authority =
  | { readonly kind: "certificates"; readonly pem: string; readonly certificates: readonly X509Certificate[] }
  | { readonly kind: "unusable"; readonly text: string; readonly hint: string };

const block = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;

/** Reads the value of `ca:`. The text of a file is never shown. */
export function readAuthority(written: string): Authority {
  const pem = written.includes("-----BEGIN") ? written : fileText(written);
  if (pem === undefined)
    return { kind: "unusable", text: "the file of ca cannot be read", hint: "is the path right, seen from where the relay runs?" };
  try {
    const certificates = (pem.match(block) ?? []).map((each) => new X509Certificate(each));
    if (certificates.length > 0) return { kind: "certificates", pem, certificates };
  } catch {} // reported below
  return {
    kind: "unusable",
    text: "expected a certificate in PEM (-----BEGIN CERTIFICATE-----)",
    hint: "openssl x509 -in FILE makes PEM of other forms",
  };
}

function fileText(path: string): string | undefined {
  try {
    return readPlainFile(path);
  } catch {
    return undefined;
  }
}

/** The certificate for connections; undefined where there is none, or its file is gone. */
export function pemOf(written: string | undefined): string | undefined {
  if (written === undefined) return undefined;
  const read = readAuthority(written);
  return read.kind === "certificates" ? read.pem : undefined;
}
