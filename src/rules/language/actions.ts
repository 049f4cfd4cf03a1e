/** `then:`: where a rule's message goes, and what it says there. */

import { z } from "zod";
import type { Destination } from "../../core/destination.ts";
import { isJsonObject } from "../../core/json.ts";
import type { Kinds } from "./destinations-section.ts";
import type { Problem } from "./diagnostic.ts";
import type { ActionDraft } from "./file.ts";
import { parse } from "./issues.ts";
import type { Path } from "./locate.ts";
import { didYouMean } from "./nearest.ts";
import { duration, oneOrMany } from "./schema.ts";
import { type Section, spellAgain, type Whereabouts } from "./section.ts";

export interface ActionsRequest {
  readonly where: Whereabouts;
  readonly kinds: Kinds;
}

export type ReadAction = Section<ActionDraft | undefined>;

/** The keys that every action knows, beside those of its destination. */
export const timingKeys = {
  after: duration().optional().meta({ description: "It is sent this much later." }),
  unless: oneOrMany(z.enum(["claimed", "resolved"]))
    .optional()
    .meta({ description: "With `after`: it is not sent where by then somebody has claimed, or resolved, the incident." }),
};

const timing = z.looseObject(timingKeys);

/** What may stand under `then:` for a kind of destination, beside `to:`. */
export function actionSchema({ action }: Destination): z.ZodType {
  return action instanceof z.ZodObject ? action.extend(timingKeys) : timing;
}

/** A destination's name, or a map with `to:` and the keys of the destination's kind. */
const entry = z.union([z.string(), z.looseObject({ to: z.string() })]);

/** What is no list was told of already. */
export function readActions(value: unknown, path: Path, request: ActionsRequest): Section<readonly ActionDraft[]> {
  const read = Array.isArray(value) ? value.map((each, index) => readAction(each, [...path, index], request)) : [];
  return {
    value: read.flatMap((each) => each.value ?? []),
    problems: read.flatMap(({ problems }) => problems),
    spelled: read.map(({ spelled }) => spelled),
  };
}

/** One entry, e.g. of `then:`. */
export function readAction(value: unknown, path: Path, request: ActionsRequest): ReadAction {
  const parsed = parse(entry, value, { path, locate: request.where.locate });
  if (!parsed.ok) return { value: undefined, problems: parsed.problems, spelled: undefined };
  const { to, ...settings } = typeof parsed.value === "string" ? { to: parsed.value } : parsed.value;
  const kind = request.kinds.get(to);
  const where = isJsonObject(value) ? [...path, "to"] : path;
  if (kind === undefined) return { value: undefined, problems: [unknownDestination(to, where, request.kinds)], spelled: undefined };
  return ofKind({ to, kind, settings, path }, request);
}

function unknownDestination(to: string, path: Path, kinds: Kinds): Problem {
  const hint =
    didYouMean(to, kinds.keys()) ?? (kinds.size > 0 ? `known are ${[...kinds.keys()].join(", ")}` : "there are none in this file");
  return { code: "E_UNKNOWN_REF", text: `unknown destination "${to}"`, hint, path, on: "value" };
}

interface Named {
  readonly to: string;
  readonly kind: Destination;
  readonly settings: object;
  readonly path: Path;
}

function ofKind({ to, kind, settings, path }: Named, { where }: ActionsRequest): ReadAction {
  const schema = actionSchema(kind);
  const parsed = parse(schema, settings, { path, locate: where.locate });
  if (!parsed.ok) return { value: undefined, problems: parsed.problems, spelled: undefined };
  const { after, unless, ...own } = parsed.value as z.output<typeof timing>; // actionSchema has put them there
  if (unless !== undefined && after === undefined) return { value: undefined, problems: [withoutAfter(path)], spelled: undefined };
  const again = spellAgain(schema, parsed.value);
  const value = { to, settings: own, ...(after === undefined ? {} : { after }), ...(unless === undefined ? {} : { unless }) };
  return { value, problems: [], spelled: { to, ...(isJsonObject(again) ? again : {}) } };
}

/** Nobody has claimed anything at the moment of the finding. */
function withoutAfter(path: Path): Problem {
  const hint = "say when it is to be sent unless that has happened, e.g. after: 5m";
  return { code: "E_MISSING_KEY", text: 'missing key "after" beside "unless"', hint, path: [...path, "unless"], on: "key" };
}
