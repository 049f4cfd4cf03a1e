/** Who may do what with incidents: `slack:` in rules.yaml. */

import type { ClickAction } from "../event.ts";

/** What can be allowed. `speak` is talking to the visitor through the avatar; `rate` is saying whether an alert was useful. */
export const permissions = ["claim", "snooze", "resolve", "mute", "rate", "speak"] as const;

export type Permission = (typeof permissions)[number];

/** Everyone who sees the message, nobody, or a list of Slack ids: people (`U…`) and groups (`S…`). `T…/U…` names the workspace, too. */
export type Allowed = "everyone" | "nobody" | readonly string[];

export interface People {
  /** Ids of the Slack workspaces (`T…`) whose people may act; every workspace where it is undefined. */
  readonly teams: readonly string[] | undefined;
  readonly allow: Readonly<Record<Permission, Allowed>>;
  /** Whether the replies of an incident's owner in its thread are offered to the visitor. */
  readonly threadReplies: boolean;
}

const needed: Readonly<Record<ClickAction, Permission>> = {
  claim: "claim",
  snooze: "snooze",
  resolve: "resolve",
  reopen: "resolve",
  mute: "mute",
  unmute: "mute",
  useful: "rate",
  noise: "rate",
  reply: "speak",
  whisper: "speak",
};

export function permissionFor(action: ClickAction): Permission {
  return needed[action];
}

export interface Actor {
  readonly team: string;
  readonly user: string;
}

/** Whether this person may look. */
export function isInOwnTeam({ teams }: People, { team }: Pick<Actor, "team">): boolean {
  return teams === undefined || teams.includes(team);
}

/** The groups (`S…`) whose members may do it. */
export function groupsFor({ allow }: People, permission: Permission): readonly string[] {
  const allowed = allow[permission];
  return typeof allowed === "string" ? [] : allowed.filter((id) => id.startsWith("S"));
}

/** Whether this person may do it by name. The members of groups are not known here. */
export function mayDo(people: People, permission: Permission, { team, user }: Actor): boolean {
  const { allow } = people;
  if (!isInOwnTeam(people, { team })) return false;
  const allowed = allow[permission];
  return allowed === "everyone" || (allowed !== "nobody" && (allowed.includes(user) || allowed.includes(`${team}/${user}`)));
}

/** One of several workspaces whose people press buttons, each with secrets of its own. */
export interface PersonPosition {
  /** Its id; undefined where it is not known yet. */
  readonly own: string | undefined;
  /** The ids of the others, as far as they are known. */
  readonly others: readonly (string | undefined)[];
  /** Ids that name no workspace are those of the first one. */
  readonly isFirst: boolean;
}

/**
 * The people who may act on messages of this workspace. A workspace vouches for its own people only, never for those of another workspace.
 */
export function peopleIn(people: People, { own, others, isFirst }: PersonPosition): People {
  const isUnsure = others.includes(undefined);
  const isOurs = (team: string) => team === own || (!isUnsure && !others.includes(team));
  const named = others.length === 0 ? people.teams : people.teams?.filter(isOurs);
  const allow = Object.fromEntries(permissions.map((each) => [each, allowedIn(people.allow[each], own, isFirst)]));
  return { ...people, teams: named ?? (own === undefined ? [] : [own]), allow: allow as People["allow"] }; // each permission is in it
}

function allowedIn(allowed: Allowed, own: string | undefined, isFirst: boolean): Allowed {
  if (typeof allowed === "string") return allowed;
  return allowed.flatMap((id) => {
    const [, team, group] = /^(\w+)\/(S\w+)$/.exec(id) ?? [];
    if (group !== undefined) return team === own ? [group] : [];
    return isFirst || id.includes("/") ? [id] : [];
  });
}
