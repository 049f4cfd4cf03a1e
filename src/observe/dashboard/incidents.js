/** What people work on, and working on it from here. */

import { get, post } from "./api.js";
import { byId, chip, clock, createRows, element, plural } from "./dom.js";

const most = 100;
const moods = { open: "bad", claimed: "wait", snoozed: "wait", resolved: "good" };

export function createIncidents() {
  const show = createRows(byId("incidents"), { key: ({ id }) => id, draw });
  const wanted = () => (byId("incidents-all").checked ? "" : "open,claimed,snoozed");

  async function refresh() {
    const { incidents, next } = await get(`api/incidents?${new URLSearchParams({ state: wanted(), limit: String(most) })}`);
    show(incidents);
    byId("incidents-empty").hidden = incidents.length > 0;
    byId("incidents-more").textContent = next === null ? "" : `Only the newest ${most} are shown.`;
  }

  byId("incidents-all").onchange = refresh;
  return { refresh };
}

function draw(item, incident) {
  const { rule, session, group, state, findings, opened_at, owner } = incident;
  item.classList.add("incident");
  item.replaceChildren(
    clock(opened_at),
    chip(state, moods[state]),
    element("span", { className: "rule", title: rule }, rule),
    element("span", { className: "session", title: group }, session ?? group),
    element("span", { className: "found" }, `found ${plural(findings, "time")}`),
    element("span", { className: "owner" }, owner === null ? "" : owner.name),
    element("span", { className: "work" }, ...buttonsOf(incident)),
  );
}

function buttonsOf({ id, state }) {
  const button = (label, wish) => element("button", { type: "button", onclick: () => work(id, wish) }, label);
  if (state === "resolved") return [button("Reopen", { action: "reopen" })];
  return [
    ...(state === "claimed" ? [] : [button("Claim", { action: "claim" })]),
    ...(state === "snoozed" ? [] : [button("Snooze 1h", { action: "snooze", for: "1h" })]),
    button("Resolve", { action: "resolve" }),
  ];
}

/** What was pressed shows when it has been evaluated: the stream says so. */
async function work(id, wish) {
  try {
    await post(`api/incidents/${encodeURIComponent(id)}/work`, wish);
    byId("incidents-outcome").textContent = "";
  } catch (error) {
    byId("incidents-outcome").textContent = error.message;
  }
}
