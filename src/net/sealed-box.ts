/** Encrypts texts that are stored where others may read them. Only the holder of the secret can open them or see what they belong to. */

import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

export interface SealedBox {
  close(text: string): string;
  /** Undefined where another secret closed it, or somebody changed it. */
  open(closed: string): string | undefined;
  /** The same for the same text. It does not reveal the text. 32 hex digits. */
  nameOf(text: string): string;
}

/** AES-256-GCM (NIST SP 800-38D): a random nonce of 12 bytes, and a tag of 16. */
const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

export function sealedBox(secret: string): SealedBox {
  const keyFor = (use: string) => Buffer.from(hkdfSync("sha256", secret, "", `avatar-relay ${use}`, 32));
  const [key, nameKey] = [keyFor("box"), keyFor("name")];
  return {
    close(text) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce);
      const hidden = Buffer.concat([sealing.update(text, "utf8"), sealing.final()]);
      return Buffer.concat([nonce, hidden, sealing.getAuthTag()]).toString("base64");
    },
    open(closed) {
      const bytes = Buffer.from(closed, "base64");
      if (bytes.length < nonceBytes + tagBytes) return undefined;
      try {
        const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
        opening.setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([opening.update(bytes.subarray(nonceBytes, -tagBytes)), opening.final()]).toString("utf8");
      } catch {
        return undefined; // the tag does not fit
      }
    },
    nameOf: (text) => createHmac("sha256", nameKey).update(text).digest("hex").slice(0, 32),
  };
}
