import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Click, Event, EventId } from "../../src/core/event.ts";
import { type Incident, type IncidentId, opened } from "../../src/core/incident.ts";
import { minute, plus } from "../../src/core/time.ts";
import { listen } from "../../src/detect/index.ts";
import { cli } from "../support/cli.ts";
import { makeChat, monday } from "../support/make.ts";
import { openStore, record } from "../support/recorded.ts";
import { deciding } from "../support/stored.ts";

const rules = `version: 1
settings: { sessions: { idle_after: 10m } }
sources: { bithuman: { verify: { scheme: auto, secrets: ["\${BITHUMAN_WEBHOOK_SECRET}"] } } }
destinations: { terminal: { console: {} } }
rules:
  - name: upset   # whoever reads this keeps it
    on: chat.push
    when: { role: user, frustration: { above: 0.2 } }
    then: [terminal]

  - name: upset-by-default
    on: chat.push
    when:
      all:
        - frustration: {}
    then: [terminal]

  - { name: either, on: chat.push, when: { any: [{ frustration: { above: 0.2 } }, { keywords: refund }] }, then: [terminal] }
`;

const said = {
  furious: "I have been waiting for three weeks, this is awful and useless",
  annoyed: "this is annoying",
  mild: "the app keeps crashing again",
};

/** A conversation of one message each. */
const history: readonly Event[] = [said.furious, said.mild, said.annoyed, said.mild, said.furious, said.mild].map((message, index) => {
  const at = plus(monday, index * minute);
  return makeChat({ message, session: `s${index}`, occurredAt: at, receivedAt: at });
});

let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-tune-"));
  file = join(folder, "rules.yaml");
  writeFileSync(file, rules);
  const store = await openStore(folder);
  await record(store, rules, history);
  await store.close();
});
afterEach(() => rmSync(folder, { recursive: true }));

type Told = readonly [rule: string, session: string, label: string];

function tune(labels: readonly Told[], ...more: readonly string[]) {
  const path = join(folder, "labels.jsonl");
  writeFileSync(path, labels.map(([rule, session, label]) => JSON.stringify({ rule, session, label })).join("\n"));
  return cli(["tune", "--data", folder, "--rules", file, "--labels", path, ...more]);
}

function boundIn(diff: string): number {
  return Number(/^\+.*above: ([\d.]+)/m.exec(diff)?.[1]);
}

/** Of the one message in a conversation. */
function scoreIn(session: string): number {
  const event = history.find((each) => each.session === session);
  const text = event?.kind === "chat" ? event.message : "";
  return listen(undefined, { role: "user", text, at: monday }).reading?.frustration.message ?? 0;
}

const mixed: readonly Told[] = [
  ["upset", "s0", "useful"],
  ["upset", "s2", "useful"],
  ["upset", "s1", "noise"],
  ["upset", "s3", "noise"],
];

