/** A data folder that cannot be used ends the start with its path and the cure; one that can is for the relay's user alone. */

import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { root } from "../support/build.ts";
import { openWorkshop, type Workshop } from "../support/relay.ts";
import { secret } from "../support/sender.ts";

let folder: string;
let data: string;
const mounts: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-folder-"));
  chmodSync(folder, 0o755);
  data = join(folder, "data");
  writeFileSync(join(folder, "rules.yaml"), "version: 1\nrules: []\n");
});

afterEach(() => {
  for (const path of mounts.splice(0)) spawnSync("umount", ["--lazy", path]);
  rmSync(folder, { recursive: true, force: true });
});

/** Root may do all: these tests are about a user who may not. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

interface Ended {
  readonly code: number | null;
  readonly err: string;
  readonly log: readonly { readonly level: string; readonly time: string; readonly msg: string; readonly code?: number }[];
}

interface Start {
  readonly rules?: boolean;
  readonly limit?: number;
}

/** Starts a relay of an ordinary user, which must refuse. */
function refused({ rules = true, limit = 1_024 }: Start = {}): Promise<Ended> {
  const named = rules ? ["--rules", join(folder, "rules.yaml")] : [];
  const args = [join(root, "dist/main.js"), "start", ...named, "--data", data, "--port", "0", "--admin-port", "0"];
  const command = `ulimit -n ${limit}; exec "$0" "$@"`;
  const child = spawn("sh", ["-c", command, process.execPath, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, BITHUMAN_WEBHOOK_SECRET: rules ? secret : "" },
    stdio: ["ignore", "pipe", "pipe"],
    ...(isRoot ? { uid: nobody, gid: nobody } : {}),
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    if (out.includes('"msg":"ready"')) child.kill("SIGKILL"); // it must not
  });
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once("close", (code) => {
      const log = out.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)])) as Ended["log"]; // log lines are objects
      resolve({ code, err, log });
    });
  });
}

const mount = (path: string, ...options: string[]) => {
  mounts.push(path);
  return spawnSync("mount", ["-t", "tmpfs", "-o", options.join(","), "tmpfs", path]).status === 0;
};

const unusable: readonly (readonly [string, number, string, string, () => boolean])[] = [
  ["of another user", 78, "E_DATA_FOLDER", "may not", () => isRoot && mkdirSync(data, { mode: 0o700 }) === undefined],
  ["in a folder that cannot be written to", 78, "E_DATA_FOLDER", "may not", () => isRoot],
  ["whose place a file has", 78, "E_DATA_FOLDER", "a file stands where a folder is needed", () => writeFileSync(data, "") === undefined],
  [
    "below a file",
    78,
    "E_DATA_FOLDER",
    "a file stands where a folder is needed",
    () => {
      writeFileSync(join(folder, "file"), "");
      data = join(folder, "file", "data");
      return true;
    },
  ],
  [
    "on a read-only file system",
    78,
    "E_DATA_FOLDER",
    "mounted read-only",
    () => {
      mkdirSync(data);
      return mount(data, "ro", "mode=0777");
    },
  ],
  [
    "on a full disk",
    74,
    "E_DISK",
    "the disk is full",
    () => {
      mkdirSync(data);
      return mount(data, "size=4k", "mode=0777") && writeFileSync(join(data, "other"), "x".repeat(4_096)) === undefined;
    },
  ],
  [
    "that holds a folder in the place of the database",
    78,
    "E_DATA_FOLDER",
    "a folder stands where a file is needed",
    () => {
      mkdirSync(join(data, "relay.db"), { recursive: true });
      if (isRoot) for (const path of [data, join(data, "relay.db")]) chownSync(path, nobody, nobody);
      return true;
    },
  ],
  ...["relay.json", "relay.lock", "relay.db-wal"].map(
    (name) =>
      [
        `that holds a named pipe in the place of ${name}`,
        78,
        "E_DATA_FOLDER",
        "a named pipe stands where a file is needed",
        () => {
          mkdirSync(data, { recursive: true });
          if (isRoot) chownSync(data, nobody, nobody);
          return spawnSync("mkfifo", ["-m", "666", join(data, name)]).status === 0;
        },
      ] as const,
  ),
  [
    "whose database belongs to another user",
    78,
    "E_DATA_FOLDER",
    "may not",
    () => {
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, "relay.db"), "SQLite format 3", { mode: 0o600 });
      if (isRoot) chownSync(data, nobody, nobody);
      return isRoot;
    },
  ],
];

