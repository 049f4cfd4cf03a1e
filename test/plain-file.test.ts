import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { largestPlainFile, readPlainFile } from "../src/plain-file.ts";
import { keepInFolder } from "../src/stores/data-folder.ts";
import { cli } from "./support/cli.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-plain-"));
  path = join(folder, "rules.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const strange: readonly (readonly [string, string, () => void])[] = [
  ["a folder", "it is a folder", () => mkdirSync(path)],
  ["a named pipe", "it is a named pipe", () => void spawnSync("mkfifo", [path])],
  ["a device that never ends", "it is a device", () => symlinkSync("/dev/zero", path)],
  [
    "a link to a named pipe",
    "it is a named pipe",
    () => {
      spawnSync("mkfifo", [`${path}.pipe`]);
      symlinkSync(`${path}.pipe`, path);
    },
  ],
  ["too large", "it is a file of 4194305 bytes", () => writeFileSync(path, "#".repeat(largestPlainFile + 1))],
];

describe("a file that a person has named", () => {
  it("is read, also through a link and where the system does not tell its size", () => {
    writeFileSync(path, "grüße\n");
    symlinkSync(path, join(folder, "link"));
    expect(readPlainFile(join(folder, "link"))).toBe("grüße\n");
    expect(readPlainFile("/proc/self/cmdline")).toBe(readFileSync("/proc/self/cmdline", "utf8"));
  });

  it.each(strange)("is refused where it is %s", (_, words, make) => {
    make();
    expect(() => readPlainFile(path)).toThrow(words);
  });

  it("is refused where it is a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    expect(() => readPlainFile(path)).toThrow("it is a socket");
    await new Promise((resolve) => server.close(resolve));
  });

  it.each(strange)("is refused by check and test in words where it is %s", async (_, words, make) => {
    make();
    for (const command of ["check", "test"]) {
      const { code, err } = await cli([command, path]);
      expect(code).toBe(2);
      expect(err).toMatch(/rules\.yaml:1:1: error E_(RULES_FILE|FILE_SIZE) \(file\): /);
      if (!words.includes("bytes")) expect(err).toContain(words);
    }
  });

  it.each(strange)("is told as missing where a secret's file is %s", async (_, __, make) => {
    make();
    const rules = join(folder, "main.yaml");
    writeFileSync(
      rules,
      `version: 1\ndestinations: { d: { webhook: { url: "https://example.com/", secret: "\${file:${path}}" } } }\nrules: []\n`,
    );
    const { code, err } = await cli(["check", rules]);
    expect(code).toBe(2);
    expect(err).toContain("main.yaml:2:");
  });

  it.each(strange)("is told as unreadable where a source's preset is %s", async (_, __, make) => {
    make();
    const rules = join(folder, "main.yaml");
    writeFileSync(
      rules,
      "version: 1\nsources: { own: { preset: ./rules.yaml, secret: sixteen-letters-long } }\ndestinations: {}\nrules: []\n",
    );
    const { code, err } = await cli(["check", rules]);
    expect(code).toBe(2);
    expect(err).toContain("rules.yaml cannot be read");
  });

  it.each(strange)("is not waited for where a token that is kept in the data folder is %s", (_, words, make) => {
    make();
    expect(() => keepInFolder(folder, "rules.yaml", "fresh")).toThrow(words);
  });

  it.each(strange)("is told where a certificate is %s", async (_, words, make) => {
    make();
    const { code, err } = await cli(["config", "show"], { env: { TLS_CERT_FILE: path, TLS_KEY_FILE: path } });
    expect(code).toBe(78);
    expect(err).toContain(`E_TLS: ${path} cannot be read: ${words}`);
  });
});
