/** The page of the first hour: what to enter at the sender, and each step as it happens. What is shown is always read from the API. */

import { get } from "./api.js";
import { byId, clock } from "./dom.js";
import { createRefused } from "./refused.js";
import { follow } from "./stream.js";

const linkWords = { live: "live", lost: "reconnecting" };
const proofWords = { header: "protected by the header", signature: "protected by a signature", path: "protected by its path" };
const hidden = "••••••••••••";

let value = "";
const refused = createRefused();

async function refresh() {
  const setup = await get("api/setup");
  if (setup.receives) {
    showAddress(setup);
    showHeader(setup.header);
    showSteps(setup);
  } else {
    hint("url-hint", "This process receives no webhooks (start --only): open the page of one that does.");
  }
  await refused.refresh();
}

function showAddress({ url, path, port }) {
  byId("url").textContent = url ?? `https://your-host${path}`;
  byId("copy-url").hidden = url === null;
  const words = `The relay listens on port ${port} at ${path}. Put a tunnel or a proxy with https in front of it, and set PUBLIC_URL to its address.`;
  hint("url-hint", url === null ? words : url.startsWith("http:") ? "bitHuman sends to https addresses only." : "");
}

function showHeader(header) {
  byId("header").hidden = header === null;
  hint("header-hint", header === null ? "This source takes signed webhooks only: give the sender the relay's secret to sign with." : "");
  if (header === null) return;
  value = header.value ?? "";
  byId("header-name").textContent = header.name;
  byId("show-value").hidden = byId("copy-value").hidden = header.value === null;
  showValue(byId("show-value").getAttribute("aria-pressed") === "true");
}

function showValue(isShown) {
  byId("show-value").setAttribute("aria-pressed", String(isShown));
  byId("show-value").textContent = isShown ? "Hide" : "Show";
  byId("header-value").textContent = isShown ? value : hidden;
}

function hint(id, words) {
  byId(id).textContent = words;
  byId(id).hidden = words === "";
}

function showSteps({ reached, test, first }) {
  step("reach", reached, "something has reached the relay");
  step("test", test, ["the dashboard's test has arrived", proofWords[test?.by]].filter((words) => words !== undefined).join(", "));
  step("first", first, `the first ${first?.type} of a real visitor has arrived`);
}

/** Announced when it happens, and not again. */
function step(name, done, words) {
  const item = byId(`step-${name}`);
  const outcome = byId(`${name}-outcome`);
  if (done === null) {
    item.dataset.state = "open";
    outcome.replaceChildren("waiting …");
    return;
  }
  if (item.dataset.state !== "done") byId("announcer").textContent = words;
  item.dataset.state = "done";
  outcome.replaceChildren(`✓ ${words} `, clock(done.at));
}

/** Without the right to the clipboard (plain http from another machine) the text is selected, to be copied by hand. */
async function copy(button, text, shown) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = words;
    }, 2_000);
  } catch {
    if (shown.id === "header-value") showValue(true);
    getSelection().selectAllChildren(shown);
  }
}

byId("copy-url").onclick = () => copy(byId("copy-url"), byId("url").textContent, byId("url"));
byId("copy-value").onclick = () => copy(byId("copy-value"), value, byId("header-value"));
byId("show-value").onclick = () => showValue(byId("show-value").getAttribute("aria-pressed") !== "true");

let state = "idle";
/** Runs at once, then at most once in two seconds: a diagnosis costs the relay more than the request did. */
async function soon() {
  if (state !== "idle") {
    state = "again";
    return;
  }
  state = "running";
  await refresh().catch(() => {}); // the link says that the relay is not there
  setTimeout(() => {
    const isStale = state === "again";
    state = "idle";
    if (isStale) soon();
  }, 2_000);
}

const theme = localStorage.getItem("avatar-relay theme");
if (theme !== null) document.documentElement.dataset.theme = theme;

follow({
  onSignal({ name }) {
    if (name === "request.answered" || name.startsWith("setup.") || name === "rules.loaded") soon();
  },
  onState(is) {
    byId("link").dataset.state = is;
    byId("link-text").textContent = linkWords[is];
    if (is === "live") soon();
  },
});
