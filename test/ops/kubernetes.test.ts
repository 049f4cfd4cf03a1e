import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseAllDocuments } from "yaml";
import { readSettings } from "../../src/app/settings.ts";
import { hasProgram, run } from "../support/programs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "ops/kubernetes");

interface Manifest {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

/** Which type of kubernetes-types each kind is. */
const modules: Readonly<Record<string, string>> = {
  Namespace: "core/v1",
  Service: "core/v1",
  Deployment: "apps/v1",
  PodDisruptionBudget: "policy/v1",
  NetworkPolicy: "networking/v1",
};

const written = readdirSync(folder)
  .filter((name) => !["kustomization.yaml", "rules.yaml"].includes(name))
  .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), "utf8")).map((document) => document.toJS() as Manifest));

/** The manifests as a TypeScript file, which the compiler compares with the types of Kubernetes' own schema. */
function typed(manifests: readonly Manifest[]): string {
  const kinds = [...new Set(manifests.map(({ kind }) => kind))];
  const imports = kinds.map((kind) => `import type { ${kind} } from "kubernetes-types/${modules[kind]}.d.ts";`);
  const values = manifests.map((manifest, index) => `export const m${index}: ${manifest.kind} = ${JSON.stringify(manifest)};`);
  return [...imports, ...values].join("\n");
}

function compiled(manifests: readonly Manifest[]) {
  const place = mkdtempSync(join(root, "test/ops/.kubernetes-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  writeFileSync(join(place, "manifests.ts"), typed(manifests));
  const compilerOptions = { noEmit: true, strict: true, skipLibCheck: true, module: "nodenext", types: [] };
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["manifests.ts"] }));
  return run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", place]);
}

describe("ops/kubernetes", () => {
  it("has every field as Kubernetes' schema has it", { timeout: 120_000 }, () => {
    expect(compiled(written)).toEqual({ code: 0, said: "" });
  });

  it("a wrong field would be seen", { timeout: 120_000 }, () => {
    const wrong = written.map((manifest) => (manifest.kind === "Deployment" ? { ...manifest, spec: { replicaz: "3" } } : manifest));
    expect(compiled(wrong).said).toContain("replicaz");
  });

  it.skipIf(!hasProgram("kubectl"))("is put together by kubectl, with the rules as a map that the relays read", () => {
    const { code, said } = run("kubectl", ["kustomize", folder]);
    expect(code).toBe(0);
    const kinds = parseAllDocuments(said).map((document) => (document.toJS() as Manifest).kind);
    expect(kinds.toSorted()).toEqual([
      "ConfigMap",
      "Deployment",
      "Namespace",
      "NetworkPolicy",
      "PodDisruptionBudget",
      "Service",
      "Service",
    ]);
    expect(said).not.toContain("name: avatar-relay-rules\n"); // a change gives it another name
  });

  it("names only ports, labels and volumes that it has", () => {
    const [text, all] = [readFileSync(join(folder, "relay.yaml"), "utf8"), JSON.stringify(written)];
    for (const port of all.matchAll(/"(?:targetPort|port)":"(\w+)"/g)) expect(text).toContain(`name: ${port[1]}, containerPort`);
    for (const volume of text.matchAll(/- \{ name: (\w+), mountPath/g)) expect(text).toContain(`- name: ${volume[1]}\n`);
    const label = '{"app.kubernetes.io/name":"avatar-relay"}';
    for (const selector of all.matchAll(/"(?:matchLabels|selector)":(\{"app[^}]*\})/g)) expect(selector[1]).toBe(label);
  });

  it("gives the relay settings that it takes", () => {
    const environment: Readonly<Record<string, string>> = {
      ADMIN_HOST: "0.0.0.0",
      HOST: "0.0.0.0",
      DATABASE_URL: "postgres://relay:secret@database:5432/relay",
      AVATAR_RELAY_ADMIN_TOKEN: "a-token-of-thirty-two-characters",
    };
    const read = readSettings(
      { rules: "/etc/avatar-relay/rules.yaml" },
      (name) => environment[name],
      () => "",
    );
    expect(read).toMatchObject({ kind: "settings", settings: { port: 8080, adminPort: 8081, adminHost: "0.0.0.0" } });
  });
});