/** A preview has a folder of its own in there, with a database of its own. */
const ofTheRelayAlone = /database|read-only|relay\./;

describe("a start on a data folder", () => {
  it.each(unusable)("%s ends with %d %s, the path and the cure", async (where, code, name, words, make) => {
    if (!make()) return expect(isRoot, "only root can make this").toBe(false);
    for (const rules of ofTheRelayAlone.test(where) ? [true] : [true, false]) {
      const ended = await refused({ rules });
      expect(ended.err).toMatch(new RegExp(`^${name}: ${data}.*${words}.*: .+`));
      expect(ended.code).toBe(code);
      expect(ended.log.at(-1)).toMatchObject({ level: "fatal", msg: "start.refused", code, time: expect.stringMatching(/^\d{4}-/) });
    }
  });

  it.each([
    ["webhook-secret", "a named pipe stands where a file is needed"],
    ["preview", "a file stands where a folder is needed"],
  ])("of a preview that holds a named pipe in the place of %s ends with 78 and the path", async (name, words) => {
    mkdirSync(data);
    if (isRoot) chownSync(data, nobody, nobody);
    spawnSync("mkfifo", ["-m", "666", join(data, name)]);
    const { code, err } = await refused({ rules: false });
    expect(err).toMatch(new RegExp(`^E_DATA_FOLDER: ${join(data, name)}.*${words}`));
    expect(code).toBe(78);
  });

  it("with too few open files says which limit to raise", async () => {
    mkdirSync(data);
    chmodSync(data, 0o777);
    for (const limit of [28, 32, 48, 64]) {
      const { code, err } = await refused({ limit });
      expect([err.includes("raise the limit of open files"), code]).toEqual([true, 78]);
    }
  });
});

describe("a Node without an SQLite engine", () => {
  it("ends the start with 78 and what to install", async ({ skip }) => {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    if (major > 22 || (major === 22 && minor >= 13)) return skip("this Node has one of its own");
    const place = mkdtempSync(join(tmpdir(), "avatar-relay-no-engine-"));
    onTestFinished(() => rmSync(place, { recursive: true, force: true }));
    cpSync(join(root, "dist"), join(place, "dist"), { recursive: true });
    for (const file of ["package.json", "rules.example.yaml"]) cpSync(join(root, file), join(place, file));
    mkdirSync(join(place, "node_modules"));
    const packages = realpathSync(join(root, "node_modules"));
    for (const name of readdirSync(packages))
      if (name !== "better-sqlite3") symlinkSync(join(packages, name), join(place, "node_modules", name));
    const args = [join(place, "dist/main.js"), "start", "--rules", join(folder, "rules.yaml"), "--data", data];
    const { status, stderr } = spawnSync(process.execPath, args, { env: { BITHUMAN_WEBHOOK_SECRET: secret }, encoding: "utf8" });
    expect([status, stderr]).toEqual([78, expect.stringMatching(/^E_SQLITE_MISSING: .*npm install better-sqlite3@/)]);
  });
});

describe("a data folder that exists already", () => {
  let workshop: Workshop;
  beforeEach(() => {
    workshop = openWorkshop("version: 1\nrules: []\n");
  });
  afterEach(() => workshop.close());

  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it("is for the relay's user alone once the relay has started, with all that lies in it from before", async () => {
    const first = await workshop.start();
    await first.say("hello");
    await first.end("SIGKILL"); // leaves -wal and -shm
    writeFileSync(join(workshop.data, "webhook-secret"), "old\n");
    chmodSync(workshop.data, 0o755);
    for (const name of readdirSync(workshop.data)) chmodSync(join(workshop.data, name), 0o644);
    await workshop.start();
    expect(mode(workshop.data)).toBe("700");
    const names = readdirSync(workshop.data);
    expect(names).toEqual(expect.arrayContaining(["relay.db", "relay.db-wal", "relay.json", "relay.lock", "webhook-secret"]));
    expect(names.filter((name) => mode(join(workshop.data, name)) !== "600")).toEqual([]);
  });
});
