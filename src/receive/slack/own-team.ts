/** The bot's own workspace, whose people may act where rules.yaml names no others. Slack is asked once which it is. */

import { type People, type PersonPosition, peopleIn } from "../../core/access/people.ts";
import type { CompareAndSet } from "../../core/compare-and-set.ts";
import type { Emit } from "../../core/signal.ts";
import { type Duration, second } from "../../core/time.ts";
import { troubleOf } from "./trouble.ts";

export interface OwnTeam {
  /** Asks Slack, unless it has answered; resolves soon, whatever Slack does. */
  learn(): Promise<void>;
  /** The people who may act. Nobody may where no team is named and Slack does not say which is ours. */
  people(): People;
  /** False where that may be so. */
  isKnown(): boolean;
  /** Its id; undefined where Slack has not answered yet. */
  id(): string | undefined;
}

export interface OwnTeamOptions {
  readonly people: () => People;
  /** The ids of the other workspaces that send their clicks here. */
  readonly peers: () => PersonPosition["others"];
  /** Whether ids that name no workspace are its own. */
  readonly isFirst: () => boolean;
  /** Its name in the store. */
  readonly name: string;
  /** The present id of the bot's team. May throw. */
  readonly ask: () => Promise<string>;
  /** Stores it, for a start while Slack is down. */
  readonly keep: CompareAndSet;
  readonly emit: Emit;
}

/** Slack waits three seconds for us. */
const timeout: Duration = 1.5 * second;

export function createOwnTeam({ people, peers, isFirst, name, ask, keep, emit }: OwnTeamOptions): OwnTeam {
  let own: string | undefined;
  let isFresh = false;
  let asking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const team = await ask();
      own = team;
      isFresh = true;
      await remember(keep, name, team);
    } catch (error) {
      emit({ name: "slack.unanswered", detail: `which workspace is the bot's own: ${troubleOf(error)}` });
      own ??= await kept(keep, name);
    } finally {
      asking = undefined;
    }
  }

  /** With only one workspace the file may name the people. */
  const isSaid = () => people().teams !== undefined && peers().length === 0;

  return {
    async learn() {
      if (isFresh || isSaid()) return;
      asking ??= look();
      if (own === undefined) await Promise.race([asking, after(timeout)]);
    },
    people: () => peopleIn(people(), { own, others: peers(), isFirst: isFirst() }),
    isKnown: () => own !== undefined || isSaid(),
    id: () => own,
  };
}

/** The token of another workspace replaces the one before. */
async function remember(keep: CompareAndSet, name: string, team: string): Promise<void> {
  const before = await keep(name, team).catch(() => team); // other code reports a store that is down
  if (before !== team) await keep(name, team, before).catch(() => team);
}

async function kept(keep: CompareAndSet, name: string): Promise<string | undefined> {
  const found = await keep(name, "").catch(() => "");
  return found === "" ? undefined : found;
}

function after(span: Duration): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, span).unref());
}
