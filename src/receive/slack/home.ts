/** The home tab: open incidents, your own, the state of deliveries, and mutes. */

import { isInOwnTeam, type People } from "../../core/access/people.ts";
import { buttonId, buttonText } from "../../core/button.ts";
import type { ClickAction } from "../../core/event.ts";
import type { Incident } from "../../core/incident.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Mute } from "../../core/mute.ts";
import type { Emit, Signal } from "../../core/signal.ts";
import { type Clock, type Duration, day, type Instant, second } from "../../core/time.ts";
import { sentences } from "./actions.ts";
import { header, oneLine, plain, section } from "./answers.ts";
import { incidentLine, incidentsOf, mutedLine, mutedNow, type NamedRule, type SlackRecords } from "./knowledge.ts";
import { momentOf } from "./moment.ts";

export interface HomeOptions {
  readonly records: SlackRecords;
  readonly rules: () => readonly NamedRule[];
  /** The present `settings.timezone`. */
  readonly timezone: () => string;
  readonly people: () => People;
  /** Signs the value of a button. */
  readonly seal: (text: string) => string;
  readonly troubles: () => readonly string[];
  readonly now: Clock;
  readonly emit: Emit;
  /** Shows it to one person. May throw. */
  readonly publish: (user: string, view: object) => Promise<void>;
}

export interface Home {
  /** Somebody opens it. */
  open(team: string, user: string): Promise<void>;
  /** Its content may have changed; `soon` where the viewer has changed it. */
  changed(when?: "soon"): void;
  stop(): void;
}

/** The tab of people who have opened it within a day is updated, at most this often; Slack allows about a hundred views a minute. */
const keepsFor: Duration = day;
const refreshes: Duration = 10 * second;
const shortly: Duration = second;
const mostPeople = 40;

export function createHome(options: HomeOptions): Home {
  const { now, emit } = options;
  const seen = new Map<string, { readonly team: string; readonly at: Instant }>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function show(team: string, user: string): Promise<void> {
    try {
      await options.publish(user, isInOwnTeam(options.people(), { team }) ? await homeView(`${team}/${user}`, options) : strangersView());
    } catch (error) {
      emit({ name: "slack.unanswered", detail: error instanceof Error ? error.name : "Slack cannot be reached" });
    }
  }

  async function refresh(): Promise<void> {
    timer = undefined;
    const since = now() - keepsFor;
    for (const [user, { team, at }] of seen) {
      if (at < since) seen.delete(user);
      else if (!stopped) await show(team, user);
    }
  }

  return {
    async open(team, user) {
      seen.delete(user);
      seen.set(user, { team, at: now() });
      const [oldest] = seen.keys();
      if (seen.size > mostPeople && oldest !== undefined) seen.delete(oldest);
      await show(team, user);
    },
    changed(when) {
      if (stopped || seen.size === 0 || (timer !== undefined && when === undefined)) return;
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), when === "soon" ? shortly : refreshes).unref();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Whether the tab may change after this. */
export function concernsHome(signal: Signal): boolean {
  if (signal.name === "event.evaluated") return signal.rules.length > 0 || signal.type === "relay.click";
  return signal.name === "destination.paused" || signal.name === "destination.resumed" || signal.name === "breaker.changed";
}

function strangersView(): object {
  return { type: "home", blocks: [section(sentences.notAllowed)] };
}

const mostShown = 15;

async function homeView(id: string, { records, rules, timezone, seal, troubles, now }: HomeOptions): Promise<object> {
  const [open, own, muted, { deliveries }] = await Promise.all([
    incidentsOf(records, { states: ["open"] }, mostShown),
    incidentsOf(records, { states: ["claimed", "snoozed"], owner: id }, mostShown),
    mutedNow(records, now()),
    records.stats(),
  ]);
  const make: Make = (label, action, about) => ({
    type: "button",
    action_id: buttonId(action),
    text: plain(label),
    value: seal(buttonText({ action, about })),
  });
  const trouble = troubles().map((each) => section(`✗ ${oneLine(each)}`));
  return {
    type: "home",
    blocks: [
      header("Open"),
      ...listed(open, "Nothing is open.", (each) => incidentSection(each, make("Claim", "claim", each.id))),
      header("Yours"),
      ...listed(own, "You have claimed nothing.", (each) => incidentSection(each, make("Resolve", "resolve", each.id))),
      header("Deliveries"),
      section(`${deliveries.delivered} delivered, ${deliveries.waiting + deliveries.sending} waiting, ${deliveries.dead} given up`),
      ...trouble.slice(0, mostShown),
      header("Muted rules"),
      ...listed(muted.slice(0, mostShown), "No rule is muted.", (each: Mute) =>
        section(mutedLine(each, rules(), timezone()), make("Unmute", "unmute", each.rule)),
      ),
      { type: "context", elements: [plain(`As of ${momentOf(now(), timezone()).slice(11)}; changes are shown within ten seconds.`)] },
    ],
  };
}

type Make = (label: string, action: ClickAction, about: string) => JsonObject;

function listed<Item>(items: readonly Item[], none: string, show: (item: Item) => object): readonly object[] {
  return items.length === 0 ? [section(none)] : items.map(show);
}

function incidentSection(incident: Incident, button: JsonObject): JsonObject {
  return section(incidentLine(incident), button);
}
