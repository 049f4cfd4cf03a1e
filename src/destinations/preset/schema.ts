/** The schema of a preset file: how a finding becomes one to three requests, and what the answers mean. */

import { z } from "zod";
import { duration, rateLimit } from "../../rules/language/schema.ts";

/** The most steps of a preset. A delivery takes one to three of them; the others are for other answers. */
const mostSteps = 5;

const name = z.string().regex(/^[a-z][a-z0-9_]*$/, { error: "expected a name of small letters, digits and _" });

const input = z
  .strictObject({
    about: z.string().meta({ description: "What to write there, for people." }),
    secret: z.boolean().optional().meta({ description: "Its value is never shown." }),
    default: z.json().optional().meta({ description: "The value if none is given; a text may name another input." }),
    quoted: z.literal(true).optional().meta({ description: "A number is refused: YAML would drop its plus, or its last digits." }),
    optional: z.boolean().optional().meta({ description: "If it is not given, a value that holds nothing else is left out." }),
  })
  .meta({ description: "An input that rules.yaml gives; its name in braces behind a dollar sign stands for it." });

const pathInAnswer = z.string().regex(/^[\w$-]+(\.[\w$-]+)*$/, { error: "expected a path like results.0.id" });

const finding = z
  .union([
    pathInAnswer.meta({ description: "Where it stands in the answer's JSON, like results.0.id." }),
    z.strictObject({
      at: pathInAnswer,
      after: z.string().min(1).meta({ description: "Of the text there, the letters and digits behind this." }),
    }),
  ])
  .meta({ description: "What to remember of an answer." });

const save = z.record(name, finding).meta({ description: "What later steps need of the answer; {{ saved.name }} stands for it." });

const status = z.union([
  z.int().min(100).max(599),
  z.string().regex(/^[1-5]\d\d-[1-5]\d\d$/, { error: "expected a status like 409 or a range like 500-599" }),
]);

/** The meaning of an answer. `renew`: the access token is no longer valid; a new one is fetched, and the request is sent once more. */
export const meanings = ["done", "later", "throttled", "renew", "pause", "refused"] as const;

/** What a person has to repair: `account` is its plan or its quota, `missing` is what the preset writes to. */
const pauseReasons = ["credentials", "account", "missing"] as const;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const headerName = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "expected a header's name in lower case" });

const answer = z
  .strictObject({
    status: z.union([z.array(status).min(1), status]),
    body: z
      .strictObject({
        at: pathInAnswer.optional().meta({ description: "Where to look. Default: the whole text." }),
        is: z
          .union([scalar, z.array(scalar).min(1)])
          .optional()
          .meta({ description: "It is this, or one of these." }),
        not: scalar.optional(),
        above: z.number().optional(),
        below: z.number().optional(),
        has: z.string().min(1).optional().meta({ description: "The text there holds this, in small or capital letters." }),
      })
      .optional()
      .meta({ description: "Only if this is in the answer." }),
    header: z.strictObject({ name: headerName, is: z.string() }).optional().meta({ description: "Only if this header came." }),
    json: z.literal(false).optional().meta({ description: "Only if the answer is a text that is not JSON, like the page of a proxy." }),
    then: z.enum(meanings),
    reason: z.enum(pauseReasons).optional().meta({ description: "What a person has to correct after `pause`. Default: credentials." }),
    wait: duration().optional().meta({ description: "How long to wait if no header says it." }),
    at_least: duration().optional().meta({ description: "Wait for at least this long, even if a header asks for less." }),
    save: save.optional().meta({ description: "It fits only if all of this is found." }),
    mark: name.optional().meta({ description: "A name under which later steps can ask, by `if` and `unless`, whether this answer came." }),
    about: z.string().min(1).optional().meta({ description: "What the vendor means by it, for people." }),
  })
  .meta({ description: "What an answer means. The first that fits decides; what fits none is read as HTTP has it." });

const headerValues = z.record(headerName, z.string());

/**
 * What a step does with records. `update` and `upsert` can change an existing record: their bodies may contain no stand-in, and they are
 * left out where only the visitor gave the identity. `create` never changes one. `add` makes something of its own, like a ticket.
 */
export const presetActions = ["find", "create", "update", "upsert", "add"] as const;

const names = z.union([name, z.array(name).min(1)]);

const step = z.strictObject({
  id: name,
  does: z.enum(presetActions).optional().meta({
    description:
      "What it does with records: find, create (only if there is none), update, upsert, or add (a note, a ticket). `default:` is allowed in create and add only.",
  }),
  when: z.string().optional().meta({ description: "A template: the step is made only if it renders to something." }),
  if: names.optional().meta({ description: "Only if an earlier step saved or marked this, or one of these." }),
  unless: names.optional().meta({ description: "Not if an earlier step saved or marked this, or one of these." }),
  method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
  url: z.string().min(1),
  json: z.json().optional().meta({ description: "The body. What renders to nothing is left out, and so is a map of nothing but that." }),
  form: z.record(z.string(), z.json()).optional().meta({ description: "The body as an HTML form sends it, in the place of `json`." }),
  save: save.optional(),
  answers: z.array(answer).optional(),
});

