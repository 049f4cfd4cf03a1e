/** DKIM (RFC 6376): a signature of the sender's domain. Without it large providers distrust automatic mail. */

import { createPrivateKey } from "node:crypto";
import type { DKIMOptions } from "nodemailer";
import { z } from "zod";
import { isPlaceholder } from "../kit/placeholder.ts";

/** Labels of a domain name. */
const label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const domainName = new RegExp(`^${label}(\\.${label})+$`);
const selectorName = new RegExp(`^${label}(\\.${label})*$`);

/** Receivers do not trust an RSA key with fewer bits (RFC 8301, 3.2). */
const fewestBits = 1_024;

export const dkim = z.strictObject({
  selector: z.string().regex(selectorName, { error: "expected a DKIM selector, e.g. relay2026" }),
  key: privateKey().meta({ description: "The RSA private key in PEM; best from a file of secrets." }),
  domain: z
    .string()
    .regex(domainName, { error: "expected a domain name" })
    .optional()
    .meta({ description: "The domain that signs. Default: the sender's." }),
});

export type DkimSettings = z.output<typeof dkim>;

function privateKey(): z.ZodType<string> {
  return z.string().superRefine((pem, context) => {
    if (isPlaceholder(pem) || isRsaKey(pem)) return;
    const hint = "make one with: openssl genrsa 2048";
    context.addIssue({ code: "custom", message: "expected an RSA private key in PEM", params: { code: "E_VALUE", hint } });
  });
}

function isRsaKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    return asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) >= fewestBits;
  } catch {
    return false;
  }
}

/** Signed headers. One-click unsubscribing requires both of its own among them (RFC 8058, 4). */
const signedHeaders = [
  ...[
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
  ],
  ...["List-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted"],
].join(":");

/** nodemailer's options for signing. */
export function signing({ selector, key, domain }: DkimSettings, senderDomain: string): DKIMOptions {
  return { domainName: domain ?? senderDomain, keySelector: selector, privateKey: key, headerFieldNames: signedHeaders };
}
