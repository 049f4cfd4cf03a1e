/** What is sent where, and what came of it. */

import { get } from "./api.js";
import { byId, chip, clock, createRows, element, facts, openable, timeOf } from "./dom.js";

const most = 40;
export const moods = { delivered: "good", waiting: "wait", sending: "wait", dead: "bad", left_out: "wait" };
const stateWords = { left_out: "left out" };

export function createDeliveries() {
  const show = createRows(byId("deliveries"), { key: ({ id }) => id, draw });
  return {
    async refresh() {
      const { deliveries } = await get(`api/deliveries?limit=${most}`);
      show(deliveries);
      byId("deliveries-empty").hidden = deliveries.length > 0;
    },
  };
}

function draw(item, row) {
  item.classList.add("delivery");
  const { id, due_at, to, rule, state } = row;
  const reason = reasonOf(row);
  const summary = [
    clock(due_at),
    element("span", { className: "to" }, to),
    element("span", { className: "rule", title: rule }, rule),
    chip(stateWords[state] ?? state, moods[state]),
    reason === "" ? "" : element("span", { className: "reason" }, reason),
  ];
  if (row.reason === "no_identity") return openable(item, summary.filter(Boolean), () => [facts([["event", row.event]])]);
  openable(item, summary.filter(Boolean), async () => drawDetail(await get(`api/deliveries/${encodeURIComponent(id)}`)));
}

function reasonOf({ state, reason, detail, attempts, due_at }) {
  if (reason === "no_identity") return detail;
  if (state === "dead") return [reason, detail].filter(Boolean).join(": ");
  if (state === "waiting" && attempts > 0) return `attempt ${attempts + 1} at ${timeOf(due_at)}`;
  return "";
}

function drawDetail({ id, event, idempotency_key, reference, body, history, masked = false }) {
  return [
    facts([
      ["event", event],
      ["id", id],
      ["idempotency key", idempotency_key === id ? null : idempotency_key],
      ["reference", reference],
    ]),
    ...(history.length === 0 ? [] : [drawHistory(history)]),
    element("div", {}, element("h3", {}, "What is sent"), drawBody(body, masked)),
  ];
}

function drawBody(body, isMasked) {
  if (isMasked) return element("p", { className: "not" }, "It is masked for the role viewer.");
  return element("pre", { tabIndex: 0 }, JSON.stringify(body, null, 2));
}

function drawHistory(history) {
  const lines = history.map(({ at, took_ms, outcome, reason, detail }) =>
    element("li", {}, element("span", {}, clock(at)), element("span", { className: "not" }, words({ outcome, reason, detail, took_ms }))),
  );
  return element("div", {}, element("h3", {}, "Attempts"), element("ul", { className: "verdicts" }, lines));
}

function words({ outcome, reason, detail, took_ms }) {
  return [`${outcome} after ${took_ms} ms`, reason, detail].filter(Boolean).join(" · ");
}
