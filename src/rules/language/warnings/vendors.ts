/** Addresses of services that want a form of their own, at destinations that send another one. */

interface Vendor {
  /** Of the host and the path, in small letters. */
  readonly is: RegExp;
  readonly name: string;
  /** Where such an address belongs: a kind, or a preset of `http`. Left out: nowhere, because no program can post there. */
  readonly belongs?: "slack" | "http" | "discord" | "google-chat" | "teams";
  readonly hint: string;
}

const vendors: readonly Vendor[] = [
  {
    is: /^hooks\.slack(-gov)?\.com\/(triggers|workflows)\//,
    name: "a workflow of Slack, which takes its own variables and no messages",
    belongs: "http",
    hint: "write http: { url: …, json: … } with these variables, or make an incoming webhook, whose address has /services/ in it",
  },
  {
    is: /^hooks\.slack(-gov)?\.com\//,
    name: "a Slack webhook",
    belongs: "slack",
    hint: "write slack: { webhook_url: … }, which makes what visitors write harmless",
  },
  { is: /^([\w-]+\.)?slack\.com\/(archives|client)/, name: "a Slack channel", hint: 'write slack: { channel: "#support" }' },
  {
    is: /^([\w-]+\.)?discord(app)?\.com\/api\/(v\d+\/)?webhooks\//,
    name: "a Discord webhook",
    belongs: "discord",
    hint: "write http: { preset: discord, webhook_url: … }, which makes what visitors write harmless",
  },
  {
    is: /^([\w-]+\.)?discord(app)?\.com\/(channels|invite)\/|^discord\.gg\//,
    name: "a Discord channel or an invitation",
    hint: "copy the address of a webhook: Server Settings → Integrations → Webhooks",
  },
  {
    is: /^chat\.googleapis\.com\//,
    name: "a Google Chat webhook",
    belongs: "google-chat",
    hint: "write http: { preset: google-chat, webhook_url: … }",
  },
  {
    is: /^(mail\.google\.com\/(mail\/u\/\d+\/)?#?chat|chat\.google\.com\/)/,
    name: "a Google Chat space",
    hint: "copy the address of a webhook: the space's menu → Apps & integrations → Webhooks",
  },
  {
    is: /\.webhook\.office\.com\/|^outlook\.office(365)?\.com\/webhook/,
    name: "an Office 365 connector, which Microsoft switches off",
    hint: "make a workflow in Teams that begins with a webhook request, and copy its address",
  },
  {
    is: /^teams\.(microsoft|live)\.com\//,
    name: "a Teams channel",
    hint: "make a workflow in Teams that begins with a webhook request, and copy its address",
  },
];

/** Hosts of vendors whose APIs `http` can call, and whose answers no signed request of `webhook` gets. */
const apis =
  /(^|\.)(hubapi|salesforce|zendesk|intercom|pipedrive|zohoapis|attio|telegram|twilio|pagerduty|pushover|airtable|notion|monday|freshdesk)\.(com|org|io|net|eu)\//;

/** What is wrong with a URL at a destination of this kind, or of this preset of `http`; undefined where it is in its place. */
export function misplacedAddress(url: string, kind: string, preset: unknown): { readonly text: string; readonly hint: string } | undefined {
  const [, place = ""] = /^https?:\/\/(.+)$/is.exec(url) ?? [];
  const plain = place.toLowerCase();
  const own = typeof preset === "string" ? preset : kind;
  const vendor = vendors.find(({ is }) => is.test(plain));
  if (vendor !== undefined)
    return vendor.belongs === own ? undefined : { text: `this is the address of ${vendor.name}`, hint: vendor.hint };
  if (kind === "verdict" && /^api\.[\w.-]+(\/v\d+)?\/?$|^[^/]+\/v\d+\/?$/.test(plain))
    return { text: "the path of the API is missing", hint: "write the whole address, like https://api.openai.com/v1/chat/completions" };
  if (kind !== "webhook" || !apis.test(plain)) return undefined;
  return {
    text: "this vendor takes no signed requests, and webhook: sends them",
    hint: "write http: { preset: … }; avatar-relay preset list names them",
  };
}
