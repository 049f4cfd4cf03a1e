/** What `init --for` writes for each CRM and help desk: destinations, rules, tests, and their variables. */

export interface Vendor {
  readonly title: string;
  /** Lines below `destinations:`, one for each that the vendor has. */
  readonly destinations: readonly string[];
  /** The destination that files a visitor. */
  readonly filesAt: string;
  /** In addition to the rule that files a visitor. */
  readonly rules?: readonly string[];
  /** Tests for these. */
  readonly tests?: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: variables of rules.yaml, not of JavaScript */
export const vendors: Readonly<Record<string, Vendor>> = {
  hubspot: {
    title: "HubSpot",
    destinations: ['crm:\n  http: { preset: hubspot.contact, token: "${HUBSPOT_TOKEN}" }'],
    filesAt: "crm",
    variables: {
      HUBSPOT_TOKEN:
        "HubSpot → Settings → Integrations → Private Apps → Create, with the scopes crm.objects.contacts.read and crm.objects.contacts.write: the app's access token, pat-…",
    },
  },
  salesforce: {
    title: "Salesforce",
    destinations: [
      `crm:
  http:
    preset: salesforce.contact
    base: "\${SALESFORCE_URL}"
    client_id: "\${SALESFORCE_CLIENT_ID}"
    client_secret: "\${SALESFORCE_CLIENT_SECRET}"`,
    ],
    filesAt: "crm",
    variables: {
      SALESFORCE_URL: "your own domain, like https://acme.my.salesforce.com",
      SALESFORCE_CLIENT_ID:
        "Setup → External Client App Manager → New, with OAuth, the scope api and the client credentials flow (and a user to run as): the consumer key",
      SALESFORCE_CLIENT_SECRET: "the consumer secret of the same app",
    },
  },
  pipedrive: {
    title: "Pipedrive",
    destinations: ['crm:\n  http: { preset: pipedrive.person, token: "${PIPEDRIVE_TOKEN}" }'],
    filesAt: "crm",
    variables: { PIPEDRIVE_TOKEN: "Pipedrive → Personal preferences → API" },
  },
  zoho: {
    title: "Zoho CRM",
    destinations: [
      `crm:
  http:
    preset: zoho.contact
    client_id: "\${ZOHO_CLIENT_ID}"
    client_secret: "\${ZOHO_CLIENT_SECRET}"
    refresh_token: "\${ZOHO_REFRESH_TOKEN}"
    # base: https://www.zohoapis.eu            # for an account of the EU, both lines
    # accounts: https://accounts.zoho.eu`,
    ],
    filesAt: "crm",
    variables: {
      ZOHO_CLIENT_ID: "api-console.zoho.com (.eu, .in …) → Add Client → Self Client",
      ZOHO_CLIENT_SECRET: "of the same client",
      ZOHO_REFRESH_TOKEN:
        "from the self client's Generate Code with the scopes ZohoCRM.modules.contacts.ALL and ZohoSearch.securesearch.READ, and POST /oauth/v2/token with grant_type=authorization_code",
    },
  },
  attio: {
    title: "Attio",
    destinations: ['crm:\n  http: { preset: attio.person, token: "${ATTIO_TOKEN}" }'],
    filesAt: "crm",
    variables: {
      ATTIO_TOKEN: "Attio → Workspace settings → Developers → New integration, with Records: Read-write and Object Configuration: Read",
    },
  },
  intercom: {
    title: "Intercom",
    destinations: [
      `crm:
  http:
    preset: intercom.contact
    token: "\${INTERCOM_TOKEN}"
    # base: https://api.eu.intercom.io         # for a workspace in Europe; https://api.au.intercom.io in Australia`,
    ],
    filesAt: "crm",
    variables: { INTERCOM_TOKEN: "app.intercom.com → Settings → Integrations → Developer Hub → New app: its access token" },
  },
  zendesk: {
    title: "Zendesk",
    destinations: [
      `crm:
  http: { preset: zendesk.user, base: "\${ZENDESK_URL}", email: "\${ZENDESK_EMAIL}", token: "\${ZENDESK_TOKEN}" }`,
      `tickets:
  http: { preset: zendesk.ticket, base: "\${ZENDESK_URL}", email: "\${ZENDESK_EMAIL}", token: "\${ZENDESK_TOKEN}" }`,
    ],
    filesAt: "crm",
    rules: [
      `# Who asks for a person gets a ticket.
- name: opens-a-ticket
  on: chat.push
  when: { role: user, wants_human: true }
  then: [{ to: tickets, title: "A visitor asks for a person", text: "{{ event.message }}" }]
  throttle: 1h`,
    ],
    tests: [
      `- name: who asks for a person gets a ticket
  events:
    - { type: session.identity, data: { email: ada@example.com, name: Ada Lovelace } }
    - { type: chat.push, data: { role: user, message: can i talk to someone } }
  expect: [{ rule: opens-a-ticket, to: tickets, times: 1 }]`,
    ],
    variables: {
      ZENDESK_URL: "your own address, like https://acme.zendesk.com",
      ZENDESK_EMAIL: "the e-mail of the agent to whom the token belongs",
      ZENDESK_TOKEN: "Admin Center → Apps and integrations → Zendesk API → Add API token",
    },
  },
  http: {
    title: "your own interface",
    destinations: [
      `crm:
  http:
    url: "\${CRM_URL}"
    headers: { authorization: "Bearer \${CRM_TOKEN}" }
    json: { email: "{{ identity.email }}", name: "{{ identity.name }}", session: "{{ session.id }}", agent: "{{ event.agent }}", at: "{{ event.time | iso }}" }`,
    ],
    filesAt: "crm",
    variables: {
      CRM_URL: "where contacts are posted, like https://crm.example.com/v1/contacts",
      CRM_TOKEN: "sent as `authorization: Bearer …`",
    },
  },
};
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: until here */

/** For a CRM: files a visitor when the identity is known. */
export function filingRules({ title, filesAt, rules = [], destinations }: Vendor): readonly string[] {
  const [first = ""] = destinations;
  return [/preset:/.test(first) ? filingByPreset(title, filesAt) : filingByRequest(title, filesAt), ...rules];
}

/** A preset waits until the visitor's identity is known. */
function filingByPreset(title: string, to: string): string {
  return `# A visitor came in: ${title} gets the contact, once somebody has said who it is. Three can:
# 1. your page, before the visitor joins or within ten minutes after (docs/crm.md, "Who the visitor is"):
#      curl https://YOUR-HOST/v1/sessions/$SESSION/identity -H "authorization: Bearer $AVATAR_RELAY_IDENTITY_KEY" \\
#        -H "content-type: application/json" -d '{ "email": "ada@example.com", "name": "Ada Lovelace" }'
# 2. the visitor, in the chat: the next rule looks for an address.
# 3. nobody: then the visitor is left out after ten minutes, and counted. \`on_missing_identity: { hold: 1h }\` beside \`preset:\` waits longer.
- name: visitors-to-crm
  on: room.join
  then: [${to}]

# The visitor writes an e-mail address. That is no proof, so what exists under it is not changed (docs/crm.md).
- name: leaves-an-address
  on: chat.push
  when: { role: user, pattern: '\\S@\\S' }
  identify: { email: true }
  then: [${to}]`;
}

/** The user's own request is sent when the visitor's identity is stated. */
function filingByRequest(title: string, to: string): string {
  return `# Somebody has said who the visitor is: ${title} gets the contact. Your page says it, before or after the visitor joins (docs/crm.md):
#   curl https://YOUR-HOST/v1/sessions/$SESSION/identity -H "authorization: Bearer $AVATAR_RELAY_IDENTITY_KEY" \\
#     -H "content-type: application/json" -d '{ "email": "ada@example.com", "name": "Ada Lovelace" }'
# \`on: room.join\` in its place sends every visitor, with an empty email where nobody has said it.
- name: visitors-to-crm
  on: session.identity
  then: [${to}]`;
}

export function filingTests({ filesAt, destinations: [first = ""], tests = [] }: Vendor): readonly string[] {
  const byAddress = `- name: a visitor who writes an address becomes a contact
  chat: ["+0s user: you can reach me at ada@example.com"]
  expect: [{ rule: leaves-an-address, to: ${filesAt}, times: 1 }]`;
  return [
    ...(/preset:/.test(first) ? [byAddress] : []),
    ...tests,
    `- name: a visitor of whom the page says who it is becomes a contact
  events:
    - { type: room.join, data: { room_name: lobby, participant_count: 1 } }
    - { type: session.identity, data: { email: ada@example.com, name: Ada Lovelace, first_name: Ada, last_name: Lovelace } }
  expect: [{ rule: visitors-to-crm, to: ${filesAt}, text: "*Lovelace*", times: 1 }]`,
  ];
}
