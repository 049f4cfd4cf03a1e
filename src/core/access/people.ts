/** Who may do what with incidents: `slack:` in rules.yaml. */

import type { ClickAction } from "../event.ts";

/** What can be allowed. `speak` is talking to the visitor through the avatar; `rate` is saying whether an alert was useful. */
export const permissions = ["claim", "snooze", "resolve", "mute", "rate", "speak"] as const;

export type Permission = (typeof permissions)[number];

/** Whoever sees the message, nobody, or these people by Slack's ids: themselves (`U…`), or all of a group (`S…`); `T…/U…` names the workspace, too. */
export type Allowed = "everyone" | "nobody" | readonly string[];

export interface People {
  /** Ids of Slack workspaces (`T…`) whose people count; any where undefined. */
  readonly teams: readonly string[] | undefined;
  readonly allow: Readonly<Record<Permission, Allowed>>;
  /** Whether what the one who has claimed an incident writes in its thread is offered to the visitor. */
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

/** Whether this person may do it, by what the file says of them alone: who is in a group is not known here. */
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

/** Who counts in what this workspace sends: a workspace vouches for its own people, and never for those of another one of ours. */
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
