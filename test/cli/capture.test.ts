import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { cli, type Ran } from "../support/cli.ts";
import { openDoor } from "../support/door.ts";
import { type Letter, secret, send, signBody, signTimestamped } from "../support/sender.ts";

const chat = '{"agent_id":"A1","event_type":"chat.push","data":{"role":"user","message":"hi","session_id":"s1"},"timestamp":1}';
const env = { BITHUMAN_WEBHOOK_SECRET: `older, ${secret}` };

/** Captures these requests, sent one after the other. */
async function captured(letters: readonly Letter[], given: Readonly<Record<string, string>> = env, more: readonly string[] = []) {
  const args = ["capture", "--port", "0", "--count", String(letters.length), ...more];
  let running: ReturnType<typeof cli> | undefined;
  const port = await new Promise<number>((resolve) => {
    const heard = (text: string) => {
      const [, port] = /:(\d+)\/ \(any path\)/.exec(text) ?? [];
      if (port !== undefined) resolve(Number(port));
    };
    running = cli(args, { env: given, heard });
  });
  for (const letter of letters) expect((await send(port, letter)).status).toBe(200);
  const ran = (await running) as Ran; // begun above
  const lines = ran.out.split("\n").filter((line) => line !== "");
  return { ...ran, records: lines.map((line) => JSON.parse(line)) };
}

describe("capture", () => {
  it("keeps requests as they came, and ends by itself when there are enough", async () => {
    const { code, records } = await captured([
      { raw: chat, path: "/any/path?token=canary&x=1", headers: { "X-Odd-Name": "a" } },
      { method: "GET" },
    ]);
    expect(code).toBe(0);
    expect(records).toMatchObject([
      { number: 1, method: "POST", url: "/any/path?token=***&x=***", body_base64: Buffer.from(chat).toString("base64"), body_text: chat },
      { number: 2, method: "GET", body_text: "", fit: { dialect: null, problem: "invalid_json" } },
    ]);
    expect(records[0].headers).toContainEqual(["X-Odd-Name", "a"]);
  });

  it("masks what is secret and shortens signatures", async () => {
    const signature = String(signBody(chat)["x-bithuman-signature"]);
    const headers = {
      "x-bithuman-signature": signature,
      authorization: "Bearer canary",
      "x-api-key": "canary",
      cookie: "canary",
      "api-secret": "canary",
    };
    const { out } = await captured([{ raw: chat, headers }]);
    expect(out).not.toContain("canary");
    expect(out).not.toContain(signature);
    expect(out).toContain(`${signature.slice(0, 15)}… (71 characters)`);
  });

  it.each([
    ["a signed body", { raw: chat, headers: signBody(chat) }, { scheme: "body", verified: true }],
    [
      "another secret",
      { raw: chat, headers: signBody(chat, "x") },
      { scheme: "body", verified: false, why: expect.stringContaining("wrong secret") },
    ],
    [
      "an old timestamp",
      { raw: chat, headers: signTimestamped(chat, 1) },
      { scheme: "timestamped", verified: false, why: expect.stringContaining("clock") },
    ],
    ["a shown secret", { raw: chat, headers: { "x-webhook-secret": secret } }, { scheme: "header", verified: true }],
    [
      "a signature in base64",
      { raw: chat, headers: { "x-bithuman-signature": createHmac("sha256", secret).update(chat).digest("base64") } },
      { scheme: "body", verified: false, mistakes: [{ code: "encoding_base64" }, { code: "prefix_missing" }] },
    ],
    [
      "no signature",
      { raw: chat, headers: { "x-hub-signature": "s" } },
      { scheme: "none", verified: false, why: expect.stringContaining("x-hub-signature") },
    ],
  ])("says of %s which scheme it has, and whether it holds", async (_, letter, signature) => {
    const { records, err } = await captured([letter]);
    expect(records[0]).toMatchObject({ fit: { dialect: "g1", event: "chat.push", problem: null }, signature });
    expect(err).toContain(`1 of 1: chat.push as g1; signature: ${signature.scheme}, ${signature.verified ? "verified" : "not verified"}`);
  });

  it("says what no dialect fits, and tries no signature without a secret", async () => {
    const { records } = await captured([{ raw: '{"ping":true}', headers: signBody("") }], {});
    expect(records[0]).toMatchObject({
      fit: { dialect: null, problem: "expected an object with event_type, or with event, or with type" },
      signature: { scheme: "body", verified: null },
    });
  });

  it("adds to a file that only its owner reads", async () => {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-capture-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const out = join(folder, "captured.jsonl");
    await captured([{ raw: chat }], env, ["--out", out]);
    await captured([{ raw: chat }], env, ["--out", out]);
    expect(readFileSync(out, "utf8").trimEnd().split("\n")).toHaveLength(2);
    expect(statSync(out).mode & 0o777).toBe(0o600);
  });

  it("says what is wrong with its options, and whose port it wants", async () => {
    expect(await cli(["capture", "--port", "http"])).toMatchObject({ code: 64, err: expect.stringContaining("--port takes") });
    expect(await cli(["capture", "--out", "/nowhere/at/all"])).toMatchObject({
      code: 64,
      err: expect.stringContaining("cannot be written"),
    });
    const door = await openDoor();
    onTestFinished(() => door.close());
    expect(await cli(["capture", "--port", String(door.port)])).toMatchObject({ code: 1, err: expect.stringContaining("cannot be had") });
  });
});