/** A request that creates nothing. `doctor` sends it to test the credentials. */
const probe = z.strictObject({
  method: z.enum(["GET", "POST"]),
  url: z.string().min(1),
  json: z.json().optional(),
  form: z.record(z.string(), z.json()).optional(),
  proves: z.string().min(1).meta({ description: "What a good answer shows, for people." }),
  expect: z
    .array(
      z.strictObject({
        at: pathInAnswer,
        is: scalar.optional(),
        not: scalar.optional(),
        else: z.string().meta({ description: "What is wrong." }),
      }),
    )
    .optional()
    .meta({ description: "What has to stand in the answer." }),
  scopes: z
    .strictObject({ at: pathInAnswer, needs: z.array(z.string()).min(1) })
    .optional()
    .meta({ description: "Where a good answer lists the token's scopes, and which scopes are needed." }),
  missing: z.array(pathInAnswer).optional().meta({ description: "Where a refusal lists the scopes that are missing." }),
  optional: z.literal(true).optional().meta({ description: "A refusal other than 401 shows nothing." }),
});

const oauth2 = z.strictObject({
  token_url: z.string(),
  grant: z.enum(["client_credentials", "refresh_token"]),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string().optional(),
  scope: z.string().optional(),
  scheme: z.string().optional().meta({ description: "What stands before the token in `authorization`. Default: Bearer." }),
});

const serviceAccount = z.strictObject({
  key: z.string().meta({ description: "The text of the key file that Google makes for a service account." }),
  token_url: z.string(),
  scope: z.string(),
});

const pair = z.strictObject({ name: z.string().min(1), value: z.string() });

const auth = z
  .strictObject({
    bearer: z.string().optional(),
    basic: z.strictObject({ user: z.string(), password: z.string() }).optional(),
    header: pair.optional(),
    query: pair.optional(),
    oauth2: oauth2.optional(),
    service_account: serviceAccount.optional(),
  })
  .refine((given) => Object.values(given).filter((each) => each !== undefined).length === 1, { error: "expected exactly one way" });

const form = z.enum(["retry-after", "seconds", "milliseconds", "epoch", "reset"]);

const wait = z.union([z.strictObject({ header: headerName, as: form }), z.strictObject({ body: pathInAnswer, as: form })]);

export const presetSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)?$/, { error: "expected an id like hubspot.contact" }),
  summary: z.string().min(1),
  docs: z.url().optional().meta({ description: "The vendor's page." }),
  inputs: z.record(name, input).meta({ description: "What rules.yaml gives beside `preset:`." }),
  needs_one: z.array(name).min(2).optional().meta({ description: "Exactly one of these optional inputs has to be given." }),
  overwrites: z.literal(true).optional().meta({ description: "It can change a record that exists already." }),
  found: z.enum(["write", "hold"]).optional().meta({
    description:
      "What it does if only the visitor has said who they are. `hold` leaves it out, since a message would go to any address that somebody types.",
  }),
  identity: z
    .array(z.enum(["email", "phone", "external_id"]))
    .min(1)
    .optional()
    .meta({ description: "It is about a person: one of these must be known of the visitor." }),
  anonymous: z
    .literal(true)
    .optional()
    .meta({ description: "It can be about a visitor of whom nothing is known, if rules.yaml asks for that." }),
  escape: z
    .enum(["none", "html", "markdown"])
    .optional()
    .meta({ description: "How values in a rule's `text:` are made inert; `none` if the receiver shows plain text." }),
  thread: z.string().optional().meta({ description: "Deliveries with the same thread go one after the other." }),
  limit: rateLimit().optional(),
  auth: auth.optional(),
  headers: headerValues.optional(),
  steps: z.array(step).min(1).max(mostSteps),
  answers: z.array(answer).optional().meta({ description: "For all steps, after a step's own." }),
  waits: z.array(wait).optional().meta({ description: "Which header says how long to wait. Default: Retry-After." }),
  probe: z
    .array(probe)
    .min(1)
    .optional()
    .meta({ description: "What `doctor` asks. Not for vendors that end a refresh token when it was used." }),
  untried: z.string().min(1).optional().meta({ description: "What `doctor` says if a vendor has no call that creates nothing." }),
  reference: names.optional().meta({ description: "What was saved under this name, or the first of these, is kept with the delivery." }),
});

export type PresetFile = z.output<typeof presetSchema>;
export type PresetStep = PresetFile["steps"][number];
export type PresetAnswer = z.output<typeof answer>;
export type Probe = z.output<typeof probe>;
export type Save = z.output<typeof save>;
export type Auth = z.output<typeof auth>;

/** For completion and checks in editors. */
export function presetJsonSchema(): object {
  return z.toJSONSchema(presetSchema, { io: "input", unrepresentable: "any" });
}
