/** Words of other tools, and their names here. */

import { ownValue } from "../../core/json.ts";

/** The key that was meant: the first of these that the map knows. */
const keys: Readonly<Record<string, readonly string[]>> = {
  // rules
  event: ["on", "type"],
  events: ["on"],
  trigger: ["on"],
  triggers: ["on"],
  event_type: ["on", "type"],
  true: ["on"], // YAML 1.1 reads on: as this
  if: ["when"],
  condition: ["when"],
  conditions: ["when"],
  filter: ["when"],
  filters: ["when"],
  where: ["when"],
  match: ["when", "pattern"],
  matchers: ["when"],
  expr: ["when"],
  action: ["then"],
  actions: ["then"],
  do: ["then"],
  notify: ["then"],
  send: ["then"],
  send_to: ["then"],
  receiver: ["then", "to"],
  receivers: ["then", "destinations"],
  route: ["rules"],
  steps: ["then"],
  escalate: ["then"],
  escalate_to: ["then"],
  alias: ["name"],
  title: ["name"],
  alert: ["name"],
  rule: ["name", "rules"],
  priority: ["severity"],
  level: ["severity"],
  cooldown: ["throttle"],
  rate_limit: ["throttle", "limit"],
  repeat_interval: ["throttle"],
  group_interval: ["throttle"],
  debounce: ["throttle"],
  dedupe: ["throttle"],
  dedup: ["throttle"],
  once_per: ["throttle", "every"],
  suppress: ["throttle"],
  group: ["group_by"],
  trends: ["trend"],
  falls_by: ["falls_below"],
  drops_below: ["falls_below"],
  below: ["falls_below"],
  rises_by: ["rises_above"],
  above: ["rises_above"],
  anomaly: ["trend"],
  baseline: ["against"],
  compare: ["against"],
  hours: ["active"],
  working_hours: ["active"],
  calendars: ["calendar"],
  holidays: ["calendar", "except"],
  exclude: ["except"],
  excluding: ["except"],
  unless: ["except"],
  silences: ["mutes"],
  mute: ["mutes"],
  maintenance: ["mutes"],
  // the top of the file
  destination: ["destinations", "to", "then"],
  channels: ["destinations", "then"],
  channel: ["then"],
  outputs: ["destinations"],
  targets: ["destinations"],
  source: ["sources"],
  inputs: ["sources"],
  config: ["settings"],
  global: ["settings"],
  options: ["settings"],
  defaults: ["settings"],
  automation: ["rules"],
  automations: ["rules"],
  jobs: ["rules"],
  workflows: ["rules"],
  alerts: ["rules"],
  groups: ["rules"],
  // conditions
  keyword: ["keywords"],
  contains: ["keywords"],
  text: ["keywords"],
  words: ["keywords"],
  phrases: ["keywords"],
  regex: ["pattern"],
  regexp: ["pattern"],
  matches: ["pattern"],
  sentiment: ["frustration"],
  mood: ["frustration"],
  anger: ["frustration"],
  agent_id: ["agent"],
  lang: ["language"],
  and: ["all"],
  or: ["any"],
  none: ["not"],
  data: ["field", "json"],
  path: ["field", "url"],
  time: ["schedule", "within"],
  threshold: ["above"],
  score: ["above"],
  times: ["above"],
  number: ["above"],
  at_least: ["above"],
  over: ["above"],
  more_than: ["above"],
  gt: ["above"],
  greater_than: ["above"],
  min: ["at_least", "above"],
  gte: ["at_least"],
  lt: ["below"],
  less_than: ["below"],
  max: ["at_most", "below", "attempts"],
  max_attempts: ["attempts"],
  max_delay: ["longest"],
  lte: ["at_most"],
  value: ["equals"],
  is: ["equals"],
  eq: ["equals"],
  values: ["in"],
  window: ["within"],
  period: ["within"],
  interval: ["within", "every"],
  in: ["within"],
  during: ["within"],
  last: ["within"],
  for: ["within"],
  by: ["per"],
  // destinations and actions
  webhook: ["webhook_url"],
  webhook_urls: ["webhook_url"],
  url: ["webhook_url"],
  uri: ["url"],
  endpoint: ["url"],
  address: ["url", "to"],
  room: ["channel"],
  channel_id: ["channel"],
  recipient: ["to"],
  recipients: ["to"],
  sender: ["from"],
  body: ["json", "text"],
  payload: ["json"],
  content: ["json", "text"],
  message: ["text", "keywords"],
  subject: ["title"],
  auth: ["headers", "token"],
  authorization: ["headers"],
  api_key: ["token", "key"],
  access_token: ["token"],
  token: ["secret"],
  password: ["secret"],
  api_secret: ["secret"],
  idle: ["idle_after"],
  idle_timeout: ["idle_after"],
  connection: ["url"],
  dsn: ["url"],
  prompt: ["ask"],
  retries: ["retry"],
  delay: ["after", "first"],
  wait: ["after"],
  // sources
  secrets: ["secret"],
  type: ["preset", "on"],
  // tests
  conversation: ["chat"],
  messages: ["chat"],
  should: ["expect"],
  not_expect: ["never"],
};

