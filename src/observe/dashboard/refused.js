/** The requests that were refused last, each with its mistake and the cure. */

import { get } from "./api.js";
import { byId, clock, createRows, element } from "./dom.js";

export function createRefused() {
  const show = createRows(byId("refused"), { key: ({ request_id }) => request_id, draw });
  return {
    async refresh() {
      const { refused } = await get("api/refused");
      byId("refused-panel").hidden = refused.length === 0;
      show(refused);
    },
  };
}

function draw(item, { at, code, method, path, address, source, request_id, mistakes }) {
  item.className = "refused";
  const where = [`${method} ${path}`, address === null ? "" : `from ${address}`, source === null ? "" : `source ${source}`];
  item.replaceChildren(
    element(
      "p",
      { className: "line" },
      clock(at),
      element("strong", {}, code),
      element("span", { className: "where", title: `request ${request_id}` }, where.filter((part) => part !== "").join(" · ")),
    ),
    ...mistakes.map(({ what, cure }) => element("p", { className: "mistake" }, what, element("span", { className: "cure" }, ` ${cure}`))),
  );
}
