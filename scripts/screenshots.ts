/**
 * The pictures of the documentation, taken of a preview with one conversation: `npx tsx scripts/screenshots.ts`.
 * Needs Chromium, and port 18099 on 127.0.0.1. Each picture is a PNG of at most 60 kB, or this ends with an error.
 */

import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Locator, Page } from "playwright-core";
import { openBrowser } from "../test/support/browser.ts";
import { buildPage } from "../test/support/page.ts";
import { typeBlocks } from "./runnable-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const url = "http://127.0.0.1:18099";
const largest = 60_000;

buildPage();
const data = mkdtempSync(join(tmpdir(), "avatar-relay-pictures-"));
const env = { ...process.env, PORT: "0", ADMIN_PORT: "18099", DATA: data };
const preview = { text: "npx tsx src/main.ts start", stays: true };
await typeBlocks([preview], { folder: root, env, patience: 60_000 }, takeAll);
rmSync(data, { recursive: true });

async function takeAll(): Promise<void> {
  for (const text of ["Hello, do you ship to Ireland?", "That is not what I asked, this is awful!", "can i talk to someone"])
    await say(text);
  const browser = await openBrowser();
  try {
    const { page } = await browser.open(url);
    await page.setViewportSize({ width: 760, height: 600 });
    await takeConversation(page);
    await takeSlackMessage(page);
  } finally {
    await browser.close();
  }
}

async function say(text: string): Promise<void> {
  const body = JSON.stringify({ text, session: "visit-118" });
  const { status } = await fetch(`${url}/api/try`, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (status !== 200) throw new Error(`/api/try answered ${status}: is this a preview?`);
}

async function takeConversation(page: Page): Promise<void> {
  await page.goto(`${url}/sessions/visit-118`);
  await page.getByText("this is awful").first().waitFor();
  await keep(page, "conversation");
}

/** As the page shows what a made-up conversation would post. */
async function takeSlackMessage(page: Page): Promise<void> {
  await page.goto(`${url}/try`);
  await page.getByRole("textbox").first().fill("I want to speak to a human");
  await page.getByRole("button", { name: "Add" }).click();
  const message = page.locator(".look.slack").first();
  await message.waitFor();
  await keep(message, "slack-message");
}

async function keep(what: Page | Locator, name: string): Promise<void> {
  const path = join(root, "docs/pictures", `${name}.png`);
  await what.screenshot({ path, animations: "disabled" });
  const { size } = statSync(path);
  console.log(`${name}.png: ${Math.round(size / 1_000)} kB`);
  if (size > largest) throw new Error(`${name}.png has ${size} bytes, at most ${largest} are kept: take a smaller part of the page`);
}
