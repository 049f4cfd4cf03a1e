import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningAdmin, startAdmin } from "../support/admin.ts";
import { cli } from "../support/cli.ts";
import { type Door, openDoor } from "../support/door.ts";
import { makeChat } from "../support/make.ts";
import { endDeliveries, plantEvent } from "../support/stored.ts";

let folder: string;
let door: Door;
let admin: RunningAdmin;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-send-"));
  admin = await startAdmin();
  door = await openDoor();
});
afterEach(async () => {
  door.close();
  await admin.close();
  rmSync(folder, { recursive: true });
});

const secret = "whsec-test";
const env = { BITHUMAN_WEBHOOK_SECRET: `${secret}, older-one` };
const signed = (body: string) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

describe("send", () => {
  it("signs the event over its bytes with the first secret, and prints the answer", async () => {
    const ran = await cli(["send", "chat.push", "I want a human", "--session", "s1", "--url", door.url], { env });
    expect(ran).toEqual({ code: 0, out: '200 {"status":"accepted","event_id":"e1"}\n', err: "" });
    const [sent] = door.got;
    expect(sent?.signature).toBe(signed(sent?.body ?? ""));
    expect(JSON.parse(sent?.body ?? "")).toMatchObject({
      agent_id: "sample-agent",
      event_type: "chat.push",
      data: { role: "user", message: "I want a human", session_id: "s1" },
      timestamp: expect.any(Number),
    });
  });

  it.each([
    [["room.join", "lobby"], { room_name: "lobby", participant_count: 1 }],
    [["session.end"], { end_reason: "user_left" }],
    [["agent.error", "AUDIO"], { error: { code: "AUDIO" } }],
    [["ping"], {}],
  ])("makes a %j as bitHuman would", async (args, data) => {
    expect((await cli(["send", ...args, "--url", door.url], { env })).code).toBe(0);
    expect(JSON.parse(door.got[0]?.body ?? "")).toMatchObject({ event_type: args[0], data });
  });

  it("finds the relay, and the secret that the preview made, in the data folder", async () => {
    writeFileSync(join(folder, "webhook-secret"), `${secret}\n`);
    leaveNote();
    expect((await cli(["send", "chat.push", "hi", "--data", folder])).code).toBe(0);
    expect(door.got[0]?.signature).toBe(signed(door.got[0]?.body ?? ""));
  });

  it("tells what the rules made of it, and where it went", async () => {
    const event = makeChat({ message: "I want a human" });
    await plantEvent(admin.store, { event, because: "the message holds “human”", to: ["support"] });
    await endDeliveries(admin.store, "support", { kind: "delivered" });
    door.answer = { status: 200, body: JSON.stringify({ status: "accepted", event_id: event.id }) };
    leaveNote();
    const { out } = await cli(["send", "chat.push", "I want a human", "--data", folder], { env });
    expect(out.split("\n").slice(1)).toEqual([
      "asks-for-a-human held: the message holds “human”",
      "  → support: delivered",
      "  frustrated-user did not hold: frustration saw 0.12",
      "",
    ]);
  });

  it("ends with 1 where it was refused, and shows the answer", async () => {
    door.answer = { status: 401, body: '{"error":{"code":"signature_invalid"}}' };
    expect(await cli(["send", "chat.push", "hi", "--url", door.url], { env })).toMatchObject({
      code: 1,
      out: '401 {"error":{"code":"signature_invalid"}}\n',
    });
  });

  it("says what to do where nothing answers", async () => {
    const { code, err } = await cli(["send", "chat.push", "hi", "--url", "http://127.0.0.1:1/webhook?token=canary"], { env });
    expect(code).toBe(1);
    expect(err).toContain("nothing answers at http://127.0.0.1:1: start the relay");
    expect(err).not.toContain("canary");
  });

  it("means /webhook where --url names no path, and says so", async () => {
    const ran = await cli(["send", "chat.push", "hi", "--url", `http://127.0.0.1:${door.port}`], { env });
    expect(ran).toMatchObject({ code: 0, err: `--url names no path, so http://127.0.0.1:${door.port}/webhook is meant\n` });
    expect(door.got[0]?.path).toBe("/webhook");
  });

  it("names the usual path where nothing listens at the one that was given", async () => {
    door.answer = { status: 404, body: '{"error":{"code":"not_found"}}' };
    const url = door.url.replace("webhook", "hook");
    expect(await cli(["send", "ping", "--url", url], { env })).toMatchObject({ code: 1, err: expect.stringContaining("/webhook") });
  });

  it("shows the secret in a header where it is told to, and does not sign", async () => {
    expect((await cli(["send", "chat.push", "hi", "--url", door.url, "--header"], { env })).code).toBe(0);
    expect(door.got[0]?.headers).toMatchObject({ "x-webhook-secret": secret });
    expect(door.got[0]?.headers).not.toHaveProperty("x-bithuman-signature");
  });

  describe("over TLS", () => {
    const [certificate, key] = ["cert", "key"].map((name) => readFileSync(`test/receive/tls/${name}.pem`, "utf8"));
    let guarded: Door;

    beforeEach(async () => {
      guarded = await openDoor({ cert: certificate ?? "", key: key ?? "" });
    });
    afterEach(() => guarded.close());

    it("believes the certificate that the relay of the data folder shows, under any name", async () => {
      const note = { pid: 1, port: guarded.port, admin_port: admin.port, host: "0.0.0.0", admin_host: "127.0.0.1", tls: true, certificate };
      writeFileSync(join(folder, "relay.json"), JSON.stringify(note));
      expect(await cli(["send", "ping", "--data", folder], { env })).toMatchObject({ code: 0, out: expect.stringMatching(/^200 /) });
      expect((await cli(["send", "ping", "--url", guarded.url, "--data", folder], { env })).code).toBe(0);
    });

    it("believes the certificate that it is given", async () => {
      expect((await cli(["send", "ping", "--url", guarded.url, "--ca", "test/receive/tls/cert.pem"], { env })).code).toBe(0);
    });

    it("says which certificate it does not believe, and what to do", async () => {
      const { code, err } = await cli(["send", "ping", "--url", guarded.url, "--data", folder], { env });
      expect(code).toBe(1);
      expect(err).toMatch(/https:\/\/127.*DEPTH_ZERO_SELF_SIGNED_CERT.*--ca FILE/);
      expect(guarded.got).toEqual([]);
    });

    it.each([
      ["speaks no TLS", () => door.url.replace("http:", "https:"), /does not speak TLS: try http:/],
      ["speaks only TLS", () => guarded.url.replace("https:", "http:"), /Then it is https:/],
    ])("says where the port %s", async (_, url, words) => {
      expect(await cli(["send", "ping", "--url", url()], { env })).toMatchObject({ code: 1, err: expect.stringMatching(words) });
    });

    it("says what is no certificate", async () => {
      const { code, err } = await cli(["send", "ping", "--url", guarded.url, "--ca", "package.json"], { env });
      expect([code, err]).toEqual([1, "--ca package.json is no certificate in PEM: is the path right?\n"]);
    });
  });

  it("says what to do where there is no secret", async () => {
    const { code, err } = await cli(["send", "chat.push", "hi", "--data", folder]);
    expect(code).toBe(78);
    expect(err).toContain("set BITHUMAN_WEBHOOK_SECRET");
  });
});

function leaveNote(): void {
  const note = { pid: 1, port: door.port, admin_port: admin.port, host: "0.0.0.0", admin_host: "127.0.0.1", tls: false };
  writeFileSync(join(folder, "relay.json"), JSON.stringify(note));
}
