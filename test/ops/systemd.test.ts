import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { exitCodes } from "../../src/app/ending.ts";
import { activationOf, supervisedTwice } from "../../src/cli/start/activation.ts";
import { hasProgram, run } from "../support/programs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const units = ["avatar-relay.service", "avatar-relay.socket"] as const;
const textOf = (unit: string) => readFileSync(join(root, "ops/systemd", unit), "utf8");

/** The units in a folder, with the node of this machine in the place of the command: systemd looks whether it is there. */
function unitsHere(): string {
  const folder = mkdtempSync(join(tmpdir(), "units-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const unit of units) writeFileSync(join(folder, unit), textOf(unit).replaceAll("/usr/bin/avatar-relay", process.execPath));
  return folder;
}

describe.skipIf(!hasProgram("systemd-analyze"))("the systemd units", () => {
  it("are read by systemd without a complaint", () => {
    const folder = unitsHere();
    const args = ["verify", "--recursive-errors=yes", "--man=no", ...units.map((unit) => join(folder, unit))];
    expect(run("systemd-analyze", args)).toEqual({ code: 0, said: "" });
  });

  it("a mistake in them would be seen", () => {
    const folder = unitsHere();
    writeFileSync(join(folder, units[0]), textOf(units[0]).replace("Restart=always", "Restart=ever"));
    expect(run("systemd-analyze", ["verify", "--recursive-errors=yes", "--man=no", join(folder, units[0])]).code).toBe(1);
  });

  it("leave the relay few rights", () => {
    expect(run("systemd-analyze", ["security", "--offline=yes", "--threshold=20", join(unitsHere(), units[0])]).code).toBe(0);
  });
});

it("the service does not start again what no start can cure", () => {
  const [, prevented = ""] = /^RestartPreventExitStatus=(.*)$/m.exec(textOf(units[0])) ?? [];
  const { usage, damaged, locked, configuration } = exitCodes;
  expect(prevented.split(" ").map(Number)).toEqual([usage, damaged, locked, configuration]);
});

describe("a socket that systemd hands over", () => {
  it.each([
    ["is descriptor 3", { LISTEN_PID: "7", LISTEN_FDS: "1" }, { socket: 3 }],
    ["is not ours where it was handed to another process", { LISTEN_PID: "8", LISTEN_FDS: "1" }, {}],
    ["is not there without systemd", {}, {}],
  ])("%s", (_, env, activation) => {
    expect(activationOf(env, 7)).toEqual(activation);
  });

  it("has to be one", () => {
    expect(activationOf({ LISTEN_PID: "7", LISTEN_FDS: "2" }, 7).problem).toContain("hands over 2 sockets, one is expected");
  });

  it("leaves nothing to hold for a supervisor", () => {
    expect(supervisedTwice({}, 7)).toBeUndefined();
    expect(supervisedTwice({ LISTEN_PID: "7", LISTEN_FDS: "1" }, 7)).toContain("start without --supervise");
  });
});
