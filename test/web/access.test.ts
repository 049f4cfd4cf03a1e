import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPlanner } from "../../src/rules/engine/evaluate.ts";
import { type RunningAdmin, startAdmin } from "../support/admin.ts";
import { chromiumPath, type OpenBrowser, openBrowser } from "../support/browser.ts";
import { root } from "../support/build.ts";
import { makeChat } from "../support/make.ts";
import { buildPage, buildPatience } from "../support/page.ts";
import { programOf } from "../support/program.ts";
import { endDeliveries, plantEvent, refusedForGood } from "../support/stored.ts";

if (chromiumPath === undefined) console.warn("The page is not looked at with axe: install Chromium (apt-get install chromium).");

const longWord = "Donaudampfschifffahrtsgesellschaft".repeat(6);

/** What axe says is wrong, and where. */
const findings = `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes.map(({ target }) => target).join(" ")))`;

describe.skipIf(chromiumPath === undefined)("the page, looked at by axe", () => {
  let browser: OpenBrowser;
  let empty: RunningAdmin;
  let full: RunningAdmin;
  let delivery: string;
  let incident: string;

  beforeAll(async () => {
    buildPage();
    browser = await openBrowser(readFileSync(join(root, "web/node_modules/axe-core/axe.min.js"), "utf8"));
    empty = await startAdmin();
    full = await startAdmin({ tryOut: async () => ({ status: 200, eventId: undefined }) });
    const { store, health, bus } = full;
    const planner = createPlanner(
      programOf([{ name: "asks-for-a-human", when: { keywords: "human" }, then: [{ to: "desk", settings: {} }] }]),
    );
    for (const session of ["s1", longWord]) {
      const event = makeChat({ message: `I want a human ${longWord}`, session });
      await store.accept({ kind: "event", event, raw: new Uint8Array() });
    }
    await store.evaluate(10, planner);
    [delivery = ""] = await plantEvent(store, { event: makeChat({ message: "again", session: "s1" }), to: ["support"] });
    await endDeliveries(store, "support", refusedForGood);
    incident = (await store.searchIncidents({ limit: 1 })).rows[0]?.id ?? "";
    health.know({ insecure: true, preview: false, destinations: [{ name: "support", type: "slack" }], critical: [] });
    bus.emit({ name: "destination.paused", to: "support", reason: "credentials", detail: "invalid_auth" });
  }, buildPatience);
  afterAll(async () => {
    await browser.close();
    await Promise.all([empty.close(), full.close()]);
  });

  const places = ["/", "/sessions", "/incidents", "/deliveries", "/rules", "/try", "/insights", "/setup", "/health"];

  async function look(page: Page, url: string): Promise<readonly string[]> {
    await page.goto(url);
    await page.getByRole("status").getByText("live", { exact: true }).waitFor();
    await page.locator("main h1").waitFor();
    await page.getByText("Loading …").waitFor({ state: "detached" });
    const found: readonly string[] = await page.evaluate(findings);
    const width = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    return [...found, ...(Number(width) > 0 ? [`${width} px too wide`] : [])].map((each) => `${url.slice(url.indexOf("/", 8))} ${each}`);
  }

  it.each([
    [1400, "light"],
    [1400, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)(
    "is right at %i px, %s, empty and full, and never scrolls sideways",
    async (width, colorScheme) => {
      const { page, complaints } = await browser.open("about:blank");
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const wrong: string[] = [];
      for (const path of places) wrong.push(...(await look(page, `${empty.url}${path}`)));
      const ids = ["/sessions/s1", `/incidents/${encodeURIComponent(incident)}`, `/deliveries/${encodeURIComponent(delivery)}`];
      for (const path of [...places, ...ids]) wrong.push(...(await look(page, `${full.url}${path}`)));
      expect(wrong).toEqual([]);
      expect(complaints).toEqual([]);
      await page.close();
    },
    120_000,
  );

  it.each([1400, 390])("is right at %i px with a dialog and a menu open, and where one signs in", async (width) => {
    const { page } = await browser.open(`${full.url}/deliveries`);
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole("button", { name: "Send dead letters again …" }).click();
    await page.getByRole("dialog").waitFor();
    expect(await page.evaluate(findings)).toEqual([]);
    await page.goto(`${full.url}/incidents`);
    await page.getByRole("button", { name: "Snooze" }).first().click();
    await page.getByRole("menu").waitFor();
    expect(await page.evaluate(findings)).toEqual([]);
    const guarded = await startAdmin({ token: "a-token-of-some-length" });
    await page.goto(guarded.url);
    await page.getByLabel("Admin token").waitFor();
    expect(await page.evaluate(findings)).toEqual([]);
    await page.close();
    await guarded.close();
  });
});
