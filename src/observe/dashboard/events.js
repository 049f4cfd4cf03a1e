/** What came in, newest first, and what the rules made of it. */

import { get } from "./api.js";
import { byId, chip, clock, createRows, element, facts, openable, seen, shortened, timeOf } from "./dom.js";

const most = 60;
const statusWords = { pending: ["waits for the rules", "wait"], quarantined: ["quarantined", "bad"] };

/** Details of events with findings: they are shown at once, so each is read once. */
const details = new Map();

export function createEvents({ announce }) {
  let onlyFindings = false;
  let seen;
  const show = createRows(byId("events"), { key: ({ id }) => id, draw });
  choose(byId("show-all"), byId("show-findings"), (isSecond) => {
    onlyFindings = isSecond;
    return refresh();
  });

  async function refresh() {
    const { events } = await get(`api/events?limit=${onlyFindings ? 200 : most}`);
    const rows = events.filter(({ findings }) => !onlyFindings || findings.length > 0).slice(0, most);
    const why = await Promise.all(rows.map(reasonsOf));
    show(rows.map((row, index) => ({ ...row, why: why[index] })));
    byId("events-empty").hidden = rows.length > 0;
    seen = announceNew(rows, seen, announce);
  }
  return { refresh };
}

function choose(first, second, changed) {
  const pick = (isSecond) => () => {
    first.setAttribute("aria-pressed", String(!isSecond));
    second.setAttribute("aria-pressed", String(isSecond));
    return changed(isSecond);
  };
  first.onclick = pick(false);
  second.onclick = pick(true);
}

/** Says the newest finding that was not there before; a burst is one sentence. */
function announceNew(rows, seen, announce) {
  const found = rows.filter(({ findings }) => findings.length > 0);
  const fresh = seen === undefined ? [] : found.filter(({ id }) => !seen.has(id));
  if (fresh.length === 1)
    announce(`${fresh[0].findings.map(({ rule }) => rule).join(", ")} held for session ${fresh[0].session ?? "unknown"}`);
  if (fresh.length > 1) announce(`${fresh.length} new events with findings`);
  return new Set(found.map(({ id }) => id));
}

async function reasonsOf({ id, findings, status }) {
  if (findings.length === 0 || status !== "evaluated") return undefined;
  const detail = details.get(id) ?? (await get(`api/events/${encodeURIComponent(id)}`).catch(() => undefined));
  if (detail === undefined) return undefined;
  if (details.size > 500) details.clear();
  details.set(id, detail);
  const held = detail.trace?.rules.filter((rule) => rule.held === true) ?? [];
  return { said: detail.event?.message ?? "", because: held.flatMap(({ because }) => because.map(({ text }) => text)) };
}

function draw(item, row) {
  item.classList.add("event");
  const { received_at, type, agent, session, findings, status, why } = row;
  const word = statusWords[status];
  const chips = findings.map(({ rule }) => chip(rule));
  const summary = [
    clock(received_at),
    element("span", { className: "type" }, type || "not an event"),
    element("span", { className: "who mono", title: `${session ?? ""} ${agent}` }, [session, agent].filter(Boolean).join(" · ")),
    element("span", { className: "findings" }, word === undefined ? chips : [chip(...word)]),
    why === undefined ? "" : drawWhy(why),
  ];
  openable(item, summary.filter(Boolean), async () =>
    drawDetail(details.get(row.id) ?? (await get(`api/events/${encodeURIComponent(row.id)}`))),
  );
}

function drawWhy({ said, because }) {
  return element(
    "span",
    { className: "why" },
    said === "" ? "" : element("span", { className: "said" }, `“${shortened(said, 180)}”`),
    because.length === 0 ? "" : element("span", { className: "because" }, because.join(" · ")),
  );
}

function drawDetail({ id, source, agent, session, event, raw, raw_withheld, trace, quarantine }) {
  return [
    facts([
      ["message", event?.message ?? null],
      ["session", session],
      ["agent", agent],
      ["source", source],
      ["id", id],
      ["quarantined", quarantine === null ? null : `${quarantine.reason} ${quarantine.detail}`],
    ]),
    ...(trace === null ? [] : [drawTrace(trace)]),
    element(
      "div",
      {},
      element("h3", {}, "As it was received"),
      raw === null ? element("p", { className: "not" }, raw_withheld) : element("pre", { tabIndex: 0 }, textOf(raw)),
    ),
  ];
}

function drawTrace({ rules, version, more = 0 }) {
  if (rules.length === 0) return element("p", { className: "not" }, `No rule looked closer (rules ${version.slice(0, 8)}).`);
  const rest = more === 0 ? "" : element("li", { className: "not" }, `and ${more} more`);
  return element(
    "div",
    {},
    element("h3", {}, "What the rules made of it"),
    element("ul", { className: "verdicts" }, rules.map(drawRule), rest),
  );
}

function drawRule({ rule, held, because = [], stopped = [], held_back, sent, error, awaiting = [], skipped = [] }) {
  const name = element("span", { className: held === true ? "held" : "not" }, rule);
  return element(
    "li",
    {},
    name,
    element(
      "span",
      { className: held === true ? "" : "not" },
      verdict({ held, because, stopped, held_back, sent, error, awaiting, skipped }),
    ),
  );
}

function verdict({ held, because, stopped, held_back, sent, error, awaiting, skipped }) {
  if (held === "error") return `failed: ${error}`;
  if (held === false) return `not: ${stopped.map(({ at, saw }) => (saw === null ? at : `${at} saw ${seen(saw)}`)).join(", ")}`;
  const reasons = because.map(({ text }) => text).join(" · ");
  return `${reasons} — ${held_back === undefined ? sentWords(sent, awaiting, skipped) : heldBack(held_back)}`;
}

/** What waits for a name or was left out is not sent. */
function sentWords(sent, awaiting, skipped) {
  const parts = [
    ...(sent > 0 || awaiting.length + skipped.length === 0 ? [`sent ${sent}`] : []),
    ...awaiting.map((to) => `${to} waits for who the visitor is`),
    ...skipped.map((to) => `${to} left out: nobody said who`),
  ];
  return parts.join(" · ");
}

const backWords = {
  throttle: "held back by its throttle",
  shadow: "in shadow: recorded, sent nowhere",
  late: "held back: it came late",
  mute: "held back: muted",
  hours: "held back: outside of its hours",
  "fan-out": "held back: its destinations had enough messages",
  "after-call": "held back: it came after the call, and one message was enough",
  "event-limit": "held back: the event had made messages enough (settings.messages_per_event)",
  removed: "held back: the rule was removed before its hours began",
  claimed: "not needed: somebody had claimed it",
  resolved: "not needed: it was resolved",
};

function heldBack({ by, until }) {
  return `${backWords[by] ?? `held back: ${by}`}${until === undefined ? "" : ` until ${timeOf(until)}`}`;
}

/** The signed bytes as text; what is not UTF-8 shows as such. */
function textOf(base64) {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}
