/** Headers of a letter as another program reads them: Python's parser, in its strict and in its lenient way. */

import { spawnSync } from "node:child_process";

export interface ReadHeaders {
  /** By RFC 2047 and 5322 (email.policy.default). */
  readonly strict: Readonly<Record<string, string>>;
  /** As older programs decode it (email.header.decode_header). */
  readonly lenient: Readonly<Record<string, string>>;
}

const reader = `
import email, email.policy, json, sys
from email.header import decode_header, make_header
raw = sys.stdin.buffer.read()
strict = email.message_from_bytes(raw, policy=email.policy.default)
lenient = email.message_from_bytes(raw)
unfold = lambda text: text.replace("\\r\\n", "").replace("\\n", "")
print(json.dumps({
  "strict": {name.lower(): str(value) for name, value in strict.items()},
  "lenient": {name.lower(): str(make_header(decode_header(unfold(value)))) for name, value in lenient.items()},
}))
`;

export const hasPython = spawnSync("python3", ["-c", "import email.policy"]).status === 0;

export function headersIn(letter: string): ReadHeaders {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", reader], { input: letter, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReadHeaders; // printed by the reader above
}
