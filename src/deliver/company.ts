/**
 * What the processes that send to one destination know together: that it is down, and whose turn it is to try it. Whoever finds it down is
 * believed by those who have not reached it since; who has goes on, because what one cannot reach another may.
 */

import { isJsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Instant, plus, second } from "../core/time.ts";

/** Who was answered is sure of it for so long, and who has looked does not look again. */
const sureFor: Duration = second;

export interface CompanyOptions {
  readonly to: string;
  readonly store: Pick<Store, "keep" | "deliverers">;
  /** Processes agree on it. */
  readonly now: Clock;
  /** No other process has the same. */
  readonly me: number;
  /** After somebody has tried, nobody does for so long. */
  readonly wait: Duration;
  /** No try takes longer. Who dies in the middle loses its turn then. */
  readonly turn: Duration;
}

interface Warning {
  /** When the destination was found down. */
  readonly since: Instant;
  /** Nobody but `by` tries before. */
  readonly until: Instant;
  readonly by: number;
}

/** Where nobody shares the work, nothing is asked or written. */
export class Company {
  readonly #options: CompanyOptions;
  #answeredAt = 0;
  #sureUntil = 0;
  #notBefore = 0 as Instant; // long ago
  /** When it was found down, by us or by whom we follow. */
  #since: Instant | undefined;
  #isFollowing = false;

  constructor(options: CompanyOptions) {
    this.#options = options;
  }

  /** An attempt has ended: the destination has answered, or not. */
  learn(hasAnswered: boolean): void {
    const now = this.#options.now();
    if (hasAnswered) this.#answeredAt = now;
    this.#sureUntil = hasAnswered ? plus(now, sureFor) : 0;
  }

  /** Whether somebody has found it down since we were last answered: then it is to us as well. */
  async hearsOfTrouble(): Promise<boolean> {
    const { now, wait } = this.#options;
    if (this.#isAlone() || now() < this.#sureUntil) return false;
    this.#sureUntil = plus(now(), sureFor);
    const { warning } = await this.#look();
    // One that nobody has renewed was forgotten: nothing was to be sent, or everybody has died.
    if (warning === undefined || warning.since <= this.#answeredAt || plus(warning.until, wait) <= now()) return false;
    this.#since = warning.since;
    this.#isFollowing = true;
    return true;
  }

  /** It is down as far as we can tell, or still is. */
  async warn(): Promise<void> {
    const { now, wait, me } = this.#options;
    const isHearsay = this.#isFollowing;
    this.#isFollowing = false;
    const since = this.#since ?? now();
    this.#since = since;
    if (isHearsay || this.#isAlone()) return;
    const { text, warning } = await this.#look();
    if (!this.#isOthers(warning)) await this.#say(text, { since, until: plus(now(), wait), by: me });
  }

  /** Undefined where the turn is ours; else when to ask again. */
  async takeTurn(): Promise<Instant | undefined> {
    const { now, turn, me } = this.#options;
    if (this.#isAlone()) return undefined;
    if (now() < this.#notBefore) return this.#notBefore;
    const { text, warning } = await this.#look();
    const mine = { since: this.#since ?? now(), until: plus(now(), turn), by: me };
    const turnOf = this.#isOthers(warning) ? warning : await this.#say(text, mine);
    if (!this.#isOthers(turnOf)) return undefined;
    this.#notBefore = turnOf.until;
    return turnOf.until;
  }

  /** We had nothing to try it with. */
  async passTurn(): Promise<void> {
    const { now, me } = this.#options;
    if (this.#isAlone()) return;
    const { text, warning } = await this.#look();
    if (warning?.by === me) await this.#say(text, { ...warning, until: now() });
  }

  /** It is up again. */
  async giveAllClear(): Promise<void> {
    this.#since = undefined;
    this.#notBefore = 0 as Instant; // long ago
    if (this.#isAlone()) return;
    const { text } = await this.#look();
    if (text !== "") await this.#options.store.keep(this.#name(), "", text);
  }

  #name(): string {
    return `breaker ${this.#options.to}`;
  }

  #isAlone(): boolean {
    return this.#options.store.deliverers() <= 1;
  }

  #isOthers(warning: Warning | undefined): warning is Warning {
    const { now, me } = this.#options;
    return warning !== undefined && warning.by !== me && now() < warning.until;
  }

  async #look(): Promise<{ readonly text: string; readonly warning: Warning | undefined }> {
    const text = await this.#options.store.keep(this.#name(), "");
    return { text, warning: warningIn(text) };
  }

  /** What is kept then, which is another's where that was faster. */
  async #say(before: string, warning: Warning): Promise<Warning | undefined> {
    return warningIn(await this.#options.store.keep(this.#name(), JSON.stringify(warning), before));
  }
}

/** None where all is clear. */
function warningIn(text: string): Warning | undefined {
  const value: unknown = text === "" ? undefined : JSON.parse(text);
  return isJsonObject(value) ? (value as unknown as Warning) : undefined; // `say` wrote it
}
