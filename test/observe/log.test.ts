import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { type Instant, minute, plus } from "../../src/core/time.ts";
import { createLog, type LogOptions } from "../../src/observe/log.ts";
import { monday } from "../support/make.ts";
import { makeAccepted, makeAnswered, makeAttempted, makeBackfillFailed, makeEvaluated } from "../support/signals.ts";

interface Line {
  readonly msg: string;
  readonly level: string;
  readonly [field: string]: unknown;
}

function logged(signals: readonly Signal[], options: Partial<LogOptions> = {}): { readonly text: string; readonly lines: readonly Line[] } {
  let text = "";
  const destination = {
    write(line: string) {
      text += line;
    },
  };
  const log = createLog({ destination, level: "debug", pid: 42, now: () => monday, ...options });
  for (const signal of signals) log.watch(signal);
  const lines = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line); // each line is an object that we wrote
  return { text, lines };
}

const levels: readonly (readonly [string, string, Signal])[] = [
  ["an accepted event", "debug", makeAccepted()],
  ["an evaluated event", "debug", makeEvaluated()],
  ["a confirmed request", "debug", makeAnswered()],
  ["a refused request", "warn", makeAnswered({ status: 401, code: "signature_invalid" })],
  ["a delivery", "info", makeAttempted()],
  ["a delivery that is tried again", "warn", makeAttempted({ outcome: "later", state: "waiting", reason: "timeout" })],
  ["a dead delivery", "error", makeAttempted({ outcome: "refused", state: "dead", reason: "permanent" })],
  ["an open breaker", "warn", { name: "breaker.changed", to: "crm", state: "open" }],
  ["a refused reload", "error", { name: "rules.refused", problems: 3, first: "rules.yaml:1:1: …" }],
  ["a bug", "error", { name: "bug", where: "evaluate", error: "x" }],
];

