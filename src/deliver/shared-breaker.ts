/**
 * Replicas share the breaker state of a destination through the store, and a process reads it after a restart: whether the destination is
 * down or
 * asks for fewer requests, until when nobody tries it, and which process tries it then. A process that got an answer after the trouble was
 * found
 * continues, because one process may reach what another cannot.
 */

import type { DestinationThrottle } from "../core/delivery-standing.ts";
import { isJsonObject } from "../core/json.ts";
import type { Store } from "../core/store.ts";
import { type Clock, type Duration, type Elapsed, type Instant, plus, second } from "../core/time.ts";
import type { Hold } from "./destination-health.ts";

/** A process trusts its own last answer for this long, and reads the store at most this often. */
const sureFor: Duration = second;
/** The most characters of the stored detail. */
const longestDetail = 300;

export interface SharedBreakerOptions {
  readonly to: string;
  readonly store: Pick<Store, "keep" | "deliverers">;
  /** The clock that all processes share, for shared times. */
  readonly now: Clock;
  /** A clock that nobody can set, for this process's own waits. */
  readonly elapsed: Elapsed;
  /** A number that no other process has. */
  readonly me: number;
  /** A warning that nobody renews for this long after its end is ignored. */
  readonly wait: Duration;
  /** The longest time of a try. A process that dies during its try loses the turn after this. */
  readonly turn: Duration;
  /** It continues the work of an earlier process, so it looks once even if it is alone. */
  readonly isResumed: boolean;
}

/** Replicas of earlier versions store it under this name. */
const reportedName = "isTold";

/** The stored form. Replicas of earlier versions know the first three fields. */
interface Warning {
  /** When the trouble was found. */
  readonly since: Instant;
  /** Until then only `by` may try. */
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

  /** An attempt has ended, with or without an answer. */
  learn(hasAnswered: boolean): void {
    const { now, elapsed } = this.#options;
    if (hasAnswered) this.#answeredAt = now();
    this.#sureUntil = hasAnswered ? elapsed() + sureFor : Number.NEGATIVE_INFINITY;
  }

  /** What another process has found since this process last got an answer; undefined where all is well. */
  async foundByOthers(): Promise<Hold | undefined> {
    const { now, elapsed, wait } = this.#options;
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (!isFirst && (this.#isAlone() || elapsed() < this.#sureUntil)) return undefined;
    this.#sureUntil = elapsed() + sureFor;
    const { warning } = await this.#look();
    // Nobody renewed the warning: there was nothing to send, or all processes have ended.
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

  /** Tells the other processes that the destination is held, or still is. */
  async warn(hold: Hold): Promise<void> {
    const { now, elapsed, me } = this.#options;
    const isFromOthers = this.#isFollowing && hold.why === "unavailable"; // another process's warning has opened the breaker
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

  /** Undefined where this process may try; otherwise the wait until it may ask again. */
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

  /** It has no message to try with. */
  async passTurn(): Promise<void> {
    const { now, me } = this.#options;
    if (this.#isAlone()) return;
    const { text, warning } = await this.#look();
    if (warning?.by === me) await this.#say(text, { ...warning, until: now() });
  }

  /** Whether another process has found that the trouble has ended, while this one still waits. */
  async isCleared(): Promise<boolean> {
    const { elapsed } = this.#options;
    if (this.#isAlone() || elapsed() < this.#clearLookAt) return false;
    this.#clearLookAt = elapsed() + sureFor;
    return (await this.#look()).warning === undefined;
  }

  /** The destination accepts messages again. */
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

  /** Returns the stored warning, which is another process's if that one was faster. */
  async #say(before: string, warning: Warning): Promise<Warning | undefined> {
    return warningIn(await this.#options.store.keep(this.#name(), JSON.stringify(warning), before));
  }
}

/** Undefined where there is no trouble. */
function warningIn(text: string): Warning | undefined {
  const value: unknown = text === "" ? undefined : JSON.parse(text);
  return isJsonObject(value) ? (value as unknown as Warning) : undefined; // `say` wrote it
}
