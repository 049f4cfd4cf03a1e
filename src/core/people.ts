/** Who may do what with incidents: `slack:` in rules.yaml. */

import type { ClickAction } from "./event.ts";

/** What can be allowed. `speak` is talking to the visitor through the avatar; `rate` is saying whether an alert was useful. */
export const permissions = ["claim", "snooze", "resolve", "mute", "rate", "speak"] as const;

export type Permission = (typeof permissions)[number];

/** Whoever sees the message, nobody, or these people by Slack's ids: themselves (`U…`), or all of a group (`S…`). */
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
export function isOfTheHouse({ teams }: People, { team }: Pick<Actor, "team">): boolean {
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
  if (!isOfTheHouse(people, { team })) return false;
  const allowed = allow[permission];
  return allowed === "everyone" || (allowed !== "nobody" && allowed.includes(user));
}
