/** The program as a later version of it would be: the built one in a folder of its own, with one more step of the PostgreSQL schema. */

import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { schemaVersion } from "../../src/stores/postgres/steps.ts";
import { root } from "./build.ts";

export interface LaterVersion {
  /** What to run. */
  readonly entry: string;
  /** The schema that it writes. */
  readonly schema: number;
  remove(): void;
}

/** `sql` is its step; `forgiving` where today's program still runs on what that leaves. */
export function laterVersion({ sql, forgiving }: { readonly sql: string; readonly forgiving: boolean }): LaterVersion {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-later-"));
  const schema = schemaVersion + 1;
  cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as object; // our own package.json
  writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifest, version: "99.0.0" }));
  const steps = join(folder, "dist/stores/postgres/steps.js");
  renameSync(steps, steps.replace("steps.js", "earlier-steps.js"));
  const step = JSON.stringify({ sql, oldest: forgiving ? 1 : schema });
  writeFileSync(
    steps,
    `import { steps as earlier } from "./earlier-steps.js";
export const steps = [...earlier, ${step}];
export const schemaVersion = steps.length;
`,
  );
  return { entry: join(folder, "dist/main.js"), schema, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
