import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Instant } from "../../src/core/time.ts";
import { openPublicPort } from "../receive/public-port.ts";
import { cli } from "../support/cli.ts";
import { loaded } from "../support/load.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-send-source-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = {
  BITHUMAN_WEBHOOK_SECRET: "s3cret-of-the-webhook",
  KEY: "APIexample7",
  SECRET: "s3cret-of-another-sender",
  HOOK: "a-secret-that-nobody-guesses",
};

const rules = `version: 1
sources:
  bithuman: {}
  own: { preset: events, path: /events }
  rooms: { preset: livekit, path: /livekit, key: "\${KEY}", secret: "\${SECRET}" }
  line: { preset: cartesia, path: /cartesia, secret: "\${SECRET}" }
  voice: { preset: vapi, path: /vapi, secret: "\${SECRET}" }
  calls: { preset: retell, path: /retell, secret: "\${SECRET}" }
  after: { preset: elevenlabs, path: /elevenlabs, secret: "\${SECRET}" }
  bey: { preset: beyond-presence, path: "/hook/\${HOOK}", verify: { scheme: path } }
  faces: { preset: tavus, path: "/faces/\${HOOK}", verify: { scheme: path } }
  plain: { path: /plain, headers: { x-key: "\${SECRET}" } }
`;

const sent: readonly (readonly [string, string])[] = [
  ["bithuman", "chat.push"],
  ["bithuman", "room.join"],
  ["own", "chat.push"],
  ["own", "agent.error"],
  ["rooms", "room.join"],
  ["rooms", "session.end"],
  ["line", "chat.push"],
  ["voice", "chat.push"],
  ["calls", "chat.push"],
  ["after", "chat.push"],
  ["bey", "chat.push"],
  ["faces", "chat.push"],
  ["plain", "chat.push"],
];

describe("send --source", () => {
  it.each(sent)("sends to %s a %s that its preset takes", async (source, type) => {
    const { file } = loaded(rules, { variable: (name) => env[name as keyof typeof env] });
    const port = await openPublicPort({ sources: () => file.sources });
    port.clock.now = Date.now() as Instant; // the command has no other clock
    writeFileSync(join(folder, "rules.yaml"), rules);
    const path = file.sources.find(({ name }) => name === source)?.path ?? "";
    const args = ["send", type, "I want a refund", "--source", source, "--rules", join(folder, "rules.yaml"), "--session", "s1"];
    const ran = await cli([...args, "--url", `http://127.0.0.1:${port.port}${path}`], { env });
    expect([ran.code, ran.err]).toEqual([0, ""]);
    const { rows } = await port.store.searchEvents({ session: "s1", limit: 10 });
    expect(rows.map((row) => row.type)).toContain(type);
  });

  it("says which sources there are, and which events a sender has", async () => {
    writeFileSync(join(folder, "rules.yaml"), rules);
    const none = await cli(["send", "chat.push", "hi", "--source", "nobody", "--rules", join(folder, "rules.yaml")], { env });
    expect([none.code, none.err]).toEqual([64, expect.stringContaining('has no source "nobody": there are bithuman, own, rooms')]);
    const words = await cli(["send", "chat.push", "hi", "--source", "rooms", "--rules", join(folder, "rules.yaml")], { env });
    expect([words.code, words.err]).toEqual([64, expect.stringContaining("livekit sends no chat.push")]);
  });
});
