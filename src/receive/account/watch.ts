/** Checks every few minutes how long the credits of the bitHuman account last, so that people get a report before avatars stop. */

import { type Account, accountState, minutesLeft } from "../../core/account.ts";
import type { CompareAndSet } from "../../core/compare-and-set.ts";
import type { Emit } from "../../core/signal.ts";
import { type Clock, type Duration, type Instant, minute, second } from "../../core/time.ts";
import type { BithumanAsked } from "../../net/bithuman/client.ts";
import type { BithumanTrouble } from "../../net/bithuman/trouble.ts";

const looksEach: Duration = 5 * minute;
/** What another process asked this recently is not asked again. */
const justAsked: Duration = 10 * second;
const keptAs = "bithuman account";
/** The stored name of the time of the last report. Earlier versions use the same name. */
const reportedName = "toldAt";

export interface AccountWatchOptions {
  readonly read: () => Promise<BithumanAsked<Account>>;
  readonly close: () => Promise<void>;
  readonly keep: CompareAndSet;
  /** Less than this is reported. */
  readonly below: () => Duration;
  readonly now: Clock;
  /** Distinguishes processes that ask in the same millisecond. */
  readonly randomId: () => string;
  readonly emit: Emit;
}

export interface AccountWatch {
  /** Looks at once, and then each five minutes. */
  start(): void;
  look(): Promise<void>;
  stop(): Promise<void>;
}

/** The stored answer, which all replicas share: one of them asks, and all show it. */
interface Kept {
  readonly by: string;
  readonly at: Instant;
  readonly account: Account | null;
  readonly [reportedName]: Instant | null;
}

export function createAccountWatch({ read, close, keep, below, now, randomId, emit }: AccountWatchOptions): AccountWatch {
  let running: Promise<void> = Promise.resolve();
  let task: NodeJS.Timeout | undefined;
  let stopped = false;
  let isFirst = true;
  const by = randomId();

  async function look(): Promise<void> {
    const text = await keep(keptAs, "");
    const kept = keptIn(text);
    const at = now();
    const claim: Kept = { by, at, account: kept?.account ?? null, [reportedName]: kept?.[reportedName] ?? null };
    const isFresh = kept !== undefined && Math.abs(at - kept.at) < (isFirst ? justAsked : looksEach - justAsked);
    isFirst = false;
    const isOurs = !isFresh && (await keep(keptAs, JSON.stringify(claim), text)) === JSON.stringify(claim);
    if (isOurs) await ask(claim);
    else if (kept?.account) show(kept.account, accountState(kept.account, below(), undefined, at).isLow);
  }

  async function ask(claim: Kept): Promise<void> {
    const asked = await read();
    if (stopped) return; // this process ended the request
    if (asked.kind === "failed") return reportTrouble(asked.trouble);
    const account = asked.value;
    const verdict = accountState(account, below(), claim[reportedName] ?? undefined, claim.at);
    show(account, verdict.isLow);
    if (verdict.report) emit({ name: "account.low", ...factsOf(account), below: below() });
    const kept: Kept = { by, at: claim.at, account, [reportedName]: verdict.reportedAt ?? null };
    await keep(keptAs, JSON.stringify(kept), JSON.stringify(claim));
  }

  function show(account: Account, isLow: boolean): void {
    emit({ name: "account.seen", ...factsOf(account), isLow });
  }

  function reportTrouble({ code, message: detail, cure, link, consequence }: BithumanTrouble): void {
    emit({ name: "account.refused", code, detail, cure, link, passes: consequence === "later" });
  }

  /** One look after the other. A bug here harms nothing else. */
  function again(): void {
    running = look()
      .catch((error: unknown) => emit({ name: "bug", where: "account", error: String(error) }))
      .then(() => {
        if (!stopped) task = setTimeout(again, looksEach);
      });
  }

  return {
    start: again,
    look,
    async stop() {
      stopped = true;
      clearTimeout(task);
      await close();
      await running;
    },
  };
}

function factsOf(account: Account) {
  const { balance, rate, active } = account;
  return { balance, rate, active, minutesLeft: minutesLeft(account) };
}

/** Undefined where nothing is stored, or an earlier version stored another form. */
function keptIn(text: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Partial<Kept>; // this file wrote it, perhaps in another version
    const isKept = typeof kept.at === "number" && kept.account !== undefined && kept[reportedName] !== undefined;
    return isKept ? (kept as Kept) : undefined; // as just checked
  } catch {
    return undefined;
  }
}