interface Saying {
  readonly words: readonly string[];
  /** The map has this key. */
  readonly beside: string;
  readonly say: string;
}

const byVariable = "leave it out: the bot's token is taken from the variable SLACK_BOT_TOKEN";

/** Words that are no keys here, with advice. */
const sayings: readonly Saying[] = [
  // settings
  {
    words: ["idle_after", "split_after", "rejoin"],
    beside: "sessions",
    say: "it belongs under sessions, e.g. sessions: { idle_after: 30m }",
  },
  // a rule
  { words: ["enabled", "disabled"], beside: "mode", say: "write mode: off to switch a rule off" },
  { words: ["description", "comment", "comments", "notes"], beside: "then", say: "write it as a comment: # …" },
  { words: ["labels"], beside: "then", say: "write severity: high, say, in the place of labels" },
  { words: ["annotations"], beside: "then", say: "write it into the message: then: [{ to: NAME, text: … }]" },
  { words: ["to"], beside: "then", say: "name the destination under then, e.g. then: [support]" },
  { words: ["operator"], beside: "equals", say: "the operator is the key: equals: de, in: [de, fr], above: 5" },
  // Slack
  { words: ["bot_token", "slack_token"], beside: "fallback_channel", say: byVariable },
  { words: ["token", "bot_token", "app_token"], beside: "thread_replies", say: byVariable },
  {
    words: ["channel"],
    beside: "thread_replies",
    say: 'it belongs to a destination, e.g. destinations: { support: { slack: { channel: "#support" } } }',
  },
  // mail
  {
    words: ["host", "port", "user", "username", "password", "smtp", "server", "tls"],
    beside: "allow_domains",
    say: "leave it out: the mail server is taken from the variable SMTP_URL, e.g. smtps://user:password@smtp.example.com",
  },
  { words: ["cc", "bcc"], beside: "allow_domains", say: "write all addresses into to, as a list" },
  // HTTP
  { words: ["query", "params"], beside: "headers", say: "write it into the URL, behind a ?" },
  { words: ["bearer", "bearer_token", "basic", "basic_auth"], beside: "headers", say: "write it into headers: { authorization: … }" },
  {
    words: ["verify_ssl", "ssl", "insecure", "verify"],
    beside: "ca",
    say: "certificates are always looked at: ca: names a CA of your own",
  },
  { words: ["proxy"], beside: "headers", say: "leave it out: a proxy is taken from the variable HTTPS_PROXY" },
  // settings
  {
    words: ["port", "host", "admin_port", "admin_host"],
    beside: "longest_text",
    say: "it is an option of start, and a variable: --port, PORT",
  },
  {
    words: ["public_url", "webhook_secret", "slack_token", "smtp_url"],
    beside: "longest_text",
    say: "it is a variable of the environment: PUBLIC_URL, BITHUMAN_WEBHOOK_SECRET, SLACK_BOT_TOKEN, SMTP_URL",
  },
  { words: ["quiet_hours"], beside: "longest_text", say: 'hours belong to a rule: active: { hours: "09:00-18:00" }' },
  { words: ["from", "to", "start", "end"], beside: "outside", say: 'write active: { hours: "09:00-18:00" }' },
  { words: ["timezone"], beside: "outside", say: "one time zone is for all: settings: { timezone: Europe/Berlin }" },
  { words: ["log_level"], beside: "longest_text", say: "set the variable LOG_LEVEL" },
];

/** The key that a word means in a map with these keys. */
export function keyFor(word: string, known: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replaceAll("-", "_");
  const meant = ownValue(keys, plain);
  if (plain !== word && known.includes(plain)) return plain;
  return meant?.find((key) => known.includes(key));
}

