/** A new installation, from nothing to a rule of one's own, in a browser and by keyboard alone. */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { cli } from "../support/cli.ts";
import { type FakeSlack, openFakeSlack } from "../support/fake-slack.ts";
import { freePort } from "../support/ports.ts";
import { openWorkshop, type Relay, type Workshop } from "../support/relay.ts";

if (chromiumPath === undefined) console.warn("The page's story is not tested: install Chromium (apt-get install chromium).");

describe.skipIf(chromiumPath === undefined)("a new installation", () => {
  let slack: FakeSlack;
  let workshop: Workshop;
  let browser: OpenBrowser;
  let page: Page;
  let complaints: string[];

  beforeEach(async () => {
    [slack, browser] = await Promise.all([openFakeSlack(), openBrowser()]);
  });
  afterEach(async () => {
    await Promise.all([browser.close(), workshop.close(), slack.close()]);
  });

  async function freshRules(): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "avatar-relay-init-"));
    expect((await cli(["init", join(folder, "mine")])).code).toBe(0);
    const rules = readFileSync(join(folder, "mine/rules.yaml"), "utf8");
    rmSync(folder, { recursive: true });
    return rules;
  }

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const link = (name: string) => page.getByRole("link", { name, exact: true });
  const editor = () => page.getByRole("textbox", { name: "Text of rules.yaml" });

  /** A shadow root has an active element of its own. */
  const hasFocus = (place: Locator) =>
    place.evaluate((element) => (element.getRootNode() as unknown as { activeElement: unknown }).activeElement === element); // a document, or a shadow root

  async function tabTo(place: Locator): Promise<void> {
    await place.waitFor();
    for (let count = 0; count < 150; count += 1) {
      if (await hasFocus(place)) return;
      await press("Tab");
    }
    throw new Error(`${place} cannot be reached by Tab`);
  }

  async function enter(place: Locator): Promise<void> {
    await tabTo(place);
    await press("Enter");
  }

  /** In the editor: the line that holds this is put in another's place; the spaces before it stay. */
  async function rewrite(line: string, next: string): Promise<void> {
    await tabTo(editor());
    await press("Control+Home");
    for (let count = 0; !(await page.locator(".cm-activeLine").first().textContent())?.includes(line); count += 1) {
      if (count > 200) throw new Error(`no line holds ${line}`);
      await press("ArrowDown");
    }
    await press("End", "Shift+Home");
    await page.keyboard.type(next);
    await press("Escape");
    await page.getByText("no mistake").waitFor();
  }

  async function openFile(): Promise<void> {
    await enter(link("Rules"));
    await tabTo(page.getByRole("tab", { name: "Rules" }));
    await press("ArrowRight");
    await page.getByText("no mistake").waitFor();
  }

  async function apply(): Promise<void> {
    await enter(button("Apply"));
    await page.getByText(/Version \w{8} runs\. Changed/).waitFor();
  }

  const alerts = () => slack.messages.filter(({ thread }) => thread === undefined);

  /** Opens what the button of a message in Slack leads to. */
  async function openFromSlack(index: number): Promise<void> {
    await expect.poll(() => alerts().length).toBe(index + 1);
    const [, address = ""] = /"url":"(http:[^"]+\/sessions\/[^"]+)"/.exec(JSON.stringify(alerts()[index]?.payload)) ?? [];
    await page.goto(address);
    await page.getByRole("heading", { name: /Conversation with/ }).waitFor();
  }

  it("comes by keyboard alone from init to an alert, its reason, an edit that was tried over what was said, and its next visitor", async () => {
    workshop = openWorkshop(await freshRules());
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const environment = { SLACK_BOT_TOKEN: slack.token, SLACK_API_URL: slack.url, PUBLIC_ADMIN_URL: address };
    const relay: Relay = await workshop.start(environment, ["--edit", "--admin-port", String(port)]);
    ({ page, complaints } = await browser.open(`${address}/`));
    await page.getByLabel("Admin token").waitFor();
    await page.keyboard.type(readFileSync(join(workshop.data, "admin-token"), "utf8").trim());
    await press("Enter");
    await openFile();
    await rewrite("    console: {}", 'slack: { channel: "#avatar-escalations" }');
    await apply();

    await relay.say("Can you look at invoice 4711?", { session_id: "unheard" });
    await relay.say("I want to speak to a human", { session_id: "first" });
    await openFromSlack(0);
    await page.locator(".found", { hasText: "asks-for-a-human" }).getByText("asks for a person").waitFor();
    await relay.say("Is anybody there?", { session_id: "first" });
    await page.locator(".said", { hasText: "Is anybody there?" }).waitFor();

    await openFile();
    await rewrite("wants_human: true", "any: [{ wants_human: true }, { keywords: [invoice] }]");
    await enter(button("Compare"));
    await enter(link("unheard"));
    await page.locator(".said", { hasText: "Can you look at invoice 4711?" }).waitFor();
    await openFile();
    await page.getByText("edited", { exact: true }).waitFor();
    await apply();

    await relay.say("The invoice is wrong", { session_id: "second" });
    await openFromSlack(1);
    await page.locator(".found", { hasText: "asks-for-a-human" }).getByText("invoice").waitFor();
    expect(slack.faults).toEqual([]);
    expect(complaints).toEqual([]);
  }, 180_000);
});
