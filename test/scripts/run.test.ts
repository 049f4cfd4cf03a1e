import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { root } from "../support/build.ts";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const hasSqlite = major > 22 || (major === 22 && minor >= 13);

/** A clone on a machine without a compiler; npm's Node was installed by an earlier start. */
describe("npm start and npm test on a machine without a compiler", () => {
  let clone = "";

  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "clone-"));
    cpSync(join(root, "scripts"), join(clone, "scripts"), { recursive: true });
    const program = join(clone, "native/node/node_modules/.bin/node");
    mkdirSync(dirname(program), { recursive: true });
    writeFileSync(program, `#!/bin/sh\nPACKAGED=yes exec ${process.execPath} "$@"\n`);
    chmodSync(program, 0o755);
    mkdirSync(join(clone, "bin"));
  });

  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  /** Nothing is on the path, so no compiler is. */
  const started = (script: string) => {
    writeFileSync(join(clone, "main.mjs"), script);
    return [["scripts/run.mjs", "main.mjs", "--port", "0"], { cwd: clone, env: { PATH: join(clone, "bin") } }] as const;
  };

  it("go on with npm's Node in one printed line where this one has no SQLite, and on this one where it has", () => {
    const [args, options] = started("console.log(process.env.PACKAGED, process.argv.slice(2).join()); process.exitCode = 7;");
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { ...options, encoding: "utf8" });
    expect([stdout, status]).toEqual([`${hasSqlite ? "undefined" : "yes"} --port,0\n`, 7]);
    const line = /^Node 20\S+ has no SQLite, and no driver can be built here: going on with npm's Node \S+ \(native\/node\)\n$/;
    expect(stderr).toMatch(hasSqlite ? /^$/ : line);
  });

  it("hand on the wish to stop, and end as the relay ends", async () => {
    const [args, options] = started('process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log("ready");');
    const child = spawn(process.execPath, args, options);
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
