/** A real Chromium, with a profile of its own that is gone afterwards. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type ConsoleMessage, chromium, type Page } from "playwright-core";

/** Where one is installed; undefined where there is none. */
export const chromiumPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

export interface OpenBrowser {
  /** A fresh page, and what it complained about: errors, and whatever its content security policy stopped. */
  open(url: string): Promise<{ readonly page: Page; readonly complaints: string[] }>;
  /** Takes away the cookies: the ports of one host share them. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** `script` is there on every page before the page's own; the page's policy does not concern it. */
export async function openBrowser(script?: string): Promise<OpenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), "avatar-relay-browser-"));
  const args = [...quiet, "--disable-component-update", "--disable-sync"];
  const context: BrowserContext = await chromium.launchPersistentContext(profile, { executablePath: chromiumPath ?? "", args });
  context.setDefaultTimeout(10_000);
  if (script !== undefined) await context.addInitScript({ content: script });
  return {
    async open(url) {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      // That a call was refused is the page's to say; what the policy stopped and what failed in a script is a complaint.
      const isComplaint = (message: ConsoleMessage) => message.type() === "error" && !message.text().startsWith("Failed to load resource");
      page.on("console", (message) => isComplaint(message) && complaints.push(message.text()));
      await page.goto(url);
      return { page, complaints };
    },
    forget: () => context.clearCookies(),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
