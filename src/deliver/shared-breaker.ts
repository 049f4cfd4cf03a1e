/**
 * Replicas share the breaker state of a destination through the store, and a process finds it after a restart: that the destination is down or
 * asks for fewer requests, until when nobody tries it, and which process tries it then. A process that was answered after the trouble was found goes on,
 * since one process may reach what another cannot.
 */

import type { DestinationThrottle } from "../core/delivery-standing.ts";
import { isJsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Elapsed, type Instant, plus, second } from "../core/time.ts";
import type { Hold } from "./destination-health.ts";

/** A process trusts its own last answer for so long, and looks at most so often. */
const sureFor: Duration = second;
/** Characters that are kept of why it is held. */
const longestDetail = 300;

export interface SharedBreakerOptions {
  readonly to: string;
  readonly store: Pick<Store, "keep" | "deliverers">;
  /** Processes agree on it, so it is used for what they share. */
  readonly now: Clock;
  /** For what this process alone waits for. */
  readonly elapsed: Elapsed;
  /** No other process has the same. */
  readonly me: number;
  /** A warning that nobody has renewed for so long after its end is forgotten. */
  readonly wait: Duration;
  /** No try takes longer. A process that dies in the middle loses its turn then. */
  readonly turn: Duration;
  /** It goes on where a process that has ended left off, so it looks once although it is alone. */
  readonly isResumed: boolean;
}

/** Replicas of earlier versions store it under this name. */
const reportedName = "isTold";

/** As it is kept. Replicas of earlier versions know the first three. */
interface Warning {
  /** When the trouble was found. */
  readonly since: Instant;
  /** Nobody but `by` tries before. */
  readonly until: Instant;
  readonly by: number;
  /** The destination is down where it is left out. */
  readonly why?: "throttled";
  readonly times?: number;
  readonly detail?: string;
  readonly [reportedName]?: boolean;
}

const longAgo = 0 as Instant;

export class SharedBreaker {
  readonly #options: SharedBreakerOptions;
  #answeredAt = longAgo;
  /** Times of `elapsed`. */
  #sureUntil = Number.NEGATIVE_INFINITY;
  #notBefore = Number.NEGATIVE_INFINITY;
  #clearLookAt = Number.NEGATIVE_INFINITY;
  /** When the trouble was found, by this process or by the one that it follows. */
  #since: Instant | undefined;
  #isFollowing = false;
  #isFirst: boolean;

  constructor(options: SharedBreakerOptions) {
    this.#options = options;
    this.#isFirst = options.isResumed;
  }

  /** An attempt has ended: the destination has answered, or not. */
  learn(hasAnswered: boolean): void {
    const { now, elapsed } = this.#options;
    if (hasAnswered) this.#answeredAt = now();
    this.#sureUntil = hasAnswered ? elapsed() + sureFor : Number.NEGATIVE_INFINITY;
  }

  /** What somebody has found since this process was last answered; undefined where all is well. */
  async foundByOthers(): Promise<Hold | undefined> {
    const { now, elapsed, wait } = this.#options;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (!isFirst && (this.#isAlone() || elapsed() < this.#sureUntil)) return undefined;
    this.#sureUntil = elapsed() + sureFor;
    const { warning } = await this.#look();
    // One that nobody has renewed was forgotten: nothing was to be sent, or all processes have died.
    if (warning === undefined || warning.since <= this.#answeredAt || plus(warning.until, wait) <= now()) return undefined;
    this.#since = warning.since;
    this.#isFollowing = true;
    return this.#heard(warning);
  }

  #heard({ why, since, until, times = 1, detail = "", [reportedName]: isReported = false }: Warning): Hold {
    const { now, elapsed } = this.#options;
    const wait = Math.max(0, until - now());
    if (why === undefined) return { why: "unavailable", wait };
    const at = elapsed();
    const throttle: DestinationThrottle = {
      since: at - Math.max(0, now() - since),
      askedAt: at,
      until: at + wait,
      times,
      detail,
      isReported,
    };
    return { why, throttle };
  }

  /** Tells the others that it is held, or still is. */
  async warn(hold: Hold): Promise<void> {
    const { now, elapsed, me } = this.#options;
    const isFromOthers = this.#isFollowing && hold.why === "unavailable"; // the breaker was opened because of what others had found
    this.#isFollowing = false;
    const since = this.#since ?? now();
    this.#since = since;
    if (isFromOthers) return;
    const { text, warning } = await this.#look();
    if (this.#isOthers(warning)) return;
    const shared = { since, by: me };
    if (hold.why === "unavailable") return void (await this.#say(text, { ...shared, until: plus(now(), hold.wait) }));
    const { until, times, detail, isReported } = hold.throttle;
    const found = { times, detail: detail.slice(0, longestDetail), [reportedName]: isReported };
    await this.#say(text, { ...shared, ...found, why: "throttled", until: plus(now(), Math.max(0, until - elapsed())) });
  }

  /** Undefined where this process may try; else how long until it may ask again. */
  async takeTurn(): Promise<Duration | undefined> {
    const { now, elapsed, turn, me } = this.#options;
    if (this.#isAlone()) return undefined;
    if (elapsed() < this.#notBefore) return this.#notBefore - elapsed();
    const { text, warning } = await this.#look();
    const mine = { ...warning, since: this.#since ?? now(), until: plus(now(), turn), by: me };
    const turnOf = this.#isOthers(warning) ? warning : await this.#say(text, mine);
    if (!this.#isOthers(turnOf)) return undefined;
    const wait = turnOf.until - now();
    this.#notBefore = elapsed() + wait;
    return wait;
  }

  /** It had nothing to try it with. */
  async passTurn(): Promise<void> {
    const { now, me } = this.#options;
    if (this.#isAlone()) return;
    const { text, warning } = await this.#look();
    if (warning?.by === me) await this.#say(text, { ...warning, until: now() });
  }

  /** Whether another process has found that it is over, while this one still waits. */
  async isCleared(): Promise<boolean> {
    const { elapsed } = this.#options;
    if (this.#isAlone() || elapsed() < this.#clearLookAt) return false;
    this.#clearLookAt = elapsed() + sureFor;
    return (await this.#look()).warning === undefined;
  }

  /** It takes what is sent again. */
  async clear(): Promise<void> {
    this.#since = undefined;
    this.#notBefore = Number.NEGATIVE_INFINITY;
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
    return warning !== undefined && warning.by !== me && now() < warning.until && !this.#isAlone();
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
