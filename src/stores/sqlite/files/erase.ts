/** After something was removed: no byte of it is left in the files of the database, which go on being used. */

import type { Erased } from "../../../core/store.ts";
import { type Duration, second } from "../../../core/time.ts";
import { type Driver, shortWait, troubleOf } from "../driver.ts";
import type { Writer } from "../writer.ts";

/** Overwrites what is unused in a database file, from another process (overwriting.ts). */
export interface Overwriter {
  /** Pages with something in their unused bytes; undefined where it cannot tell. */
  look(): Promise<readonly number[] | undefined>;
  /** While nothing is written. False where it could not; the process has ended then. */
  overwrite(pages: readonly number[]): Promise<boolean>;
  close(): void;
}

export interface ErasingParts {
  readonly db: Driver;
  readonly writer: Writer;
  /** Without one the database is written anew as a whole, which nobody may be kept waiting for where it is large. */
  readonly openOverwriter: (() => Overwriter) | undefined;
  /** Told of what the database could not do: a disk that failed is not trusted again. */
  readonly failed: (error: unknown) => void;
  readonly timeout?: Duration;
}

/** Whoever reads an old state of the database, e.g. a backup, holds its log for so long at most before we say so. */
const timeout: Duration = 5 * second;
const againAfter: Duration = 25;
/** Pages that are overwritten while arrivals wait. */
const atOnce = 500;
/** A whole copy keeps arrivals waiting for a second. */
const smallEnough = 64 * 1_048_576;

const held =
  "someone reads an older state of the database (a backup, a backtest, another program), whose files keep what was removed until that ends: call forget again then";
const unread = "unused bytes of the database could not be looked at: copies of moved rows may be left in them; call forget again";
const large =
  "the database is too large to be written anew while the relay runs: copies of moved rows may be left in unused bytes; call forget with the relay stopped";

export class Erasing {
  readonly #parts: ErasingParts;
  #last: Promise<unknown> = Promise.resolve();
  #hasStopped = false;
  #atWork: Overwriter | undefined;

  constructor(parts: ErasingParts) {
    this.#parts = parts;
  }

  /** One after the other. */
  erase(): Promise<Erased> {
    const next = this.#last.then(() => this.#erase());
    this.#last = next.catch(this.#parts.failed); // whoever asked for it hears of it, too
    return next;
  }

  /** Resolves when nothing is under way any more, soon. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    this.#atWork?.close();
    await this.#last;
  }

  async #erase(): Promise<Erased> {
    const { db, writer, openOverwriter } = this.#parts;
    await writer.idle();
    if (!(await this.#untilDone(async () => emptyLog(db)))) return { kind: "left", detail: held };
    if (openOverwriter === undefined) return this.#writeAnew();
    const overwriter = openOverwriter();
    this.#atWork = overwriter;
    try {
      return await this.#overwriteAll(overwriter);
    } finally {
      overwriter.close();
    }
  }

  async #overwriteAll(overwriter: Overwriter): Promise<Erased> {
    const pages = await overwriter.look();
    if (pages === undefined) return { kind: "left", detail: unread };
    for (let from = 0; from < pages.length; from += atOnce) {
      const some = pages.slice(from, from + atOnce);
      const overwritten = () => this.#parts.writer.apart(() => this.#overwriteSome(overwriter, some));
      if (!(await this.#untilDone(overwritten))) return { kind: "left", detail: held };
    }
    return { kind: "erased" };
  }

  /** What is at hand of the pages is let go of before and after, so that no old copy is written back. */
  async #overwriteSome(overwriter: Overwriter, pages: readonly number[]): Promise<boolean> {
    const { db } = this.#parts;
    if (!emptyLog(db)) return false;
    db.exec("PRAGMA shrink_memory");
    const done = await overwriter.overwrite(pages);
    db.exec("PRAGMA shrink_memory");
    return done;
  }

  async #writeAnew(): Promise<Erased> {
    const { db } = this.#parts;
    const row = db.prepare("SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size").get();
    if (Number(row?.bytes) > smallEnough) return { kind: "left", detail: large };
    if (!(await this.#untilDone(async () => vacuum(db)))) return { kind: "left", detail: held };
    return (await this.#untilDone(async () => emptyLog(db))) ? { kind: "erased" } : { kind: "left", detail: held };
  }

  async #untilDone(attempt: () => Promise<boolean>): Promise<boolean> {
    for (const end = performance.now() + (this.#parts.timeout ?? timeout); ; ) {
      if (await attempt()) return true;
      if (this.#hasStopped || performance.now() > end) return false;
      await new Promise((resolve) => setTimeout(resolve, againAfter));
    }
  }
}

/** False while another program holds the database. */
function vacuum(db: Driver): boolean {
  try {
    db.exec("VACUUM");
    return true;
  } catch (error) {
    if (troubleOf(error) === "busy") return false;
    throw error;
  }
}

/** Brings the log into the database and empties it. False while somebody reads from it. */
function emptyLog(db: Driver): boolean {
  db.exec("PRAGMA busy_timeout = 0"); // arrivals do not wait for readers
  try {
    return db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.busy === 0;
  } catch (error) {
    if (troubleOf(error) === "busy") return false;
    throw error;
  } finally {
    db.exec(shortWait);
  }
}
