import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { root } from "./support/build.ts";
import { requireFrom } from "./support/packages.ts";
import { type PackedProject, packProject } from "./support/packed.ts";
import { send, signBody } from "./support/sender.ts";

const tools = requireFrom("publish");

let project: PackedProject;

beforeAll(() => {
  project = packProject();
}, 240_000);

afterAll(() => project.remove());

function run(command: string, args: readonly string[], cwd = project.folder) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
}

/** Node with a script of a package in test/packages/publish. */
const tool = (name: string, script: string, args: readonly string[]) =>
  run(process.execPath, [join(root, "test/packages/publish/node_modules", name, script), ...args]);

/** What a comment of the code names is for who reads the sources. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/ .*$/gm, "");
}

describe("the packed package", () => {
  it("is in order for publint, to the last suggestion", async () => {
    const { publint } = (await import(tools.resolve("publint"))) as {
      publint(options: object): Promise<{ readonly messages: readonly unknown[] }>;
    }; // publint.dev/docs/javascript-api
    const { messages } = await publint({ pkgDir: project.installed, strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it("has types that resolve for each entry point", { timeout: 60_000 }, () => {
    const { status, said } = tool("@arethetypeswrong/cli", "dist/index.js", [
      project.tarball,
      "--profile",
      "esm-only",
      "--format",
      "json",
      "--no-definitely-typed",
    ]);
    const { analysis, problems } = JSON.parse(said.slice(said.indexOf("{")));
    // There is no CommonJS, and no resolution as before Node 12; Node 20.19 and later can require this package all the same.
    const found = Object.values<readonly { readonly resolutionKind?: string }[]>(problems ?? {}).flat();
    const counted = found.filter(({ resolutionKind = "" }) => !["node10", "node16-cjs"].includes(resolutionKind));
    expect([status, counted]).toEqual([0, []]);
    expect(analysis.types).toMatchObject({ kind: "included" });
  });

  it.each([true, false])("is used from TypeScript, with skipLibCheck: %s", { timeout: 60_000 }, (skipLibCheck) => {
    writeFileSync(
      join(project.folder, "use.ts"),
      `import { createRelay, RelayRefused, type SignalOf } from "avatar-relay";
const relay = createRelay({ rules: { version: 1 }, data: "data" });
relay.on("event.accepted", (signal: SignalOf<"event.accepted">) => console.log(signal.type));
// @ts-expect-error: there is no such signal
relay.on("event.acepted", () => {});
relay.start().catch((error: unknown) => console.log(error instanceof RelayRefused ? error.problems : error));
`,
    );
    const compilerOptions = { strict: true, module: "nodenext", target: "es2023", noEmit: true, skipLibCheck, types: ["node"] };
    writeFileSync(join(project.folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
    expect(run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", project.folder])).toEqual({ status: 0, said: "" });
  });

  it("holds no source map, no source and no test", () => {
    expect(project.files.filter((path) => /\.map$|^(src|test|bench|crash|faults|train|web)\/|\.tsbuildinfo|pyc$/.test(path))).toEqual([]);
    const code = readdirSync(join(project.installed, "dist"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
    const mapped = code.filter((name) => readFileSync(join(project.installed, "dist", name), "utf8").includes("sourceMappingURL="));
    expect(mapped).toEqual([]);
  });

  it("has every file that its commands and its docs name", () => {
    const named = new Set<string>();
    for (const path of project.files.filter((each) => /^dist\/.*\.js$|\.md$|\.yaml$/.test(each)))
      for (const [file] of withoutComments(readFileSync(join(project.installed, path), "utf8")).matchAll(
        /(?<![\w./-])(docs|ops|examples)\/[\w/-]+\.(md|yml|yaml|py|json|service|socket)\b/g,
      ))
        named.add(file);
    expect(named.size).toBeGreaterThan(10);
    expect([...named].filter((file) => !project.files.includes(file))).toEqual([]);
  });

  it("runs its command, and knows its version", () => {
    const { status, said } = run(process.execPath, [join(project.installed, "dist/main.js"), "--version"]);
    expect([status, said.trim()]).toEqual([0, JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version]);
  });
});

describe("the examples in the package", () => {
  it("run an Express app with the relay in it", { timeout: 60_000 }, async () => {
    const place = join(project.folder, "app");
    cpSync(join(project.installed, "examples/express"), place, { recursive: true });
    const secret = "whsec_example-of-the-tests";
    const env = { ...process.env, PORT: "0", DATA: join(place, "data"), BITHUMAN_WEBHOOK_SECRET: secret };
    const app = spawn(process.execPath, [join(place, "server.mjs")], { env, stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void app.kill("SIGKILL"));
    let said = "";
    app.stdout.on("data", (piece: Buffer) => {
      said += String(piece);
    });
    await expect.poll(() => /listening on (\d+)/.exec(said)?.[1]).toBeDefined();
    const port = Number(/listening on (\d+)/.exec(said)?.[1]);
    const timestamp = Date.now() / 1_000;
    const data = { role: "user", message: "I want to speak to a human", session_id: "s1", timestamp };
    const raw = JSON.stringify({ agent_id: "A1", event_type: "chat.push", data, timestamp });
    const headers = { ...signBody(raw, secret), "content-type": "application/json" };
    expect(await send(port, { raw, path: "/hooks/webhook", headers })).toMatchObject({ status: 200 });
    await expect.poll(() => said).toContain("rules that held: asks-for-a-human");
    expect(await send(port, { method: "GET", path: "/" })).toMatchObject({ status: 200, text: "My own page" });
    app.kill("SIGTERM");
    expect(await once(app, "exit")).toEqual([0, null]);
  });

  it("hold a rules file with a plug-in of each kind, and its test passes", { timeout: 60_000 }, () => {
    const rules = join(project.installed, "examples/plugins/rules.yaml");
    const variables = { SURVEY_SECRET: "survey-secret-0123456789", NTFY_URL: "https://ntfy.example.com/t", NTFY_TOKEN: "tk_example" };
    const env = { ...process.env, ...variables, BITHUMAN_WEBHOOK_SECRET: "whsec_example-of-the-tests" };
    for (const command of ["check", "test"]) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(project.installed, "dist/main.js"), command, rules], {
        env,
        encoding: "utf8",
      });
      expect([command, status], `${stdout}${stderr}`).toEqual([command, 0]);
    }
  });
});
