import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { root } from "../support/build.ts";
import { openWorkshop } from "../support/relay.ts";

const folder = mkdtempSync(join(tmpdir(), "avatar-relay-linked-"));
const workshop = openWorkshop(`
version: 1
destinations:
  crm: { http: { url: "https://crm.example.com/refunds" } }
rules:
  - { name: refund, when: { keywords: refund }, then: { to: crm, text: "{{ event.message }}" } }
`);

afterAll(async () => {
  await workshop.close();
  rmSync(folder, { recursive: true, force: true });
});

it("starts where its packages are symbolic links, as pnpm lays them out, while its log goes into a pipe", async () => {
  for (const each of ["dist", "package.json", "rules.example.yaml"]) cpSync(join(root, each), join(folder, each), { recursive: true });
  for (const each of ["node_modules", "native"]) symlinkSync(join(root, each), join(folder, each));

  const relay = await workshop.start({}, [], join(folder, "dist/main.js"));

  expect((await relay.say("hello")).status).toBe(200);
});
