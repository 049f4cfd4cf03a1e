/** A real Chromium, with a profile of its own that is gone afterwards. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

/** Where one is installed; undefined where there is none. */
export const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

export interface OpenBrowser {
  /** A fresh page, and what it complained about: errors, and whatever its content security policy stopped. */
  open(url: string): Promise<{ readonly page: Page; readonly complaints: string[] }>;
  close(): Promise<void>;
}

export async function openBrowser(): Promise<OpenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "avatar-relay-browser-"));
  const args = [...quiet, "--disable-component-update", "--disable-sync"];
  const context: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath ?? "", args });
  context.setDefaultTimeout(10_000);
  return {
    async open(url) {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await page.goto(url);
      return { page, complaints };
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
