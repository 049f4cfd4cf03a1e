import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./support/build.ts";
import { stagesOf } from "./support/dockerfile.ts";

const read = (file: string): string => readFileSync(join(root, file), "utf8");

describe("the container image", () => {
  const stages = stagesOf(read("Dockerfile"));
  const last = stages.at(-1);
  const all = (name: string): readonly string[] => (last?.instructions ?? []).filter((each) => each.name === name).map((each) => each.rest);

  it("is built in stages, so that neither sources nor tools are in what runs", () => {
    expect(stages.length).toBeGreaterThan(1);
    expect(all("COPY").filter((each) => !each.startsWith("--from="))).toEqual(["rules.example.yaml ./"]);
  });

  it("stands on a slim image of a pinned Node line", () => {
    for (const stage of stages) expect(stage.image).toMatch(/^node:\d+-slim$/);
  });

  it("holds the packages that run, and neither development tools nor the native module", () => {
    const packages = stages.find((stage) => stage.name === "packages");
    expect(packages?.instructions.find((each) => each.name === "RUN")?.rest).toMatch(/^npm ci --omit=dev --omit=optional\b/);
    expect(all("COPY")).toContain("--from=packages /app/node_modules ./node_modules");
  });

  it("does not run as root", () => {
    expect(all("USER")).toEqual(["node"]);
  });

  it("keeps its data in a volume that its user owns", () => {
    expect(all("VOLUME")).toEqual(["/data"]);
    expect(all("RUN").join("\n")).toContain("chown node:node /data");
    expect(all("ENV").join(" ")).toContain("DATA=/data");
  });

  it("is asked for its health with nothing but node", () => {
    expect(all("HEALTHCHECK").join()).toMatch(/CMD \["node", "-e", ".*\/healthz.*"\]$/);
    expect(read("Dockerfile")).not.toMatch(/\b(curl|wget)\b/);
  });

  it("hands SIGTERM to node, with no shell between", () => {
    expect(JSON.parse(all("ENTRYPOINT").join())).toEqual(["node", "/app/dist/main.js"]);
    expect(JSON.parse(all("CMD").join())).toEqual(["start"]);
  });

  it("has no secret in any layer", () => {
    const given = stages.flatMap((stage) => stage.instructions).filter((each) => ["ARG", "ENV", "COPY", "ADD"].includes(each.name));
    expect(given.filter((each) => /secret|token|password|\.env|key/i.test(each.rest))).toEqual([]);
    expect(read(".dockerignore").split("\n")).toContain("*");
  });
});

describe("the package", () => {
  const manifest = JSON.parse(read("package.json"));

  it("pins every package to one version, and the native one to the last with binaries for Node 20", () => {
    const native = JSON.parse(read("native/package.json"));
    const pins = Object.values<string>({ ...manifest.dependencies, ...manifest.devDependencies, ...native.dependencies });
    expect(pins.filter((version) => !/^\d+\.\d+\.\d+(-beta\.\d+)?$/.test(version))).toEqual([]);
    expect(native.dependencies["better-sqlite3"]).toBe("12.9.0");
  });

  it("installs no native module, on no Node", () => {
    const locked: Record<string, { readonly hasInstallScript?: boolean }> = JSON.parse(read("package-lock.json")).packages;
    const scripted = Object.keys(locked).filter((path) => locked[path]?.hasInstallScript && !/esbuild|fsevents/.test(path));
    expect(scripted).toEqual([]);
    expect(manifest.optionalDependencies).toBeUndefined();
    expect(manifest.peerDependenciesMeta["better-sqlite3"]).toEqual({ optional: true });
  });

  it.each(["package-lock.json", "web/package-lock.json"])(
    "locks the packages of every platform in %s, so that `npm ci` works wherever it is run",
    (lock) => {
      const locked: Record<string, { readonly optionalDependencies?: Record<string, string> }> = JSON.parse(read(lock)).packages;
      const missing = Object.entries(locked).flatMap(([path, { optionalDependencies = {} }]) =>
        Object.keys(optionalDependencies).filter(
          (name) => !(`${path}/node_modules/${name}` in locked) && !(`node_modules/${name}` in locked),
        ),
      );
      expect(missing).toEqual([]);
    },
  );

  it("refuses to install on a Node that it does not run on", () => {
    expect(manifest.engines.node).toBe(">=20.19");
    expect(read(".npmrc")).toContain("engine-strict=true");
  });

  it("carries the command and its data files, and neither sources nor tests", () => {
    const [{ files }] = JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" }),
    );
    const paths: readonly string[] = files.map((each: { path: string }) => each.path);
    expect(paths).toEqual(
      expect.arrayContaining(["dist/main.js", "rules.example.yaml", "README.md", "LICENSE", "ops/livekit/relay_events.py"]),
    );
    expect(paths.filter((path) => /^(src|test|bench|crash|train)\/|pyc$/.test(path))).toEqual([]);
  });

  it("makes its command executable", () => {
    expect(statSync(join(root, manifest.bin["avatar-relay"])).mode & 0o111).toBe(0o111);
    expect(read("dist/main.js").split("\n")[0]).toBe("#!/usr/bin/env node");
  });
});
