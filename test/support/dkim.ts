/** DKIM, checked by another program than the one that signs: Debian's dkimpy. */

import { execFileSync, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync } from "node:crypto";

/** Debian's own: another Python does not see its packages. */
const python = "/usr/bin/python3";

export const hasDkimVerifier = spawnSync(python, ["-c", "import dkim"]).status === 0;

export interface DkimKey {
  /** For the settings. */
  readonly pem: string;
  /** What stands in the domain's name service. */
  readonly record: string;
}

export function makeDkimKey(): DkimKey {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const bytes = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return { pem, record: `v=DKIM1; k=rsa; p=${bytes.toString("base64")}` };
}

const verifier = `
import sys, dkim
record = sys.argv[1].encode()
print(dkim.verify(sys.stdin.buffer.read(), dnsfunc=lambda name, timeout=5: record))
`;

/** Whether a letter's signature holds, with the domain's record. */
export function isSigned(letter: string, { record }: DkimKey): boolean {
  return (
    execFileSync(python, ["-c", verifier, record], { input: letter, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] }).trim() === "True"
  );
}
