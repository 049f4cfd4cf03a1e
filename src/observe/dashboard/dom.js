/** Building the page. Text from outside only ever becomes text: nothing here, or anywhere on the page, reads markup. */

/** Makes an element: properties, `data` and attributes, then children that are elements or text. */
export function element(name, { data = {}, attributes = {}, ...properties } = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  Object.assign(made.dataset, data);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== undefined && child !== ""));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/**
 * Shows rows in order under their keys. What is already there stays, open details and focus included, and is only drawn again where
 * its row has changed.
 */
export function createRows(list, { key, draw }) {
  const shown = new Map();
  let isFirst = true;
  return (rows) => {
    const wanted = new Set(rows.map(key));
    for (const [id, { item }] of shown) {
      if (wanted.has(id)) continue;
      item.remove();
      shown.delete(id);
    }
    rows.forEach((row, index) => {
      const known = place(shown, key(row), row, draw, isFirst);
      if (list.children[index] !== known.item) list.insertBefore(known.item, list.children[index] ?? null);
    });
    isFirst = false;
  };
}

function place(shown, id, row, draw, isFirst) {
  const text = JSON.stringify(row);
  const known = shown.get(id);
  if (known?.text === text) return known;
  const made = { item: known?.item ?? document.createElement("li"), text };
  if (known === undefined && !isFirst) made.item.classList.add("fresh");
  draw(made.item, row);
  shown.set(id, made);
  return made;
}

/** A row that opens: `summary` is always shown, `load` makes the rest when it is opened for the first time and whenever it changed. */
export function openable(item, summary, load) {
  const details = item.querySelector("details") ?? item.appendChild(element("details"));
  const line = element("summary", {}, ...summary);
  const old = details.querySelector("summary");
  if (old === null) details.append(line);
  else old.replaceChildren(...line.childNodes);
  details.ontoggle = () => {
    if (details.open) fill(details, load);
  };
  if (details.open) fill(details, load);
}

async function fill(details, load) {
  const body = details.querySelector(".detail") ?? details.appendChild(element("div", { className: "detail" }));
  try {
    body.replaceChildren(...(await load()));
  } catch (error) {
    body.replaceChildren(element("p", { className: "wrong" }, error.message));
  }
}

export function timeOf(iso) {
  return new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
}

export function clock(iso) {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  const words = isToday ? timeOf(iso) : at.toLocaleDateString([], { day: "numeric", month: "short" });
  return element("time", { dateTime: iso, title: at.toLocaleString() }, words);
}

/** A value as a rule saw it, with numbers that a person can read. */
export function seen(value) {
  return JSON.stringify(value, (_, part) => (typeof part === "number" ? Math.round(part * 100) / 100 : part));
}

export function chip(text, mood) {
  return element("span", { className: "chip", title: text, data: mood === undefined ? {} : { mood } }, text);
}

export function facts(pairs) {
  return element(
    "dl",
    {},
    pairs
      .filter(([, value]) => value !== null && value !== "")
      .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

export function shortened(text, most) {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}
