import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { type Block, runnableBlocks, typeBlocks } from "../scripts/runnable-blocks.ts";
import { root } from "./support/build.ts";
import { openFakeSlack } from "./support/fake-slack.ts";
import { anna, press } from "./support/slack-people.ts";

const folder = mkdtempSync(join(tmpdir(), "avatar-relay-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a clone has, with the packages of this one: installing is tried by `.ci/run`, in a true clone. */
function copyOfTheProject(place = folder): void {
  const given = ["package.json", "tsconfig.json", "tsconfig.build.json", "rules.example.yaml", "src", "scripts", "docs", "dist", "native"];
  for (const name of given) cpSync(join(root, name), join(place, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(place, "node_modules"));
}

function withoutInstalling(block: Block): Block {
  return { ...block, text: block.text.replace("npm ci && ", "") };
}

describe("README.md", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const blocks = runnableBlocks(readme);

  it("starts the relay with one line, and tests it with one line, each from a fresh clone", () => {
    expect(readme).toContain("```sh run stays\nnpm ci && npm start\n```");
    expect(readme).toContain("\nnpm ci && npm test\n```");
  });

  it("tells nothing that does not work, and shows the escalation that it promises", { timeout: 480_000 }, async () => {
    copyOfTheProject();
    const { BITHUMAN_WEBHOOK_SECRET: _, ...env } = process.env;
    const surroundings = { folder, env: { ...env, PORT: "0", ADMIN_PORT: "0" }, patience: 120_000 };
    await typeBlocks(blocks.map(withoutInstalling), surroundings, (typed) => {
      for (const { block, status, output } of typed) expect(status, `${block.text}\n${output()}`).toBe(block.stays ? null : 0);
      const [preview, relay] = typed.filter(({ block }) => block.stays);
      expect(preview?.output()).toMatch(/support[\s\S]*speak to a human/);
      expect(relay?.output()).toContain("was asked about prices");
      const sent = typed.filter(({ block }) => block.text.includes("avatar-relay send"));
      expect(sent.map(({ output }) => /asks-[\w-]+/.exec(output())?.[0])).toEqual(["asks-for-a-human", "asks-about-prices"]);
    });
  });
});

describe("the Slack section of README.md", () => {
  const blocks = runnableBlocks(readFileSync(join(root, "README.md"), "utf8"), "slack");

  it("ends with an incident that somebody has claimed", { timeout: 480_000 }, async () => {
    const slack = await openFakeSlack();
    const place = mkdtempSync(join(tmpdir(), "avatar-relay-slack-"));
    onTestFinished(async () => {
      await slack.close();
      rmSync(place, { recursive: true, force: true });
    });
    copyOfTheProject(place);
    const env = { ...process.env, PORT: "0", ADMIN_PORT: "0", SLACK_API_URL: slack.url };
    /** The tokens are the only thing that a reader does not copy from the page. */
    const copied = ({ text, stays }: Block) => ({
      text: text.replaceAll("xoxb-your-token", slack.token).replaceAll("xapp-your-token", slack.appToken),
      stays,
    });
    await typeBlocks(blocks.map(copied), { folder: place, env, patience: 120_000 }, async (typed) => {
      for (const { block, status, output } of typed) expect(status, `${block.text}\n${output()}`).toBe(block.stays ? null : 0);
      expect(typed[0]?.output()).toContain("https://api.slack.com/apps?new_app=1");
      expect(typed[1]?.output()).not.toContain("wrong");
      const parent = () => slack.messages.find(({ thread, deleted }) => thread === undefined && !deleted);
      await slack.settled(() => parent() !== undefined);
      await slack.connected();
      const posted = parent();
      expect(posted && (await press(slack, anna, posted, "Claim"))).toMatchObject({ status: 200 });
      await slack.settled(() => JSON.stringify(parent()?.payload).includes("Claimed by anna"));
    });
  });
});

describe("rules.example.yaml", () => {
  it("passes the tests that it holds, with nothing set and nothing installed beside it", () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "dist/main.js"), "test", join(root, "rules.example.yaml")], {
      env: {},
      encoding: "utf8",
    });
    expect(status, `${stdout}${stderr}`).toBe(0);
  });
});
