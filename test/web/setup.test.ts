import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdminRefused, Setup } from "../../src/observe/admin/parts.ts";
import { type RunningAdmin, startAdmin } from "../support/admin.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { monday } from "../support/make.ts";
import { buildPage, buildPatience } from "../support/page.ts";
import { makeAnswered } from "../support/signals.ts";

if (chromiumPath === undefined) console.warn("The setup page is not tested: install Chromium (apt-get install chromium).");

const nothing: Setup["progress"] = { reachedAt: undefined, test: undefined, first: undefined };

describe.skipIf(chromiumPath === undefined)("the setup page", () => {
  let browser: OpenBrowser;
  let admin: RunningAdmin;
  let page: Page;
  let complaints: string[];
  let setup: Setup;
  let refused: AdminRefused[];

  beforeAll(async () => {
    buildPage();
    browser = await openBrowser();
  }, buildPatience);
  afterAll(() => browser.close());

  beforeEach(async () => {
    await browser.forget();
    refused = [];
    setup = {
      url: "https://relay.example.com/webhook",
      path: "/webhook",
      port: 8080,
      header: { name: "X-Webhook-Secret", value: "a-value-that-was-made" },
      takesSignatures: true,
      progress: nothing,
    };
    admin = await startAdmin({ setup: async () => setup, refused: async () => refused });
    ({ page, complaints } = await browser.open(`${admin.url}/setup`));
    await page.getByRole("status").getByText("live", { exact: true }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    await admin.close();
  });

  const stateOf = (step: string) => page.locator(`#step-${step}`).getAttribute("data-state");

  it("can be opened directly, and shows what to enter, the value only when it is asked for", async () => {
    await page.getByText("https://relay.example.com/webhook").waitFor();
    expect(await page.locator("#header-value").textContent()).toContain("X-Webhook-Secret: ••••");
    await page.getByRole("button", { name: "Show" }).focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#header-value").textContent()).toBe("X-Webhook-Secret: a-value-that-was-made");
    expect(complaints).toEqual([]);
  });

  it("turns each step green as it happens, and says so", async () => {
    await page.getByText("waiting …").first().waitFor();
    expect(await Promise.all(["reach", "test", "first"].map(stateOf))).toEqual(["open", "open", "open"]);
    setup = { ...setup, progress: { ...nothing, reachedAt: monday, test: { at: monday, by: "header" } } };
    admin.bus.emit(makeAnswered({ type: "test", provenBy: "header" }));
    await page.getByText("the dashboard's test has arrived, protected by the header").waitFor();
    expect(await Promise.all(["reach", "test", "first"].map(stateOf))).toEqual(["done", "done", "open"]);
    setup = { ...setup, progress: { ...setup.progress, first: { at: monday, type: "room.join" } } };
    admin.bus.emit(makeAnswered());
    await page.locator("#step-first[data-state=done]").waitFor();
    expect(await page.locator("#step-first").getByRole("status").textContent()).toContain(
      "the first room.join of a real visitor has arrived",
    );
  });

  it("shows why a request was refused, as text", async () => {
    const cure = "Take the quotes away.";
    refused = [
      {
        request_id: "R1",
        at: "2026-03-02T09:00:00.000Z",
        code: "signature_invalid",
        source: "bithuman",
        address: "192.0.2.1",
        method: "POST",
        path: "/<b>webhook",
        bytes: 12,
        mistakes: [{ code: "secret_quotes", what: "The sender signs with quotes around the secret.", cure }],
      },
    ];
    admin.bus.emit(makeAnswered({ status: 401, code: "signature_invalid" }));
    const row = page.locator(".refused");
    await row.waitFor();
    expect(await row.textContent()).toMatch(
      /signature_invalid.*\/<b>webhook.*192\.0\.2\.1.*quotes around the secret.*Take the quotes away/,
    );
  });

  it("says what is missing where nobody has said the address, and where headers are not taken", async () => {
    setup = { ...setup, url: undefined, header: undefined };
    await page.reload();
    await page.getByText("set PUBLIC_URL to its address").waitFor();
    expect(await page.getByText("takes signed webhooks only").isVisible()).toBe(true);
    expect(await page.locator("#header-value").count()).toBe(0);
  });
});
