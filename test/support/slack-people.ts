/** What people do in a fake Slack: press what is there to be pressed, fill in modals, type commands, look at their home tab. */

import { isJsonObject, type Json, type JsonObject } from "../../src/core/json.ts";
import type { FakeSlack, SlackMessage } from "./fake-slack.ts";
import type { Acknowledged, Outgoing } from "./slack-doors.ts";

export interface Colleague {
  readonly id: string;
  readonly name: string;
}

export const anna: Colleague = { id: "U0ANNA", name: "anna" };
export const ben: Colleague = { id: "U0BEN", name: "ben" };

/** The team that everybody belongs to. */
export const team = { id: "T0001", domain: "canteen" };

/** Milliseconds since 1970, to the microsecond as Slack tells them: no two presses are at the same time. */
function slackTime(): number {
  return performance.timeOrigin + performance.now();
}

/** What a press sends. Throws where the message has no such control: nobody can press what is not there. */
export function pressOf(slack: FakeSlack, by: Colleague, message: SlackMessage, control: string | RegExp, at = slackTime()): Outgoing {
  const current = slack.messages.find(({ ts }) => ts === message.ts) ?? message;
  const found = controlsOf(current.payload).find(({ label }) => (typeof control === "string" ? label === control : control.test(label)));
  if (found === undefined)
    throw new Error(`there is nothing to press called ${control}: ${controlsOf(current.payload).map(({ label }) => label)}`);
  const place = { user: by.id, channel: current.channel };
  const { payload: _payload, ...message_ } = current;
  return interactive("block_actions", by, {
    trigger_id: slack.trigger(),
    response_url: slack.responseUrl(place),
    container: { type: "message", message_ts: current.ts, channel_id: current.channel, is_ephemeral: false },
    channel: { id: current.channel, name: "support" },
    message: { type: "message", bot_id: "BBOT", text: message_.text, ts: current.ts, blocks: current.payload.blocks ?? [] },
    state: { values: {} },
    actions: [{ ...found.action, block_id: found.block, action_ts: (at / 1_000).toFixed(6) }],
  });
}

/** Presses it, as one would. */
export function press(slack: FakeSlack, by: Colleague, message: SlackMessage, control: string | RegExp): Promise<Acknowledged> {
  return slack.deliver(pressOf(slack, by, message, control));
}

/** Presses a control of the home tab. */
export function pressAtHome(slack: FakeSlack, by: Colleague, control: string | RegExp): Promise<Acknowledged> {
  const view = slack.homes.get(by.id) ?? {};
  const found = controlsOf(view).find(({ label }) => (typeof control === "string" ? label === control : control.test(label)));
  if (found === undefined) throw new Error(`there is nothing to press called ${control} at home`);
  const actions = [{ ...found.action, block_id: found.block, action_ts: (slackTime() / 1_000).toFixed(6) }];
  const container = { type: "view", view_id: "VHOME" };
  return slack.deliver(
    interactive("block_actions", by, { trigger_id: slack.trigger(), container, view: { ...view, id: "VHOME" }, actions }),
  );
}

/** Sends a modal with what was filled in, by action id. */
export function submit(
  slack: FakeSlack,
  by: Colleague,
  view: JsonObject,
  filled: Readonly<Record<string, JsonObject>>,
): Promise<Acknowledged> {
  const values = Object.fromEntries(
    blocksOf(view).flatMap(({ type, block_id: block, element }) => {
      if (type !== "input" || !isJsonObject(element)) return [];
      const action = String(element.action_id);
      return [[String(block), { [action]: { type: element.type ?? null, ...filled[action] } }]];
    }),
  );
  return slack.deliver(
    interactive("view_submission", by, { trigger_id: slack.trigger(), view: { ...view, state: { values } }, response_urls: [] }),
  );
}

/** Types `/avatar …`. */
export function command(slack: FakeSlack, by: Colleague, text: string, of = team.id): Promise<Acknowledged> {
  const payload = {
    command: "/avatar",
    text,
    token: "canary",
    team_id: of,
    team_domain: team.domain,
    channel_id: "CSUPPORT",
    channel_name: "support",
    user_id: by.id,
    user_name: by.name,
    api_app_id: "A0001",
    response_url: slack.responseUrl({ user: by.id, channel: "CSUPPORT" }),
    trigger_id: slack.trigger(),
  };
  return slack.deliver({ kind: "slash_commands", payload });
}

