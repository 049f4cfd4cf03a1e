import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TrialRequest } from "../../src/core/trial.ts";
import { createTrials, type RuleTrials } from "../../src/evaluate/trials.ts";

/** A process that does what the text says. */
const tester = `
process.on("message", ({ text }) => {
  if (text === "crash") process.abort();
  if (text === "hang") return;
  process.send({ kind: "progress", done: 1, total: 2 });
  process.send({ kind: "done", isRight: true, result: { pid: process.pid } });
});
process.on("disconnect", () => process.exit());
`;

let folder: string;
let opened: ChildProcess[];
let trials: RuleTrials;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-trials-"));
  writeFileSync(join(folder, "tester.mjs"), tester);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  opened = [];
  trials = createTrials({ launch, timeout: 20_000, mostWaiting: 3 });
});
afterEach(() => {
  trials.close();
  for (const child of opened) child.kill("SIGKILL");
});

function launch(): ChildProcess {
  const child = fork(join(folder, "tester.mjs"), { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  opened.push(child);
  return child;
}

const check = (text: string): TrialRequest => ({ kind: "check", text, base: "", file: "rules.yaml" });
const backtest = (text: string): TrialRequest => ({
  ...check(text),
  kind: "backtest",
  since: undefined,
  record: { folder: "", database: undefined },
});

describe("trying texts in another process", { timeout: 60_000 }, () => {
  it("tries short ones one after the other in the same, and says how far it is", async () => {
    const said: object[] = [];
    const endings = await Promise.all(
      ["a", "b", "c"].map((text) => trials.run(check(text), { onProgress: (progress) => said.push(progress) })),
    );
    expect(endings).toEqual(Array.from({ length: 3 }, () => ({ kind: "done", isRight: true, result: { pid: opened[0]?.pid } })));
    expect([opened.length, said]).toEqual([1, Array.from({ length: 3 }, () => ({ kind: "progress", done: 1, total: 2 }))]);
  });

  it("reports a text that ends the process, and opens another for the next", async () => {
    const endings = await Promise.all(["crash", "fine"].map((text) => trials.run(check(text))));
    expect(endings).toMatchObject([{ kind: "failed", why: expect.stringContaining("ended the process") }, { kind: "done" }]);
  });

  it("gives up what takes too long", async () => {
    const hasty = createTrials({ launch, timeout: 50, longTimeout: 50 });
    expect(await hasty.run(check("hang"))).toMatchObject({ kind: "failed", why: "it took too long" });
    expect(await hasty.run(backtest("hang"))).toMatchObject({ kind: "failed", why: "it took too long" });
    hasty.close();
  });

  it("lets so many wait, and one backtest run", async () => {
    const stop = new AbortController();
    const held = trials.run(check("hang"), { signal: stop.signal });
    const waiting = ["a", "b"].map((text) => trials.run(check(text)));
    expect(await trials.run(check("c"))).toEqual({ kind: "busy" });
    const long = trials.run(backtest("hang"), { signal: stop.signal });
    expect(await trials.run(backtest("a"))).toEqual({ kind: "busy" });
    stop.abort();
    expect(await Promise.all([held, long])).toEqual([{ kind: "cancelled" }, { kind: "cancelled" }]);
    expect(await Promise.all(waiting)).toMatchObject([{ kind: "done" }, { kind: "done" }]);
    expect(await trials.run(backtest("a"))).toMatchObject({ kind: "done" });
  });

  it("says where no process can be opened", async () => {
    const poor = createTrials({
      launch: () => {
        throw new Error("EAGAIN");
      },
    });
    expect(await Promise.all([poor.run(check("a")), poor.run(backtest("a"))])).toMatchObject([{ kind: "failed" }, { kind: "failed" }]);
  });
});
