import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ask, type RunningAdmin, startAdmin } from "../../support/admin.ts";
import { root } from "../../support/build.ts";
import { buildPage, buildPatience } from "../../support/page.ts";

const built = join(root, "dist/web");
const assets = () => readdirSync(join(built, "assets"));
const entry = () => /src="\.\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(built, "index.html"), "utf8"))?.[1] ?? "";

const pages = [
  ["/"],
  ["/sessions"],
  ["/sessions/a%2Fb%20c"],
  ["/incidents"],
  ["/incidents/i1"],
  ["/deliveries"],
  ["/deliveries/d1"],
  ["/rules"],
  ["/try"],
  ["/insights"],
  ["/setup"],
  ["/health"],
];

describe("the files of the page", () => {
  let admin: RunningAdmin;

  beforeAll(buildPage, buildPatience);
  beforeEach(async () => {
    admin = await startAdmin({ token: "a-token-of-some-length" });
  });
  afterEach(() => admin.close());

  it.each(pages)("are public at %s, which nobody keeps", async (path) => {
    const { status, headers, text } = await ask(admin.port, path);
    expect(status).toBe(200);
    expect(headers["cache-control"]).toBe("no-store");
    expect(text).toContain('<div id="page">');
    expect((await ask(admin.port, path, { method: "HEAD" })).status).toBe(200);
  });

  it.each([["/nope"], ["/incidents/a/b"], ["/index.html"], ["/.stamp"], ["/.vite/license.md"]])("are none at %s", async (path) => {
    const { status } = await ask(admin.port, path, { headers: { authorization: "Bearer a-token-of-some-length" } });
    expect(status).toBe(404);
  });

  it.each([["/assets/nope.js"], ["/assets/"], ["/assets/..%2findex.html"]])("are none at %s, whoever asks", async (path) => {
    expect((await ask(admin.port, path)).status).toBeGreaterThanOrEqual(400);
  });

  it("are kept for ever where their name says what is in them, and sent compressed to who understands it", async () => {
    const plain = await ask(admin.port, `/${entry()}`);
    expect(plain.status).toBe(200);
    expect(plain.headers).toMatchObject({ "content-type": "text/javascript; charset=utf-8", vary: "accept-encoding" });
    expect(plain.headers["cache-control"]).toContain("immutable");
    const response = await fetch(`${admin.url}/${entry()}`, { headers: { "accept-encoding": "gzip" } });
    expect(response.headers.get("content-encoding")).toBe("gzip");
    expect(await response.text()).toBe(plain.text);
  });

  it("have a policy without exceptions", async () => {
    const { headers } = await ask(admin.port, "/sessions");
    const policy = String(headers["content-security-policy"]);
    expect(policy).not.toMatch(/unsafe|nonce|data:|https?:/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("trusted-types 'none'");
  });

  it("are found under the path that a proxy adds, whether it passes that on or not", async () => {
    const { close } = admin;
    await close();
    admin = await startAdmin({ publicAddress: { origin: "https://ops.example.com", host: "ops.example.com", prefix: "/relay" } });
    const direct = await ask(admin.port, "/sessions/1");
    expect(direct.text).toContain(`src="/relay/${entry()}"`);
    expect((await ask(admin.port, "/relay/sessions/1")).text).toBe(direct.text);
    expect((await ask(admin.port, `/relay/${entry()}`)).status).toBe(200);
  });
});

describe("the built page", () => {
  beforeAll(buildPage, buildPatience);

  it("loads at most 250 kB before something is seen", () => {
    const first = [...readFileSync(join(built, "index.html"), "utf8").matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(
      ([, file]) => file ?? "",
    );
    expect(first.length).toBeGreaterThan(1);
    const sizes = first.map((file) => readFileSync(join(built, `${file}.gz`)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250_000);
  });

  it("holds each of its files once, and what is text only compressed", () => {
    expect(assets().filter((name) => !name.endsWith(".gz"))).toEqual([]);
    for (const file of assets()) expect(gunzipSync(readFileSync(join(built, "assets", file))).length).toBeGreaterThan(0);
  });

  it("loads nothing from elsewhere and holds no script in its text", () => {
    const text = readFileSync(join(built, "index.html"), "utf8");
    expect(text).not.toMatch(/https?:|<script(?![^>]*src=)|<style| style=/);
  });

  it("names the licences of what is in it", () => {
    expect(existsSync(join(built, ".vite/license.md"))).toBe(true);
    expect(readFileSync(join(built, ".vite/license.md"), "utf8")).toContain("react-dom");
  });
});