/** Opens the home tab. */
export function openHome(slack: FakeSlack, by: Colleague): Promise<Acknowledged> {
  return slack.deliver(eventOf({ type: "app_home_opened", user: by.id, channel: `D${by.id}`, tab: "home", event_ts: ts() }));
}

/** Writes an answer into a thread. */
export function answerIn(slack: FakeSlack, by: Colleague, thread: SlackMessage, text: string): Promise<Acknowledged> {
  const at = ts();
  return slack.deliver(
    eventOf({
      type: "message",
      user: by.id,
      channel: thread.channel,
      thread_ts: thread.ts,
      ts: at,
      event_ts: at,
      text,
      channel_type: "channel",
    }),
  );
}

function ts(): string {
  return (Date.now() / 1_000).toFixed(6);
}

function eventOf(event: JsonObject): Outgoing {
  const envelope = {
    token: "canary",
    team_id: team.id,
    api_app_id: "A0001",
    type: "event_callback",
    event_id: `Ev${String(event.event_ts)}`,
  };
  return { kind: "events_api", payload: { ...envelope, event, event_time: Math.floor(Date.now() / 1_000), authorizations: [] } };
}

function interactive(type: string, by: Colleague, more: JsonObject): Outgoing {
  const user = { id: by.id, username: by.name, name: by.name, team_id: team.id };
  return {
    kind: "interactive",
    payload: { type, user, team, api_app_id: "A0001", token: "canary", enterprise: null, is_enterprise_install: false, ...more },
  };
}

interface Control {
  /** What is written on it; of a select, `Snooze: 1h`. */
  readonly label: string;
  readonly block: string;
  readonly action: JsonObject;
}

/** Everything in a message or a view that a person can press. */
export function controlsOf(payload: JsonObject): readonly Control[] {
  return blocksOf(payload).flatMap((block, index) => {
    const { elements, accessory } = block;
    const parts: readonly Json[] = [
      ...(Array.isArray(elements) ? (elements as Json[]) : []),
      ...(accessory === undefined ? [] : [accessory]),
    ]; // isArray has looked
    const id = String(block.block_id ?? `b${index}`);
    return parts.flatMap((part) => (isJsonObject(part) ? controlsIn(part).map((control) => ({ ...control, block: id })) : []));
  });
}

function blocksOf({ blocks, attachments }: JsonObject): readonly JsonObject[] {
  const attached = Array.isArray(attachments)
    ? attachments.flatMap((each: Json) => (isJsonObject(each) ? [each.blocks ?? []] : [])).flat()
    : [];
  return [...(Array.isArray(blocks) ? (blocks as Json[]) : []), ...attached].filter(isJsonObject); // isArray has looked
}

function controlsIn(part: JsonObject): readonly Omit<Control, "block">[] {
  const { type = null, action_id = null } = part;
  const base = { type, action_id };
  switch (type) {
    case "button":
      return part.url === undefined ? [{ label: words(part), action: { ...base, text: part.text ?? null, value: part.value ?? "" } }] : [];
    case "static_select":
      return options(part).map((option) => ({
        label: `${words({ text: part.placeholder ?? null })}: ${words(option)}`,
        action: { ...base, selected_option: option },
      }));
    case "overflow":
      return options(part).map((option) => ({ label: words(option), action: { ...base, selected_option: option } }));
    case "feedback_buttons":
      return [part.positive_button, part.negative_button].filter(isJsonObject).map((each) => ({
        label: words(each),
        action: { ...base, text: each.text ?? null, value: each.value ?? "" },
      }));
    default:
      return [];
  }
}

function options(part: JsonObject): readonly JsonObject[] {
  return Array.isArray(part.options) ? (part.options as Json[]).filter(isJsonObject) : []; // isArray has looked
}

function words({ text }: JsonObject): string {
  return isJsonObject(text) ? String(text.text) : "";
}
