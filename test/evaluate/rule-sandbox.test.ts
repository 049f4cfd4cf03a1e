import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRuleSandbox, type RuleSandbox } from "../../src/evaluate/rule-sandbox.ts";
import { oneLine } from "../../src/rules/language/diagnostic.ts";
import { fileOf, openRulebook } from "../support/rulebook.ts";

/** A reader that does what the text says. */
const reader = `
process.on("message", ({ text }) => {
  if (text === "crash") process.abort();
  if (text === "exit") process.exit(3);
  if (text === "hang") return;
  process.send(String(process.pid));
});
process.on("disconnect", () => process.exit());
`;

let folder: string;
let opened: ChildProcess[];
let prover: RuleSandbox;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-prove-"));
  writeFileSync(join(folder, "reader.mjs"), reader);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  opened = [];
  prover = createRuleSandbox({
    timeout: 20_000,
    launch,
  });
});
afterEach(() => {
  prover.close();
  for (const child of opened) child.kill("SIGKILL");
});

function launch(): ChildProcess {
  const child = fork(join(folder, "reader.mjs"), { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  opened.push(child);
  return child;
}

describe("trying a text in another process", { timeout: 60_000 }, () => {
  it("reads one after the other in the same one", async () => {
    expect(await Promise.all(["a", "b", "c"].map(prover.prove))).toEqual(["read", "read", "read"]);
    expect(opened).toHaveLength(1);
  });

  it("tells of a text that ends it, and opens another for the next", async () => {
    expect(await Promise.all(["crash", "fine", "exit", "fine"].map(prover.prove))).toEqual([
      "ended its reader",
      "read",
      "ended its reader",
      "read",
    ]);
    expect(opened).toHaveLength(3);
  });

  it("ends one that does not come to an end", async () => {
    const hasty = createRuleSandbox({ timeout: 300, launch });
    expect(await hasty.prove("hang")).toBe("took too long");
    await expect.poll(() => opened[0]?.connected, { timeout: 20_000 }).toBe(false);
  });

  it.each<[string, () => ChildProcess]>([
    ["no such program", () => fork("nothing", { execPath: join(folder, "no-node"), stdio: ["ignore", "ignore", "ignore", "ipc"] })],
    [
      "no room for another",
      () => {
        throw new Error("EAGAIN");
      },
    ],
  ])("tells where no process can be opened: %s", async (_, launch) => {
    expect(await createRuleSandbox({ launch }).prove("fine")).toBe("found no process to be read in");
  });

  it("leaves nothing running when it is closed", async () => {
    await prover.prove("fine");
    prover.close();
    await expect.poll(() => [opened[0]?.connected, opened[0]?.signalCode], { timeout: 20_000 }).toEqual([false, "SIGKILL"]);
  });
});

// C05
describe("a changed file", () => {
  it.each(["ended its reader", "took too long", "found no process to be read in"] as const)(
    "that %s is not read here, and the rules before it stay",
    async (proof) => {
      const proven: string[] = [];
      const shelf = openRulebook(fileOf(3), {
        async prove(text) {
          proven.push(text);
          return proof;
        },
      });
      shelf.rulebook.reload();
      shelf.write("[".repeat(1_000));
      const turned = await shelf.rulebook.reloadSafely();
      expect(proven).toEqual(["[".repeat(1_000)]);
      expect(turned.kind === "refused" ? turned.diagnostics.map(oneLine) : []).toEqual([
        `rules.yaml:1:1: error E_RULES_UNREADABLE (file): the file ${proof}, and the rules before it stay: look at it with avatar-relay check, and please report it`,
      ]);
      expect(shelf.rulebook.current().program.rules).toHaveLength(3);
      expect(shelf.rulebook.lastText()).toBe("[".repeat(1_000));
    },
  );

  it("that can be read is taken, and going back to the one that runs needs no proof", async () => {
    const proven: string[] = [];
    const shelf = openRulebook(fileOf(3), {
      async prove(text) {
        proven.push(text);
        return "read";
      },
    });
    shelf.rulebook.reload();
    shelf.write(fileOf(4));
    expect(await shelf.rulebook.reloadSafely()).toMatchObject({ kind: "reloaded", changed: ["r4"] });
    expect(await shelf.rulebook.reloadSafely()).toMatchObject({ kind: "reloaded", changed: [] });
    expect(proven).toHaveLength(1);
  });
});
