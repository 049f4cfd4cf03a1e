/** What the schema of rules.yaml offers at a place of its text: keys, and values where there are only some. Pure. */

export interface Offer {
  readonly label: string;
  readonly detail: string;
  readonly kind: "key" | "value";
}

export interface Offers {
  /** How many characters before the cursor are replaced. */
  readonly typed: number;
  readonly offers: readonly Offer[];
}

/** As far as completion reads a JSON Schema. */
export interface SchemaNode {
  readonly $ref?: string;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string | readonly string[];
  readonly description?: string;
}

const item = "[]";

/** `before`: the text from the beginning to the cursor. */
export function offersAt(schema: SchemaNode, before: string): Offers | undefined {
  const lines = before.split("\n");
  const line = lines.at(-1) ?? "";
  const column = contentColumn(line);
  const [, key, value] = /^\s*(?:- +)*([\w$-]+): +([\w-]*)$/.exec(line) ?? [];
  if (key !== undefined && value !== undefined) {
    const nodes = nodesAt(schema, [...pathAt(lines, column), key]);
    return { typed: value.length, offers: valuesOf(schema, nodes) };
  }
  const [, typed] = /^\s*(?:- +)*([\w$-]*)$/.exec(line) ?? [];
  return typed === undefined ? undefined : { typed: typed.length, offers: keysOf(schema, nodesAt(schema, pathAt(lines, column))) };
}

/** Where the content of a line begins: behind its blanks and dashes. */
function contentColumn(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

/** The keys above the last line, by how far each line stands in; `[]` for an entry of a list. */
function pathAt(lines: readonly string[], column: number): readonly string[] {
  const path: string[] = [];
  let bound = column;
  for (const line of lines.toReversed()) {
    const [, blanks = "", dash, key] = /^(\s*)(- +)?(?:([\w$-]+):)?/.exec(line) ?? [];
    if (/^\s*(#|$)/.test(line)) continue;
    const isCurrent = path.length === 0 && line === lines.at(-1);
    const content = contentColumn(line);
    if (key !== undefined && !isCurrent && (content < bound || (path[0] === item && content === bound && dash === undefined))) {
      path.unshift(key);
      bound = content;
    }
    if (dash !== undefined && blanks.length < bound) {
      path.unshift(item);
      bound = blanks.length;
    }
  }
  return path;
}

function nodesAt(schema: SchemaNode, path: readonly string[]): readonly SchemaNode[] {
  let nodes = expanded(schema, [schema]);
  for (const step of path)
    nodes = expanded(
      schema,
      nodes.flatMap((node) => childrenOf(node, step)),
    );
  return nodes;
}

function childrenOf(node: SchemaNode, step: string): readonly SchemaNode[] {
  if (step === item) return typeof node.items === "object" ? [node.items] : [];
  const own = node.properties?.[step];
  if (own !== undefined) return [own];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

const deepest = 8;

/** What a node refers to or is made of. */
function expanded(schema: SchemaNode, nodes: readonly SchemaNode[], depth = 0): readonly SchemaNode[] {
  if (depth > deepest) return nodes;
  return nodes.flatMap((node) => {
    const parts = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? []), ...referred(schema, node)];
    return [node, ...(parts.length === 0 ? [] : expanded(schema, parts, depth + 1))];
  });
}

function referred(schema: SchemaNode, { $ref }: SchemaNode): readonly SchemaNode[] {
  if ($ref === undefined) return [];
  let found: unknown = schema;
  for (const step of $ref
    .replace(/^#\/?/, "")
    .split("/")
    .filter((part) => part !== "")) {
    found = (found as Record<string, unknown> | undefined)?.[decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return typeof found === "object" && found !== null ? [found] : [];
}

function keysOf(schema: SchemaNode, nodes: readonly SchemaNode[]): readonly Offer[] {
  const keys = new Map<string, Offer>();
  for (const { properties = {} } of nodes) {
    for (const [label, node] of Object.entries(properties)) {
      const detail = expanded(schema, [node]).find(({ description }) => description !== undefined)?.description ?? "";
      if (!keys.has(label)) keys.set(label, { label, detail, kind: "key" });
    }
  }
  return [...keys.values()];
}

function valuesOf(schema: SchemaNode, nodes: readonly SchemaNode[]): readonly Offer[] {
  const values = expanded(schema, nodes).flatMap((node) => [
    ...(node.enum ?? []),
    ...(node.const === undefined ? [] : [node.const]),
    ...(node.type === "boolean" ? [true, false] : []),
  ]);
  const labels = new Set(values.filter((value) => typeof value !== "object").map(String));
  return [...labels].map((label) => ({ label, detail: "", kind: "value" }));
}
