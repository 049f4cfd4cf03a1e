import { z } from "zod";
import type { Outcome } from "../../core/delivery.ts";
import type { Configured, Destination, DestinationContext, OutboundMessage, Sender, View } from "../../core/destination.ts";
import { type JsonObject, objectOf } from "../../core/json.ts";
import { second, toIso } from "../../core/time.ts";
import { addressGuard, anyAddress } from "../../net/address-guard.ts";
import { retried } from "../../net/retried.ts";
import { type Tree, tree } from "../../rules/templates/template.ts";
import { authorityKeys, pemOf } from "../kit/authority.ts";
import { batching, batchKeys, batchOf } from "../kit/batch.ts";
import { textAt, timeAt, usualBody } from "../kit/body.ts";
import { discreet } from "../kit/discreet.ts";
import { isPlaceholder } from "../kit/placeholder.ts";
import { guardKeys, policyKeys, policyOf } from "../kit/policy.ts";
import { columnName, type InsertTarget, mappedRow, ownRow, ownTarget, tableName } from "./rows.ts";
import { openTable } from "./table.ts";

const schema = z
  .strictObject({
    url: url().meta({ description: "postgres://user:password@host:5432/database; best from the environment." }),
    table: z.string().regex(tableName, { error: "expected a table's name, with its schema before it or not" }),
    columns: z
      .record(z.string().regex(columnName, { error: "expected a column's name" }), tree())
      .optional()
      .meta({ description: "For a table of yours: the value of each column. Without it the relay makes a table of its own." }),
    key: z
      .string()
      .regex(columnName, { error: "expected a column's name" })
      .optional()
      .meta({ description: "With `columns`: a column with a unique constraint for the delivery's key, so that each row exists once." }),
    json: tree()
      .optional()
      .meta({ description: "The column `body` of the relay's own table. Default: the rule, the event and the session." }),
    ...batchKeys(1_000),
    ...policyKeys,
    ...guardKeys,
    ...authorityKeys,
  })
  .superRefine(({ columns, key, json, url, ca }, context) => {
    const fault = faultOf(columns, key, json) ?? faultOfTls(url, ca);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault.text, params: { code: fault.code, hint: fault.hint } });
  });

function url(): z.ZodType<string> {
  return z.string().superRefine((text, context) => {
    if (isPlaceholder(text) || (/^postgres(ql)?:\/\//.test(text) && URL.canParse(text))) return;
    const params = { code: "E_VALUE", hint: "write it like postgres://user:password@host:5432/database" };
    context.addIssue({ code: "custom", message: "expected the URL of a PostgreSQL database", params });
  });
}

function faultOf(columns: Columns | undefined, key: string | undefined, json: Tree | undefined) {
  if (columns === undefined)
    return key === undefined ? undefined : { code: "E_VALUE", text: '"key" goes with "columns"', hint: "the relay's own table has a key" };
  if (key === undefined)
    return {
      code: "E_MISSING_KEY",
      text: 'missing key "key"',
      hint: "name a unique column: without one a repeated delivery is a second row",
    };
  if (json !== undefined) return { code: "E_VALUE", text: '"json" does not go with "columns"', hint: "say in columns what goes where" };
  return key in columns
    ? { code: "E_VALUE", text: `the column "${key}" is written twice`, hint: "the column of the key is not one of columns" }
    : undefined;
}

/** A URL without TLS needs no authority. */
function faultOfTls(url: string, ca: string | undefined) {
  if (ca === undefined || !URL.canParse(url) || new URL(url).searchParams.get("sslmode") !== "disable") return undefined;
  return { code: "E_VALUE", text: "ca and sslmode=disable exclude each other", hint: "leave one of them out" };
}

const action = z.strictObject({ json: tree().optional() });

type Columns = Readonly<Record<string, Tree>>;
type Settings = z.output<typeof schema>;
type Action = z.output<typeof action>;

/** A table for those who ask in SQL. */
export const postgres: Destination<Settings, Action> = {
  type: "postgres",
  keepsRecords: true,
  summary: "Inserts a row for each message into a PostgreSQL table. The relay makes the table, or you name one of yours.",
  example: {
    settings: { url: "postgres://relay@db.example.com/analytics", table: "avatar_sessions" },
    action: { json: { session: "{{ session.id }}", messages: "{{ session.messages }}" } },
    renders: {
      row: {
        rule: "asks-for-a-human",
        type: "chat.push",
        agent: "A80HVD8577",
        session: "session_xyz789",
        at: "2026-03-02T09:00:00.000Z",
        body: { session: "session_xyz789", messages: 3 },
      },
    },
  },
  schema,
  action,
  requires: () => [],
  configure,
};

function configure(settings: Settings, context: DestinationContext): Configured<Action> {
  const policy = {
    ...policyOf(settings, { concurrency: 2 }),
    batch: batchOf(settings.batch, { max: 500, every: second }),
  };
  const configured: Configured<Action> = {
    policy,
    render: (own, view) => [{ recipient: context.name, body: { row: rowOf(settings, own, view) }, thread: undefined }],
    open: () => open(settings, context, policy),
  };
  return discreet(configured, context);
}

/** The action's content is the body of the relay's own row; a user's table has its own columns. */
function rowOf({ columns, json }: Settings, own: Action, view: View): JsonObject {
  if (columns !== undefined) return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, value.render(view)]));
  const { event, rule } = view;
  const at = timeAt(event);
  return {
    event: textAt(event, "id"),
    rule: rule.name,
    type: textAt(event, "type"),
    agent: textAt(event, "agent"),
    session: event.session ?? null,
    at: at === undefined ? null : toIso(at),
    body: (own.json ?? json)?.render(view) ?? usualBody(view),
  };
}

function open(settings: Settings, context: DestinationContext, { concurrency, timeout }: Configured["policy"]): Sender {
  const { url, table: name, columns, key = "key", allow_private = [], ca } = settings;
  const names = columns && Object.keys(columns);
  const target: InsertTarget = names === undefined ? ownTarget(name) : { table: name, columns: [key, ...names] };
  const guard = isFromEnvironment(url, context) ? anyAddress : addressGuard(allow_private);
  const table = retried(() =>
    openTable({ url, target, own: names === undefined, connections: concurrency, timeout, guard, ca: pemOf(ca) }),
  );

  async function sendMany(outbound: readonly OutboundMessage[], signal: AbortSignal): Promise<readonly Outcome[]> {
    const rows = outbound.map(({ message, context: { key: delivery } }) => {
      const row = objectOf(objectOf(message.body).row ?? null);
      return names === undefined ? ownRow(delivery, row) : mappedRow(delivery, row, names);
    });
    return await (await table()).insert(rows, signal);
  }

  return batching(sendMany, {
    load: async () => void (await table()),
    close: async () => (await table.current())?.close(),
  });
}

/** Whether the whole URL is one `${…}`: the operator has chosen an address in the environment. */
function isFromEnvironment(url: string, { seal }: DestinationContext): boolean {
  return /^\$\{[^{}]+\}$/.test(seal(url));
}
