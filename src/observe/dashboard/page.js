/** The live page. Signals say that something has changed; what is shown is always read from the API, so nothing missed stays missing. */

import { createDeadLetters } from "./dead-letters.js";
import { createDeliveries } from "./deliveries.js";
import { byId } from "./dom.js";
import { createEvents } from "./events.js";
import { createIncidents } from "./incidents.js";
import { createNumbers } from "./numbers.js";
import { createRefused } from "./refused.js";
import { createStatus } from "./status.js";
import { follow } from "./stream.js";
import { createTryIt } from "./try-it.js";

const linkWords = { live: "live", lost: "reconnecting" };

const announce = (words) => {
  byId("announcer").textContent = words;
};

const numbers = createNumbers();
const parts = {
  numbers: spaced(numbers.refresh),
  status: spaced(createStatus().refresh),
  events: spaced(createEvents({ announce }).refresh),
  deliveries: spaced(createDeliveries().refresh),
  incidents: spaced(createIncidents().refresh),
  dead: spaced(createDeadLetters({ changed: all }).refresh),
  refused: spaced(createRefused().refresh, 5_000),
};

/** What each signal makes stale. */
const stale = {
  "event.accepted": ["numbers", "events"],
  "event.quarantined": ["numbers", "events"],
  "event.evaluated": ["numbers", "events", "deliveries", "incidents"],
  "delivery.attempted": ["numbers", "deliveries", "dead"],
  "breaker.changed": ["status"],
  "destination.paused": ["status"],
  "destination.resumed": ["status"],
  "rules.loaded": ["status"],
  "rules.refused": ["status"],
  "store.trouble": ["status"],
  "store.checked": ["status"],
  "process.stopping": ["status"],
};

function all() {
  for (const refresh of Object.values(parts)) refresh();
}

/** Runs at once, then at most once in a while however often it is asked: a busy relay is not asked more than a quiet one. */
function spaced(refresh, apart = 1_000) {
  let state = "idle";
  const run = async () => {
    state = "running";
    await refresh().catch(() => {}); // the link says that the relay is not there; the next signal or return tries again
    setTimeout(() => {
      if (state === "again") run();
      else state = "idle";
    }, apart);
  };
  return () => {
    if (state === "idle") run();
    else state = "again";
  };
}

function onSignal({ name, status }) {
  if (name === "event.accepted") numbers.count();
  if (name === "request.answered" && status >= 400) parts.refused();
  for (const part of stale[name] ?? []) parts[part]();
}

function onState(state) {
  byId("link").dataset.state = state;
  byId("link-text").textContent = linkWords[state];
  if (state === "live") all();
}

const themePlace = "avatar-relay theme";

function wireTheme() {
  const chosen = localStorage.getItem(themePlace);
  if (chosen !== null) document.documentElement.dataset.theme = chosen;
  byId("theme").onclick = () => {
    const isDark =
      getComputedStyle(document.documentElement).colorScheme === "dark" ||
      (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
    const next = isDark ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem(themePlace, next);
  };
}

wireTheme();
createTryIt();
setInterval(() => parts.numbers(), 15_000); // sessions end and timers fire without a signal of their own
follow({ onSignal, onState });
