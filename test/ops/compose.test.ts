import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readSettings } from "../../src/app/settings.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { services, volumes } = parse(readFileSync(`${root}ops/compose.yml`, "utf8")) as Compose;

describe("ops/compose.yml", () => {
  it("starts three relays with settings that the relay takes", () => {
    const { relay, database } = services;
    expect(relay?.deploy?.replicas).toBe(3);
    const environment = { ...relay?.environment, DATABASE_URL: relay?.environment?.DATABASE_URL?.replace(/\$\{[^}]*\}/, "secret") };
    const read = readSettings(
      {},
      (name) => (environment as Readonly<Record<string, string | undefined>>)[name],
      () => "",
    );
    expect(read).toMatchObject({ kind: "settings", settings: { database: "postgres://relay:secret@database:5432/relay", port: 8080 } });
    expect(database?.environment).toMatchObject({ POSTGRES_USER: "relay", POSTGRES_DB: "relay" });
  });

  it.each(["proxy", "relay", "database"] as const)("gives the %s no more than it needs", (name) => {
    const service = services[name];
    expect(service?.read_only).toBe(true);
    expect(service?.cap_drop).toEqual(["ALL"]);
    expect(service?.security_opt).toContain("no-new-privileges:true");
    const { cpus, memory, pids } = service?.deploy?.resources?.limits ?? {};
    expect([cpus, memory, pids].every((limit) => limit !== undefined)).toBe(true);
  });

  it("adds no right that would lead out of a container", () => {
    const added = Object.values(services).flatMap(({ cap_add: rights = [] }) => rights);
    expect(added).toEqual(["NET_BIND_SERVICE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"]);
    expect(Object.values(services).some((service) => "privileged" in service || "network_mode" in service || "pid" in service)).toBe(false);
  });

  it("pins every image that is not built here by a whole version or by its digest", () => {
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    for (const image of images) expect(image).toMatch(/:\d+\.\d+(\.\d+)?-|@sha256:/);
  });

  it("waits for a database that answers, and gives everybody time to stop in order", () => {
    expect(services.relay?.depends_on).toEqual({ database: { condition: "service_healthy" } });
    expect(services.database?.healthcheck).toBeDefined();
    expect(Number.parseInt(services.relay?.stop_grace_period ?? "", 10)).toBeGreaterThan(10);
  });

  it("names only volumes that it declares, and files that are there or are the operator's own", () => {
    const mounts = Object.values(services).flatMap((service) => (service.volumes ?? []).map((mount) => mount.split(":")[0]));
    expect(mounts.filter((mount) => !mount?.startsWith("."))).toEqual(Object.keys(volumes));
    expect(mounts.filter((mount) => mount?.startsWith("."))).toEqual(["./Caddyfile", "../rules.yaml"]);
  });

  it("has a proxy that finds the relays where they listen", () => {
    const proxy = readFileSync(`${root}ops/Caddyfile`, "utf8");
    expect(proxy).toContain("dynamic a relay 8080");
    expect(proxy).toContain("{$RELAY_HOST}");
    expect(services.proxy?.environment).toHaveProperty("RELAY_HOST");
    const published = (services.proxy?.ports ?? []).map(String);
    expect(published).toEqual(["80:80", "443:443"]);
    expect(Object.values(services).filter(({ ports }) => ports !== undefined)).toHaveLength(1); // what does not end TLS is not reached
  });

  it("has a Caddy that keeps the body for the next relay, as its file asks for", () => {
    const [, lost = ""] = /It needs a Caddy later than (\d+\.\d+\.\d+)/.exec(readFileSync(`${root}ops/Caddyfile`, "utf8")) ?? [];
    const [, pinned = ""] = /^caddy:(\d+\.\d+\.\d+)-/.exec(services.proxy?.image ?? "") ?? [];
    expect(lost).toBe("2.11.1");
    expect(pinned.localeCompare(lost, "en", { numeric: true })).toBeGreaterThan(0);
  });
});

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly deploy?: {
    readonly replicas?: number;
    readonly resources?: { readonly limits: { readonly cpus?: string; readonly memory?: string; readonly pids?: number } };
  };
  readonly depends_on?: object;
  readonly healthcheck?: object;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: { readonly [Name in "proxy" | "relay" | "database"]?: Service };
  readonly volumes: object;
}
