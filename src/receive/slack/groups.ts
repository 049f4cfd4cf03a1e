/** The members of a Slack user group. They are cached, so that a click waits for Slack at most once in five minutes. */

import { groupsFor, isInOwnTeam, mayDo, type People, type Permission } from "../../core/access/people.ts";
import type { Emit } from "../../core/signal.ts";
import { type Clock, type Duration, day, type Instant, minute, second } from "../../core/time.ts";
import type { Colleague } from "./press.ts";
import { troubleOf } from "./trouble.ts";

export interface GroupsOptions {
  readonly people: () => People;
  /** False where Slack does not say which workspace is ours, and no other is named. */
  readonly isTeamKnown: () => boolean;
  /** The present ids of a group's members. May throw. */
  readonly members: (group: string) => Promise<readonly string[]>;
  readonly now: Clock;
  readonly emit: Emit;
}

/** `unknown`: a group or our own workspace has the permission, and Slack does not say who is in it, or which it is. */
export type Leave = "yes" | "no" | "unknown";

/** Whether somebody may do something, by the present rules. */
export type MayDo = (permission: Permission, by: Pick<Colleague, "team" | "user">) => Promise<Leave>;

/** How long somebody who has left a group may still act. */
const fresh: Duration = 5 * minute;
/** How long the last known members count while Slack cannot be asked. */
const keptFor: Duration = day;
/** Slack waits three seconds for us. */
const timeout: Duration = 1.5 * second;

interface Known {
  readonly members: ReadonlySet<string>;
  readonly at: Instant;
}

export function createGroups({ people, isTeamKnown, members, now, emit }: GroupsOptions): MayDo {
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<void>>();

  async function ask(group: string): Promise<void> {
    try {
      known.set(group, { members: new Set(await members(group)), at: now() });
    } catch (error) {
      emit({ name: "slack.unanswered", detail: `who is in ${group}: ${troubleOf(error)}` });
    } finally {
      asking.delete(group);
    }
  }

  async function membersOf(group: string): Promise<ReadonlySet<string> | undefined> {
    const age = () => now() - (known.get(group)?.at ?? 0);
    if (age() > fresh) {
      const asked = asking.get(group) ?? ask(group);
      asking.set(group, asked);
      await Promise.race([asked, after(timeout)]);
    }
    return age() > keptFor ? undefined : known.get(group)?.members;
  }

  return async (permission, by) => {
    const current = people();
    if (mayDo(current, permission, by)) return "yes";
    if (!isInOwnTeam(current, by)) return isTeamKnown() ? "no" : "unknown";
    const all = await Promise.all(groupsFor(current, permission).map(membersOf));
    if (all.some((group) => group?.has(by.user))) return "yes";
    return all.includes(undefined) ? "unknown" : "no";
  };
}

function after(span: Duration): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, span).unref());
}
