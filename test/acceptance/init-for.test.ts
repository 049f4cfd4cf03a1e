/** A new operator's first minutes: `init --for` a vendor, the printed commands in a shell, and a visitor who becomes a contact. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { vendors } from "../../src/cli/init/vendors.ts";
import { root } from "../support/build.ts";
import { type HttpSink, openHttpSink, type SinkAnswer, type SinkRequest } from "../support/http-sink.ts";
import { send, signBody } from "../support/sender.ts";

let place: string;
let vendor: HttpSink;
const children: ChildProcess[] = [];

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "avatar-relay-first minutes-"));
  vendor = await openHttpSink();
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
  }
  await vendor.close();
  rmSync(place, { recursive: true, force: true });
});

/** Answers that every vendor's page has in some form: nobody is there yet, and whoever is created has an id. */
function answerTo({ method, path }: SinkRequest): SinkAnswer {
  const ok = (body: unknown): SinkAnswer => ({ status: 200, body: JSON.stringify(body) });
  if (path.endsWith("/token")) return ok({ access_token: "canary-access", expires_in: 3_600 });
  if (path.includes("updateOnly=true")) return { status: 404, body: '[{"errorCode":"NOT_FOUND"}]' };
  if (method === "GET") return path.includes("/crm/v8/") ? { status: 204 } : ok({ data: { items: [] }, users: [], results: [], id: 1 });
  const zoho = { status: "success", code: "SUCCESS", details: { id: "1" } };
  const data = path.includes("/crm/v8/") ? [zoho] : { id: 1, items: [] };
  return ok({ id: "1", success: true, results: [{ id: "1", new: true }], data, user: { id: 1 }, ticket: { id: 1 } });
}

/** The vendor is on loopback: its address, and the permission to go there. */
function pointedAt(rules: string, url: string): string {
  const file = parse(rules) as { destinations: Record<string, { http?: Record<string, unknown> }> }; // as init has written it
  for (const { http } of Object.values(file.destinations)) {
    if (http === undefined) continue;
    http.allow_private = ["127.0.0.0/8"];
    if (http.preset === undefined) http.url = `${url}/contacts`;
    else http.base = url;
    if (http.preset === "zoho.contact") http.accounts = url;
  }
  return stringify(file);
}

/** The commands that `init` has printed, for a shell in the folder where it ran. */
function commandsIn(out: string): { readonly before: string; readonly check: string; readonly start: string } {
  const line = (pattern: RegExp) => pattern.exec(out)?.[1] ?? `echo "not printed: ${pattern.source}"; exit 9`;
  return { before: line(/^ +(cd .*; set -a; .*)$/m), check: line(/^ +(.* check .*)$/m), start: line(/^ +(.* start .*)$/m) };
}

/** A shell of a user, without any variable of ours. */
function shell(script: string): { readonly command: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const env = { PATH: process.env.PATH, HOME: place, PORT: "0", ADMIN_PORT: "0", HOST: "127.0.0.1" };
  return { command: "sh", args: ["-c", script], env };
}

function typed(script: string): { readonly status: number | null; readonly output: string } {
  const { command, args, env } = shell(script);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: place, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

/** Starts the relay in a shell, and gives its port once it is ready. */
function started(script: string): Promise<number> {
  const { command, args, env } = shell(script);
  const child = spawn(command, [...args], { cwd: place, env, stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${said}`)));
    createInterface(child.stdout).on("line", (line) => {
      if (line.includes('"msg":"ready"')) resolve((JSON.parse(line) as { port: number }).port); // contract: the ready line
    });
  });
}

function filledIn(env: string, names: readonly string[]): string {
  const values = (name: string) => (name.endsWith("_URL") ? vendor.url : `canary-${name.toLowerCase()}`);
  return names.reduce((text, name) => text.replace(new RegExp(`^${name}=$`, "m"), `${name}=${values(name)}`), env);
}

describe("the first minutes with", () => {
  it.each(Object.keys(vendors))(
    "%s: what init prints works as printed, and a signed join with an identity makes a contact",
    { timeout: 120_000 },
    async (name) => {
      vendor.always({ kind: "respond", respond: answerTo });
      const folder = join(place, "my relay");
      const made = typed(`node ${root}/dist/main.js init "my relay" --for ${name}`);
      expect(made.status, made.output).toBe(0);
      const { before, check, start } = commandsIn(made.output);
      const env = filledIn(readFileSync(join(folder, ".env"), "utf8"), Object.keys(vendors[name]?.variables ?? {}));
      writeFileSync(join(folder, ".env"), env);
      expect(typed(`${before}\n${check}`)).toEqual({ status: 0, output: expect.stringContaining("no mistakes") });

      writeFileSync(join(folder, "rules.yaml"), pointedAt(readFileSync(join(folder, "rules.yaml"), "utf8"), vendor.url));
      const port = await started(`${before}\nexec ${start}`);
      const [secret = "", key = ""] = ["BITHUMAN_WEBHOOK_SECRET", "AVATAR_RELAY_IDENTITY_KEY"].map(
        (each) => new RegExp(`^${each}=(.+)$`, "m").exec(env)?.[1],
      );
      const timestamp = Date.now() / 1_000;
      const raw = JSON.stringify({
        agent_id: "A1",
        event_type: "room.join",
        data: { room_name: "lobby", participant_count: 1, session_id: "s1", timestamp },
        timestamp,
      });
      expect((await send(port, { raw, headers: { ...signBody(raw, secret), "content-type": "application/json" } })).status).toBe(200);
      const told = { raw: JSON.stringify({ email: "ada@example.com", name: "Ada Lovelace" }), path: "/v1/sessions/s1/identity" };
      const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
      expect((await send(port, { ...told, headers })).status).toBe(200);

      const writes = () => vendor.requests.filter(({ method, path }) => method !== "GET" && !path.endsWith("/token"));
      await expect.poll(() => writes().some(({ path, body }) => decodeURIComponent(path + body).includes("ada@example.com"))).toBe(true);
      expect(writes().some(({ body }) => body.includes("Ada"))).toBe(true);
    },
  );

  it("nothing: the rules of a plain init start as they are written", { timeout: 60_000 }, async () => {
    const made = typed(`node ${root}/dist/main.js init relay`);
    const { before, check, start } = commandsIn(made.output);
    expect(typed(`${before}\n${check}`)).toEqual({ status: 0, output: expect.stringContaining("no mistakes") });
    expect(await started(`${before}\nexec ${start}`)).toBeGreaterThan(0);
  });
});
