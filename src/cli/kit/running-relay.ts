/** Finds a running relay by the note in its data folder. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { previewFolder } from "../../app/settings.ts";
import { isJsonObject, type Json, parsedJson, stringOf } from "../../core/json.ts";
import { plainTextOf } from "../../plain-file.ts";
import { databaseIn } from "../../stores/index.ts";

export interface RunningRelay {
  /** The folder of the note. */
  readonly folder: string;
  readonly pid: number;
  readonly port: number;
  readonly adminPort: number;
  readonly host: string;
  readonly adminHost: string;
  readonly tls: boolean;
  /** The certificate (PEM) of the public port; undefined for plain HTTP. */
  readonly certificate: string | undefined;
  /** The file that it was started with; undefined in the preview. */
  readonly rules: string | undefined;
  /** Where the tokens of the admin port are: `environment`, `file`, `database`, …; undefined where an older relay has left the note. */
  readonly adminToken: string | undefined;
}

/** Undefined where there is no note, or an incomplete one. */
export function readRunningRelay(folder: string): RunningRelay | undefined {
  const note = parsedJson(plainTextOf(join(folder, "relay.json")) ?? "");
  if (!isJsonObject(note)) return undefined;
  const { pid, port, admin_port: adminPort, host, admin_host: adminHost, tls, certificate, rules, admin_token: adminToken } = note;
  if (typeof pid !== "number" || typeof port !== "number" || typeof adminPort !== "number") return undefined;
  return {
    folder,
    pid,
    port,
    adminPort,
    rules: stringOf(rules),
    host: reachable(host),
    adminHost: reachable(adminHost),
    tls: tls === true,
    certificate: stringOf(certificate),
    adminToken: stringOf(adminToken),
  };
}

/** The folder with the records: the relay's own, or the preview's where only a preview runs or has run. */
export function recordsFolder(folder: string): string {
  const both = [folder, previewFolder(folder)];
  return both.find((each) => readRunningRelay(each) !== undefined) ?? both.find((each) => existsSync(databaseIn(each))) ?? folder;
}

/** A relay that listens on all addresses listens on this one too. */
function reachable(host: Json | undefined): string {
  if (typeof host !== "string" || host === "0.0.0.0" || host === "::" || host === "localhost") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
