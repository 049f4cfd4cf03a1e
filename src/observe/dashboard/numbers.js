/** The figures at the top, and the pulse of the last minute. */

import { get } from "./api.js";
import { byId, element } from "./dom.js";

const tiles = [
  { name: "Events", of: ({ events }) => events },
  { name: "Waiting for rules", of: ({ pending }) => pending, mood: (count) => (count > 100 ? "wait" : "") },
  { name: "Delivered", of: ({ deliveries }) => deliveries.delivered },
  { name: "On their way", of: ({ deliveries }) => deliveries.waiting + deliveries.sending },
  { name: "Dead", of: ({ deliveries }) => deliveries.dead, mood: (count) => (count > 0 ? "bad" : "") },
  { name: "Sessions", of: ({ sessions }) => sessions },
];

const seconds = 60;
const svg = "http://www.w3.org/2000/svg";

export function createNumbers() {
  const drawn = tiles.map(({ name }) => drawTile(name));
  byId("numbers").replaceChildren(...drawn.map(({ tile }) => tile));
  const pulse = createPulse(drawn[0]);
  return {
    count: pulse.count,
    async refresh() {
      const stats = await get("api/stats");
      tiles.forEach(({ of, mood }, index) => {
        const count = of(stats);
        drawn[index].number.data = count.toLocaleString();
        drawn[index].tile.dataset.mood = mood?.(count) ?? "";
      });
      const { quarantined } = stats;
      drawn[0].aside.textContent = quarantined === 0 ? "" : ` ${quarantined.toLocaleString()} quarantined`;
    },
  };
}

function drawTile(name) {
  const number = document.createTextNode("–");
  const aside = element("span", { className: "aside" });
  const tile = element(
    "div",
    { className: "tile" },
    element("span", { className: "name" }, name),
    element("span", { className: "figure" }, number, aside),
  );
  return { tile, number, aside };
}

/** One bar a second for the last minute. */
function createPulse({ tile }) {
  const perSecond = Array(seconds).fill(0);
  const image = document.createElementNS(svg, "svg");
  for (const [name, value] of Object.entries({
    class: "pulse",
    viewBox: `0 0 ${seconds * 4} 40`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  })) {
    image.setAttribute(name, value);
  }
  const bars = perSecond.map((_, index) => image.appendChild(drawBar(index)));
  tile.append(image);
  setInterval(() => {
    const top = Math.max(4, ...perSecond);
    bars.forEach((bar, index) => {
      const height = Math.max(1, (perSecond[index] / top) * 40); // a base line where nothing came
      bar.setAttribute("y", String(40 - height));
      bar.setAttribute("height", String(height));
    });
    perSecond.shift();
    perSecond.push(0);
  }, 1_000);
  return {
    count() {
      perSecond[seconds - 1] += 1;
    },
  };
}

function drawBar(index) {
  const bar = document.createElementNS(svg, "rect");
  for (const [name, value] of Object.entries({ x: index * 4, y: 39, width: 3, height: 1, rx: 1 })) bar.setAttribute(name, String(value));
  return bar;
}
