/** What could not be delivered, and sending it again: counted first, then asked. */

import { get, post } from "./api.js";
import { byId, clock, element, plural } from "./dom.js";

const most = 200;

export function createDeadLetters({ changed }) {
  const chosen = () => ({ to: byId("dead-to").value, rule: byId("dead-rule").value });

  async function refresh() {
    const { to, rule } = chosen();
    const { deliveries, next } = await get(`api/deliveries?${new URLSearchParams({ state: "dead", limit: String(most), to, rule })}`);
    byId("dead").replaceChildren(...deliveries.map(drawRow), ...(next === null ? [] : [drawMore()]));
    byId("dead-table").hidden = deliveries.length === 0;
    byId("dead-empty").hidden = deliveries.length > 0;
    byId("redrive").disabled = deliveries.length === 0;
    offer(byId("dead-to"), deliveries, "to");
    offer(byId("dead-rule"), deliveries, "rule");
  }

  byId("dead-to").onchange = refresh;
  byId("dead-rule").onchange = refresh;
  byId("redrive").onclick = () => redrive(chosen()).then(changed, tellError);
  return { refresh };
}

function drawRow({ to, rule, reason, detail, attempts, due_at }) {
  return element(
    "tr",
    {},
    element("td", {}, to),
    element("td", { className: "rule" }, rule),
    element("td", { className: "why" }, reason ?? "", " ", element("small", {}, detail ?? "")),
    element("td", { className: "count" }, String(attempts)),
    element("td", { className: "due" }, clock(due_at)),
  );
}

function drawMore() {
  return element("tr", {}, element("td", { colSpan: 5 }, element("small", {}, `Only the newest ${most} are shown.`)));
}

/** Every name that was ever seen stays on offer, so that a choice does not vanish with its last row. */
function offer(select, deliveries, field) {
  const known = new Set([...select.options].map(({ value }) => value));
  for (const name of new Set(deliveries.map((each) => each[field]))) {
    if (!known.has(name)) select.append(element("option", { value: name }, name));
  }
}

async function redrive({ to, rule }) {
  const wanted = { state: "dead", ...(to === "" ? {} : { to }), ...(rule === "" ? {} : { rule }) };
  const { matched } = await post("api/redrive", { ...wanted, dry_run: true });
  if (matched === 0 || !(await confirmed(matched, { to, rule }))) return;
  const pace = byId("confirm-slowly").checked ? { rate: 1 } : {};
  const { queued } = await post("api/redrive", { ...wanted, ...pace, new_key: byId("confirm-new-key").checked });
  tell(`${plural(queued, "delivery", "deliveries")} queued again.`, element("button", { type: "button", onclick: stop }, "Stop"));
}

async function stop() {
  try {
    const { stopped } = await post("api/redrive/stop", {});
    tell(`${plural(stopped, "delivery", "deliveries")} taken back.`);
  } catch (error) {
    tellError(error);
  }
}

function confirmed(count, { to, rule }) {
  const dialog = byId("confirm");
  const scope = [to === "" ? "" : ` to ${to}`, rule === "" ? "" : ` of ${rule}`].join("");
  byId("confirm-text").textContent = `${plural(count, "dead delivery", "dead deliveries")}${scope} will be sent again.`;
  byId("confirm-send").textContent = `Send ${count.toLocaleString()} again`;
  byId("confirm-new-key").checked = false;
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "send");
  });
}

function tell(...words) {
  byId("redrive-outcome").replaceChildren(...words);
}

function tellError(error) {
  tell(error.message);
}