describe("tune", () => {
  it("raises a bound above the noise and below what was useful, and changes nothing else in the file", async () => {
    const { code, out, err } = await tune(mixed);
    expect(code).toBe(0);
    expect(out).toMatch(/^--- a\/.*\n\+\+\+ b\/.*\n@@ -5,7 \+5,7 @@\n/);
    expect(out.split("\n").filter((line) => /^[-+] /.test(line))).toHaveLength(2);
    expect(boundIn(out)).toBeGreaterThan(0.2);
    expect(err).toMatch(/^upset: above 0\.2 → 0\.\d+: 2 of 2 noise alerts go, 2 useful alerts stay; 6 findings become 3$/m);
    expect(readFileSync(file, "utf8")).toBe(rules);
  });

  it("writes the file where it is asked to, and what it wrote is what the diff says", async () => {
    const { out } = await tune(mixed, "--write");
    expect(readFileSync(file, "utf8")).toBe(rules.replace("{ above: 0.2 } }\n    then", `{ above: ${boundIn(out)} } }\n    then`));
  });

  it("writes a bound that stood there by default", async () => {
    const [lower = "", , higher = ""] = ["s0", "s1", "s2"].sort((one, other) => scoreIn(one) - scoreIn(other));
    const { out } = await tune([
      ["upset-by-default", higher, "useful"],
      ["upset-by-default", lower, "noise"],
    ]);
    expect(out).toMatch(/^-\s+- frustration: \{\}\n\+\s+- frustration: \{ above: 0\.\d+ \}$/m);
  });

  it.each([
    ["no useful alert tells where to stop", [["upset", "s1", "noise"]], /no alert is labelled useful/],
    ["nothing is noise", [["upset", "s0", "useful"]], /no alert is labelled noise/],
    [
      "noise looks like what is useful",
      [
        ["upset", "s1", "useful"],
        ["upset", "s3", "noise"],
      ],
      /its noise scores as high/,
    ],
    [
      "a bound stands where raising it could find more",
      [
        ["either", "s0", "useful"],
        ["either", "s1", "noise"],
      ],
      /under any: or not:/,
    ],
  ] as const)("leaves a rule alone where %s", async (_, labels, why) => {
    const { code, out, err } = await tune(labels);
    expect([code, out]).toEqual([0, ""]);
    expect(err).toMatch(why);
  });

  it("believes whoever found an alert useful", async () => {
    const { out } = await tune([...mixed, ["upset", "s1", "useful"], ["upset", "s3", "useful"]]);
    expect(out).toBe("");
  });

  it("takes the buttons under an alert as labels", async () => {
    const store = await openStore(folder);
    const pressed = [
      ["s0", "useful"],
      ["s1", "noise"],
    ] as const;
    await keepIncidents(
      store,
      pressed.map(([session]) => incidentOf(session)),
    );
    await record(
      store,
      rules,
      pressed.map(([session, action]) => clickOn(session, action)),
    );
    await store.close();
    const { code, out, err } = await cli(["tune", "--data", folder, "--rules", file]);
    expect([code, err]).toEqual([0, expect.stringContaining("1 of 1 noise alert goes, 1 useful alert stays")]);
    expect(boundIn(out)).toBeGreaterThan(0.2);
  });

  it("tells every mistake of a file of labels, with its line", async () => {
    const { code, out, err } = await tune([
      ["upset", "s0", "useless"],
      ["nobody", "s0", "noise"],
    ]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(
      /labels\.jsonl:1: "label" is useful or noise: found "useless"\n.*labels\.jsonl:2: "rule" names no rule of the file: found "nobody"/,
    );
  });

  it("says what to do where nobody has labelled anything", async () => {
    const { code, err } = await cli(["tune", "--data", folder, "--rules", file]);
    expect([code, err]).toEqual([0, expect.stringContaining("press Useful or Noise")]);
  });
});

function incidentOf(session: string): Incident {
  const at = history.find((event) => event.session === session)?.receivedAt ?? monday;
  return opened(
    {
      id: `incident-${session}` as IncidentId,
      rule: "upset",
      ruleId: "upset",
      group: session,
      source: "bithuman",
      agent: "A1",
      session,
      severity: "normal",
      posts: [],
    },
    at,
  );
}

/** As the engine does it, with a decision that was made here. */
async function keepIncidents(store: Awaited<ReturnType<typeof openStore>>, incidents: readonly Incident[]): Promise<void> {
  const event = makeChat({ message: "hello", session: "other", receivedAt: plus(monday, 20 * minute) });
  await store.accept({ kind: "event", event, raw: new Uint8Array() });
  await store.evaluate(1, deciding({ incidents }));
}

function clickOn(session: string, action: "useful" | "noise"): Click {
  const at = plus(monday, 30 * minute);
  return {
    kind: "click",
    type: "relay.click",
    id: `6989a3c8${session.padStart(24, "0")}` as EventId,
    source: "relay",
    agent: "A1",
    session,
    occurredAt: at,
    receivedAt: at,
    data: {},
    action,
    by: { id: "T1/U1", name: "Ada", via: "slack" },
    incident: `incident-${session}`,
    rule: undefined,
    text: undefined,
    until: undefined,
  };
}
