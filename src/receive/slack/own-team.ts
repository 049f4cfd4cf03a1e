/** The bot's own workspace: whose people count where rules.yaml names no others. Slack says which it is; it is asked once. */

import type { People } from "../../core/people.ts";
import type { Emit } from "../../core/signal.ts";
import type { Keep } from "../../core/store.ts";
import { type Duration, second } from "../../core/time.ts";
import { troubleOf } from "./trouble.ts";

export interface OwnTeam {
  /** Asks Slack, unless it has answered; resolves soon, whatever Slack does. */
  learn(): Promise<void>;
  /** Those who count. Nobody does where no team is named, and Slack does not tell which is ours. */
  people(): People;
  /** False where that may be so. */
  isKnown(): boolean;
}

export interface OwnTeamOptions {
  readonly people: () => People;
  /** The id of the bot's team, as Slack tells it now. May throw. */
  readonly ask: () => Promise<string>;
  /** Where it is kept, for a start while Slack is away. */
  readonly keep: Keep;
  readonly emit: Emit;
}

/** Its name in the store. */
const name = "slack team";

/** Slack waits three seconds for us. */
const patience: Duration = 1.5 * second;

export function createOwnTeam({ people, ask, keep, emit }: OwnTeamOptions): OwnTeam {
  let own: string | undefined;
  let isFresh = false;
  let asking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const team = await ask();
      own = team;
      isFresh = true;
      await remember(keep, team);
    } catch (error) {
      emit({ name: "slack.unanswered", detail: `which workspace is the bot's own: ${troubleOf(error)}` });
      own ??= await kept(keep);
    } finally {
      asking = undefined;
    }
  }

  return {
    async learn() {
      if (isFresh || people().teams !== undefined) return;
      asking ??= look();
      if (own === undefined) await Promise.race([asking, after(patience)]);
    },
    people() {
      const current = people();
      return current.teams === undefined ? { ...current, teams: own === undefined ? [] : [own] } : current;
    },
    isKnown: () => own !== undefined || people().teams !== undefined,
  };
}

/** The token of another workspace takes the place of the one before. */
async function remember(keep: Keep, team: string): Promise<void> {
  const before = await keep(name, team).catch(() => team); // a store that is away is told of elsewhere
  if (before !== team) await keep(name, team, before).catch(() => team);
}

async function kept(keep: Keep): Promise<string | undefined> {
  const found = await keep(name, "").catch(() => "");
  return found === "" ? undefined : found;
}

function after(span: Duration): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, span).unref());
}
