/** The parts of JSON Schema that zod writes for our settings. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** What may stand there, in words: `a list of texts, or one`. */
export function describe(schema: Schema): string {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum) return schema.enum.map(code).join(", ");
  if (schema.anyOf) return describeChoice(schema.anyOf);
  if (Array.isArray(schema.type)) return `a ${listed(schema.type.map(wordFor))}`;
  return describeOne(schema);
}

/** A table of an object's keys, without those of another table; empty if there are none. */
export function keyTable({ properties = {}, required = [] }: Schema, elsewhere: readonly string[] = []): readonly string[] {
  const entries = Object.entries(properties).filter(([key]) => !elsewhere.includes(key));
  if (entries.length === 0) return [];
  const rows = entries.map(
    ([key, schema]) =>
      `| \`${key}\` | ${explain(schema).replaceAll("|", "\\|")} | ${required.includes(key) ? "required" : defaultOf(schema)} |`,
  );
  return ["| key | value | default |", "|---|---|---|", ...rows];
}

/** Its shape, and what its key is for where the schema says so. A description that begins with "A" tells the type. */
function explain(schema: Schema): string {
  const shape = describe(schema);
  const { description = shape } = schema;
  return description === shape || description.startsWith("A ") ? shape : `${shape}. ${description}`;
}

function describeChoice(choices: readonly Schema[]): string {
  const [list, one] = choices;
  if (choices.length === 2 && list?.items && one && describe(list.items) === describe(one)) return `${describe(one)}; or a list of them`;
  return choices.map(describe).join("; or ");
}

function describeOne(schema: Schema): string {
  switch (schema.type) {
    case "string":
      return describeText(schema);
    case "integer":
      return `a whole number${boundsOf(schema)}`;
    case "number":
      return `a number${boundsOf(schema)}`;
    case "boolean":
      return "`true` or `false`";
    case "array":
      return `a list: ${describe(schema.items ?? {})}`;
    case "object":
      return schema.properties ? `{ ${Object.keys(schema.properties).map(code).join(", ")} }` : (schema.description ?? "keys and values");
    default:
      return schema.description ?? "anything";
  }
}

function describeText({ examples = [], description }: Schema): string {
  if (examples.some((example) => String(example).includes("{{"))) return "a template";
  return examples.length > 0 ? `such as ${examples.slice(0, 3).map(code).join(", ")}` : (description ?? "a text");
}

/** The largest safe integer is zod's way to say that there is no bound. */
function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  const isBound = (bound: number | undefined): bound is number => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    isBound(minimum) ? `from ${minimum}` : undefined,
    isBound(exclusiveMinimum) ? `above ${exclusiveMinimum}` : undefined,
    isBound(maximum) ? `to ${maximum}` : undefined,
    isBound(exclusiveMaximum) ? `below ${exclusiveMaximum}` : undefined,
  ].filter((bound) => bound !== undefined);
  return bounds.length === 0 ? "" : ` ${bounds.join(" ")}`;
}

function defaultOf(schema: Schema): string {
  return schema.default === undefined ? "" : code(schema.default);
}

function wordFor(type: string): string {
  return type === "string" ? "text" : type === "boolean" ? "truth value" : type;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function code(value: unknown): string {
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}
