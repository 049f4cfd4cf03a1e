import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withEnvFile } from "../../src/cli/kit/env-file.ts";
import { cli } from "../support/cli.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "env-file-"));
  writeFileSync(join(folder, ".env"), "# mine\nBITHUMAN_WEBHOOK_SECRET='a secret # of spaces'\nexport CRM_TOKEN=from-the-file\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the file .env beside the rules", () => {
  it.each([[["--rules", "rules.yaml"]], [["--rules=rules.yaml"]], [["rules.yaml"]], [["--port", "0", "rules.yml"]]])(
    "is read where %j names them",
    (given) => {
      const args = given.map((arg) => arg.replace("rules.y", join(folder, "rules.y")));
      expect(withEnvFile(["check", ...args], {})).toEqual({
        path: join(folder, ".env"),
        taken: ["BITHUMAN_WEBHOOK_SECRET", "CRM_TOKEN"],
        env: { BITHUMAN_WEBHOOK_SECRET: "a secret # of spaces", CRM_TOKEN: "from-the-file" },
      });
    },
  );

  it("is read where RULES names them", () => {
    expect(withEnvFile(["check"], { RULES: join(folder, "rules.yaml") }).env.CRM_TOKEN).toBe("from-the-file");
  });

  it("gives way to the environment, also where that has an empty value", () => {
    const { env, taken } = withEnvFile(["check", join(folder, "rules.yaml")], { CRM_TOKEN: "", BITHUMAN_WEBHOOK_SECRET: "own" });
    expect([env, taken]).toEqual([{ CRM_TOKEN: "", BITHUMAN_WEBHOOK_SECRET: "own" }, []]);
  });

  it("is not looked for where no rules are named, and need not be there", () => {
    expect(withEnvFile(["start", "--port", "0"], { A: "1" })).toEqual({ taken: [], env: { A: "1" } });
    rmSync(join(folder, ".env"));
    expect(withEnvFile(["check", join(folder, "rules.yaml")], {})).toEqual({ taken: [], env: {} });
  });

  it("is read beside the rules of the relay in the data folder, except by one that starts", () => {
    const data = join(folder, "data");
    mkdirSync(data);
    const note = { pid: 1, port: 1, admin_port: 1, rules: join(folder, "rules.yaml") };
    writeFileSync(join(data, "relay.json"), JSON.stringify(note));
    for (const given of [
      ["send", "chat.push", "hi", "--data", data],
      ["deliveries", `--data=${data}`],
    ])
      expect(withEnvFile(given, {}).env.CRM_TOKEN).toBe("from-the-file");
    expect(withEnvFile(["deliveries"], { DATA: data }).taken).toEqual(["BITHUMAN_WEBHOOK_SECRET", "CRM_TOKEN"]);
    expect(withEnvFile(["start", "--data", data], {}).taken).toEqual([]);
    expect(withEnvFile(["send", "--data", join(folder, "other")], {}).taken).toEqual([]);
  });

  it("gives check the variables of the file", async () => {
    const rules = `version: 1\ndestinations: { crm: { http: { url: https://crm.example/x, headers: { authorization: "Bearer \${CRM_TOKEN}" } } } }\nrules: []\n`;
    writeFileSync(join(folder, "rules.yaml"), rules);
    expect((await cli(["check", join(folder, "rules.yaml")])).code).toBe(0);
    rmSync(join(folder, ".env"));
    expect((await cli(["check", join(folder, "rules.yaml")])).err).toContain("CRM_TOKEN");
  });
});
