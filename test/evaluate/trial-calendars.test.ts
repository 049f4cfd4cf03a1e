import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createTrialLoader } from "../../src/cli/trial/load.ts";
import { files } from "../support/load.ts";

it("a text that somebody sends has the calendars that the present rules name, and no other file", () => {
  const folder = mkdtempSync(join(tmpdir(), "avatar-relay-trial-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["a.ics", "b.ics"]) writeFileSync(join(folder, name), files["./holidays.ics"] ?? "");
  const rules = (name: string) =>
    JSON.stringify({
      version: 1,
      settings: { calendar: `./${name}` },
      rules: [{ name: "a", on: "chat.push", active: { except: "holidays" }, then: ["b"] }],
      destinations: { b: { console: {} } },
    });
  const found = (name: string) => {
    const read = createTrialLoader({ file: join(folder, "rules.yaml"), text: rules(name), base: rules("a.ics") }).text();
    if (read.kind !== "ready") throw new Error("the text is right");
    return [read.loaded.file.settings.calendars.get("holidays")?.length, read.loaded.warnings.map(({ code }) => code)];
  };
  expect(found("a.ics")).toEqual([1, []]);
  expect(found("b.ics")).toEqual([0, ["W_CALENDAR"]]);
});