/** Advice in place of a key. */
export function adviceFor(word: string, known: readonly string[]): string | undefined {
  if (/^\/[/*]/.test(word)) return "a comment begins with #";
  if (/[\u00a0\u2007\u202f\u3000]/.test(word)) return "it holds a space that is none for YAML (U+00A0): write an ordinary one";
  const plain = word.toLowerCase();
  return sayings.find(({ words, beside }) => words.includes(plain) && known.includes(beside))?.say;
}

/** Values with other names here: the first of these that is allowed. */
const values: Readonly<Record<string, readonly string[]>> = {
  visitor: ["user"],
  customer: ["user"],
  client: ["user"],
  human: ["user"],
  caller: ["user"],
  assistant: ["agent"],
  bot: ["agent"],
  avatar: ["agent"],
  ai: ["agent"],
  system: ["other"],
  urgent: ["critical"],
  error: ["high"],
  emergency: ["critical"],
  major: ["high"],
  warning: ["normal"],
  warn: ["normal"],
  medium: ["normal"],
  minor: ["low"],
  info: ["low"],
  on: ["live", "true"],
  true: ["live"],
  yes: ["true"],
  enabled: ["live"],
  active: ["live"],
  disabled: ["off"],
  paused: ["off"],
  test: ["shadow"],
  dry_run: ["shadow"],
  "dry-run": ["shadow"],
  dryrun: ["shadow"],
  creditcard: ["card"],
  credit_card: ["card"],
  emails: ["email"],
  mail: ["email"],
  telephone: ["phone"],
  english: ["en"],
  german: ["de"],
  french: ["fr"],
  spanish: ["es"],
  italian: ["it"],
  portuguese: ["pt"],
  dutch: ["nl"],
  polish: ["pl"],
  turkish: ["tr"],
  russian: ["ru"],
  ukrainian: ["uk"],
  arabic: ["ar"],
  hebrew: ["he"],
  hindi: ["hi"],
  chinese: ["zh"],
  japanese: ["ja"],
  korean: ["ko"],
};

/** The allowed value that a word means. */
export function valueFor(word: string, allowed: readonly string[]): string | undefined {
  const plain = word.toLowerCase();
  if (plain !== word && allowed.includes(plain)) return plain;
  return ownValue(values, plain)?.find((value) => allowed.includes(value));
}

/** Services without a destination kind of their own: presets of `http`. */
const presets: Readonly<Record<string, string>> = {
  hubspot: "hubspot.contact",
  salesforce: "salesforce.contact",
  zendesk: "zendesk.ticket",
  intercom: "intercom.contact",
  pipedrive: "pipedrive.person",
  zoho: "zoho.contact",
  attio: "attio.person",
  jira: "jira.issue",
  pagerduty: "pagerduty.event",
  teams: "teams",
  msteams: "teams",
  discord: "discord",
  telegram: "telegram",
  mattermost: "mattermost",
  google_chat: "google-chat",
  google_sheets: "google-sheets.row",
  sheets: "google-sheets.row",
  twilio: "twilio.sms",
  sms: "twilio.sms",
  whatsapp: "whatsapp.message",
  notion: "notion.page",
  airtable: "airtable.record",
  monday: "monday.item",
  freshdesk: "freshdesk.ticket",
  ntfy: "ntfy",
  pushover: "pushover",
  ms_teams: "teams",
  microsoft_teams: "teams",
};

/** The services of the table, for a test that each preset exists. */
export const servicesByPreset: readonly (readonly [string, string])[] = Object.entries(presets);

/** How to write a service, or a word for one, as a destination. */
export function kindFor(word: string, types: readonly string[]): string | undefined {
  const plain = word.toLowerCase().replaceAll("-", "_");
  const preset = ownValue(presets, plain);
  if (preset !== undefined && types.includes("http"))
    return `it is a preset of http, e.g. http: { preset: ${preset}, … }; avatar-relay preset show ${preset} shows its keys`;
  const kind = {
    mail: "email",
    smtp: "email",
    gmail: "email",
    rest: "http",
    api: "http",
    url: "http",
    post: "http",
    zapier: "http",
    make: "http",
    n8n: "http",
    log: "console",
    stdout: "console",
  }[plain];
  return kind !== undefined && types.includes(kind) ? `did you mean "${kind}"?` : undefined;
}
