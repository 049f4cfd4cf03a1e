/** `then:`: where the messages of a rule go, and their text. */

import { z } from "zod";
import type { Destination } from "../../../core/destination.ts";
import { isJsonObject } from "../../../core/json.ts";
import { didYouMean } from "../../kit/nearest.ts";
import type { Path } from "../../yaml/path.ts";
import type { Problem } from "../diagnostic.ts";
import type { ActionDraft } from "../file.ts";
import type { Guide } from "../guide.ts";
import { some } from "../issue-words.ts";
import { parse } from "../issues.ts";
import { duration, oneOrMany } from "../schema.ts";
import type { Kinds } from "./destinations-section.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

export interface ActionsRequest {
  readonly where: Whereabouts;
  readonly kinds: Kinds;
  /** All names of the file. A mistake in a destination is reported at its own place only, and not at each use. */
  readonly names: readonly string[];
}

export type ReadAction = Section<ActionDraft | undefined>;

/** The keys of every action, beside those of its destination. */
export const timingKeys = {
  after: duration().optional().meta({ description: "The message is sent this much later." }),
  unless: oneOrMany(z.enum(["claimed", "resolved"]))
    .optional()
    .meta({ description: "With `after`: the message is not sent if somebody has claimed, or resolved, the incident by then." }),
};

const timing = z.looseObject(timingKeys);

/** The keys of an action for a kind of destination, beside `to:`. */
export function actionSchema({ action }: Destination): z.ZodType {
  return action instanceof z.ZodObject ? action.extend(timingKeys) : timing;
}

/** A destination's name, or a map with `to:` and the keys of the destination's kind. */
const entry = z.union([z.string(), z.looseObject({ to: z.string() })]);

/** A list, or a single entry. Any other value has been reported. */
export function readActions(value: unknown, path: Path, request: ActionsRequest): Section<readonly ActionDraft[]> {
  const alone = typeof value === "string" || isJsonObject(value) ? [readAction(value, path, request)] : [];
  const read = Array.isArray(value) ? value.map((each, index) => readAction(each, [...path, index], request)) : alone;
  return {
    value: read.flatMap((each) => each.value ?? []),
    problems: read.flatMap(({ problems }) => problems),
    spelled: read.map(({ spelled }) => spelled),
  };
}

/** One entry, e.g. of `then:`. */
export function readAction(value: unknown, path: Path, request: ActionsRequest): ReadAction {
  const misplaced = withoutTo(value, path, request);
  if (misplaced !== undefined) return { value: undefined, problems: [misplaced], spelled: undefined };
  const parsed = parse(entry, value, { path, ...request.where });
  if (!parsed.ok) return { value: undefined, problems: parsed.problems, spelled: undefined };
  const { to, ...settings } = typeof parsed.value === "string" ? { to: parsed.value } : parsed.value;
  const kind = request.kinds.get(to);
  const where = isJsonObject(value) ? [...path, "to"] : path;
  if (kind === undefined) {
    const problems = request.names.includes(to) ? [] : [unknownDestination(to, where, request)];
    return { value: undefined, problems, spelled: undefined };
  }
  return ofKind({ to, kind, settings, path }, request);
}

/** `{ support: { title: … } }`, or a destination as it stands under `destinations:`. */
function withoutTo(value: unknown, path: Path, { names, where }: ActionsRequest): Problem | undefined {
  const [key, ...more] = isJsonObject(value) ? Object.keys(value) : [];
  if (key === undefined || more.length > 0) return undefined;
  const example = where.guide?.example(["destinations", "support", key]);
  const hint = names.includes(key)
    ? `write { to: ${key}, title: … }`
    : example && `it belongs under destinations, e.g. destinations: { support: { ${example} } }, and here then: [support]`;
  return hint === undefined
    ? undefined
    : { code: "E_MISSING_KEY", text: 'the key "to" is missing', hint, path: [...path, "to"], on: "value" };
}

/** A name that no destination has. */
export function unknownDestination(to: string, path: Path, { names, where }: Pick<ActionsRequest, "names" | "where">): Problem {
  const known = names.length > 0 ? `known are ${some(names)}` : "there are none in this file";
  const own = /^#/.test(to) ? where.guide?.example(["destinations", "support"]) : undefined;
  const define = own === undefined ? "" : `; a channel is a destination of its own, e.g. destinations: { ${own} }`;
  const hint = severalIn(to, names) ?? didYouMean(to, names) ?? `${known}${define}`;
  return { code: "E_UNKNOWN_REF", text: `unknown destination "${to}"`, hint, path, on: "value" };
}

/** `team, mail`, `team and mail`, `-team -mail`: several names in one text. */
function severalIn(to: string, names: readonly string[]): string | undefined {
  const words = to.split(/[\s,;&+|]+/).filter((word) => word !== "" && word !== "and");
  const meant = words.map((word) => (names.includes(word) ? word : word.replace(/^-/, "")));
  const known = meant.filter((word) => names.includes(word)).length;
  if (known === 0 || (known < meant.length && !to.includes(","))) return undefined;
  const list = `then: [${meant.join(", ")}]`;
  return to.startsWith("-") ? `a space is missing behind the -: write - ${meant[0]}, or ${list}` : `write a list: ${list}`;
}

interface Named {
  readonly to: string;
  readonly kind: Destination;
  readonly settings: object;
  readonly path: Path;
}

function ofKind({ to, kind, settings, path }: Named, { where }: ActionsRequest): ReadAction {
  const schema = actionSchema(kind);
  const parsed = parse(schema, settings, { path, ...where, guide: guideTo(to, kind, where) });
  if (!parsed.ok) return { value: undefined, problems: parsed.problems, spelled: undefined };
  const { after, unless, ...own } = parsed.value as z.output<typeof timing>; // actionSchema has put them there
  if (unless !== undefined && after === undefined) return { value: undefined, problems: [withoutAfter(path)], spelled: undefined };
  const again = spellAgain(schema, parsed.value);
  const value = { to, settings: own, ...(after === undefined ? {} : { after }), ...(unless === undefined ? {} : { unless }) };
  return { value, problems: [], spelled: { to, ...(isJsonObject(again) ? again : {}) } };
}

/** Settings of the destination belong to the destination. */
function guideTo(to: string, { schema, type }: Destination, { guide }: Whereabouts): Guide | undefined {
  const keys = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return (
    guide && {
      ...guide,
      elsewhere: (key, map) =>
        keys.includes(key)
          ? `it belongs to the destination, e.g. destinations: { ${to}: { ${type}: { ${key}: … } } }`
          : guide.elsewhere(key, map),
    }
  );
}

/** Nobody can have claimed an incident at the moment of its finding. */
function withoutAfter(path: Path): Problem {
  const hint = "say when it is to be sent unless that has happened, e.g. after: 5m";
  return { code: "E_MISSING_KEY", text: 'missing key "after" beside "unless"', hint, path: [...path, "unless"], on: "key" };
}