describe("the log", () => {
  it.each(levels)("tells of %s as %s", (_, level, signal) => {
    const [line] = logged([signal]).lines;
    expect(line).toMatchObject({ level, msg: signal.name });
  });

  it("says ready in the words that other programs wait for", () => {
    const [line] = logged([{ name: "process.ready", port: 8080, adminPort: 8081 }]).lines;
    expect(line).toMatchObject({ msg: "ready", port: 8080, admin_port: 8081, pid: 42, level: "info", time: "2026-03-02T09:00:00.000Z" });
  });

  it("says when a delivery is tried again", () => {
    const [line] = logged([makeAttempted({ outcome: "later", state: "waiting", dueAt: plus(monday, minute) })]).lines;
    expect(line?.due_at).toBe("2026-03-02T09:01:00.000Z");
  });

  it("names no machine", () => {
    expect(logged([makeAttempted()]).lines[0]).not.toHaveProperty("hostname");
  });

  it("leaves out what is below its level", () => {
    expect(logged([makeAccepted(), makeAttempted()], { level: "info" }).lines.map(({ msg }) => msg)).toEqual(["delivery.attempted"]);
  });

  it.each([
    ["a new line and a made-up line", 'x\n{"level":"info","msg":"ready","port":1}'],
    ["colour", "\u001b[31mred\u001b[0m"],
    ["an eight-bit control sequence", "\u009b31mred"],
    ["line separators", "a\u2028b\u2029c"],
    ["a carriage return", "innocent\rforged"],
  ])("stays one line with no control byte, also when a field holds %s", (_, hostile) => {
    const { text, lines } = logged([makeAccepted({ agent: hostile, session: hostile, type: hostile }), makeAttempted({ detail: hostile })]);
    expect(lines).toHaveLength(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  });

  // L01
  it("shows no secret, wherever one turns up", () => {
    const secret = "xoxb-canary-7d1f";
    const { text } = logged(
      [makeAttempted({ detail: `refused: ${secret}` }), { name: "bug", where: "x", error: `Error: ${encodeURIComponent(secret)}` }],
      { secrets: [secret] },
    );
    expect(text).not.toContain("canary");
    expect(text).toContain("***");
  });

  // L01
  it("shows no secret that a reload has brought, nor one of before", () => {
    let text = "";
    const write = (line: string) => {
      text += line;
    };
    const log = createLog({ destination: { write }, level: "info", pid: 1, now: () => monday, secrets: ["canary-old"] });
    log.know(["canary-new"]);
    log.watch(makeAttempted({ detail: "canary-old canary-new" }));
    expect(text).toContain("*** ***");
    expect(text).not.toContain("canary");
  });

  it.each(["https://hooks.example.com/T0/B0/secretpath?token=abc", "https://user:pass@hooks.example.com/secretpath"])(
    "shows of an address the host at most: %s",
    (address) => {
      const { text } = logged([makeAttempted({ detail: `could not reach ${address}` })]);
      expect(text).toContain("hooks.example.com");
      expect(text).not.toMatch(/secretpath|abc|pass/);
    },
  );

  it("shows bitHuman's own link as a whole, for people to follow", () => {
    expect(logged([makeBackfillFailed()]).lines[0]).toMatchObject({ msg: "backfill.failed", link: "https://www.bithuman.ai/pricing" });
  });

  it("holds back a flood of refused requests, and says how many it held back", () => {
    let now: Instant = monday;
    const refused = makeAnswered({ status: 401, code: "signature_missing" });
    let text = "";
    const write = (line: string) => {
      text += line;
    };
    const log = createLog({ destination: { write }, level: "info", pid: 1, now: () => now, elapsed: () => now });
    for (let index = 0; index < 1_000; index += 1) log.watch(refused);
    expect(text.trim().split("\n")).toHaveLength(10);
    now = plus(now, minute);
    log.watch(refused);
    expect(JSON.parse(text.trim().split("\n").at(-1) ?? "")).toMatchObject({ msg: "request.answered", held_back: 990 });
  });

  it("names of a refused request what its sender can quote, its address and its path", () => {
    const [line] = logged([
      makeAnswered({ status: 401, code: "signature_invalid", requestId: "R1", address: "192.0.2.1", path: "/webhook" }),
    ]).lines;
    expect(line).toMatchObject({ code: "signature_invalid", request_id: "R1", address: "192.0.2.1", path: "/webhook" });
    expect(line).not.toHaveProperty("requestId");
  });

  it("gives one address half of the lines, so that others are still seen", () => {
    const flood = Array.from({ length: 500 }, () => makeAnswered({ status: 401, code: "signature_invalid", address: "198.51.100.7" }));
    const other = makeAnswered({ status: 401, code: "signature_invalid", address: "192.0.2.1" });
    const { lines } = logged([...flood, other, ...flood]);
    expect(lines.filter(({ address }) => address === "198.51.100.7")).toHaveLength(5);
    expect(lines.filter(({ address }) => address === "192.0.2.1")).toHaveLength(1);
  });

  it("tells within a minute what it held back, and from where most of it came", () => {
    const waiting: (() => void)[] = [];
    const write = (line: string) => void texts.push(line);
    const texts: string[] = [];
    const log = createLog({ destination: { write }, level: "info", pid: 1, now: () => monday, later: (work) => void waiting.push(work) });
    for (let index = 0; index < 3_000; index += 1) {
      const address = index % 3 === 0 ? "198.51.100.7" : `192.0.2.${index % 250}`;
      log.watch(makeAnswered({ status: 401, code: "signature_invalid", address }));
    }
    expect(waiting).toHaveLength(1);
    const before = texts.length;
    waiting[0]?.();
    expect(texts.slice(before).map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({ msg: "lines.held_back", level: "warn", code: "signature_invalid", count: 3_000 - before }),
    ]);
    expect(texts.at(-1)).toMatch(/"addresses":\["198\.51\.100\.7: 996","others: \d+"/);
  });
});
