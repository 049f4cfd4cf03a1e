/** What runs, how it does, and what needs a person. */

import { get } from "./api.js";
import { byId, element, plural } from "./dom.js";

export function createStatus() {
  return {
    async refresh() {
      const status = await get("api/status");
      byId("facts").replaceChildren(...factsOf(status));
      byId("sinks").replaceChildren(...status.sinks.map(drawSink));
      byId("try").hidden = !status.try;
      tell(noticesOf(status));
    },
  };
}

function factsOf({ config, preview, you }) {
  const rules = element("span", { title: `rules ${config.version ?? ""}` }, plural(config.rules, "rule"));
  const who = you.via === "preview" ? [] : [element("span", { title: "whose token this is, and its role" }, `${you.name} · ${you.role}`)];
  return [...(preview ? [element("span", { className: "noted" }, "preview: nothing is sent")] : []), rules, ...who];
}

function drawSink({ name, type, breaker, paused }) {
  const trouble = troubleOf({ breaker, paused });
  const dot = element("span", { className: "dot", attributes: { "aria-hidden": "true" } });
  const words = trouble === "" ? name : `${name}: ${trouble}`;
  return element("li", { title: `${type} · ${paused ?? breaker}`, data: { mood: trouble === "" ? "good" : "bad" } }, dot, words);
}

function waitFor(paused) {
  return paused.startsWith("throttled") ? "asks for fewer requests" : "waits for a person";
}

function troubleOf({ breaker, paused }) {
  if (paused !== null) return "paused";
  return breaker === "closed" ? "" : breaker;
}

function noticesOf({ status, reason, config, insecure, sinks, muted_critical, masked = false }) {
  return [
    ...(masked
      ? [["", "Texts are masked for you: this relay shows them to the roles responder and admin (settings.mask_for_viewers)."]]
      : []),
    ...(status === "ready" ? [] : [["bad", `Not ready: ${reason}. Events are refused and their senders come back.`]]),
    ...(config.stale
      ? [["bad", "rules.yaml does not load: the rules before it stay in use. The log and “avatar-relay check” say what is wrong."]]
      : []),
    ...sinks
      .filter(({ paused }) => paused !== null)
      .map(({ name, paused }) => ["", `${name} ${waitFor(paused)}: ${paused}. Its deliveries are kept.`]),
    ...muted_critical.map(({ rule, by, until }) => [
      "bad",
      `${rule} is critical, and ${by} has muted it${until === null ? "" : ` until ${new Date(until).toLocaleString()}`}.`,
    ]),
    ...(insecure ? [["", "A source takes events without a signature."]] : []),
  ];
}

/** Drawn again only where it differs: a screen reader says each notice once. */
function tell(notices) {
  const place = byId("notices");
  const text = JSON.stringify(notices);
  if (place.dataset.told === text) return;
  place.dataset.told = text;
  place.replaceChildren(...notices.map(([mood, words]) => element("p", { className: `notice ${mood}` }, words)));
}
