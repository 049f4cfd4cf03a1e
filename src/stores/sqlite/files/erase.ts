/** After a deletion: removes every byte of the data from the files of the database, which stay in use. */

import type { Erased } from "../../../core/store.ts";
import { type Duration, second } from "../../../core/time.ts";
import { type Driver, shortWait, troubleOf } from "../driver.ts";
import type { Writer } from "../writer.ts";
import type { Checkpoints } from "./checkpoints.ts";

/** Overwrites unused bytes of a database file, from another process (overwriting.ts). */
export interface Overwriter {
  /** Pages with data in their unused bytes; undefined where it cannot tell. */
  look(): Promise<readonly number[] | undefined>;
  /** Runs while nothing is written. False where it failed; the process has then ended. */
  overwrite(pages: readonly number[]): Promise<boolean>;
  close(): void;
}

export interface ErasingParts {
  readonly db: Driver;
  readonly writer: Pick<Writer, "idle">;
  readonly checkpoints: Pick<Checkpoints, "apart">;
  /** Without it the whole database is written again, which takes too long for a large one. */
  readonly openOverwriter?: (() => Overwriter) | undefined;
  /** Called with errors of the database: a disk that failed is not trusted again. */
  readonly failed: (error: unknown) => void;
  readonly timeout?: Duration;
}

/** A reader of an old state of the database, e.g. a backup, blocks its log. After this long it is reported. */
const timeout: Duration = 5 * second;
const againAfter: Duration = 25;
/** The most pages that are overwritten while arrivals wait. */
const atOnce = 500;
/** Copying this many bytes delays arrivals for a second. */
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
    this.#last = next.catch(this.#parts.failed); // the caller gets the error, too
    return next;
  }

  /** Resolves soon, when no work runs any more. */
  async stop(): Promise<void> {
    this.#hasStopped = true;
    this.#atWork?.close();
    await this.#last;
  }

  async #erase(): Promise<Erased> {
    const { writer, openOverwriter } = this.#parts;
    await writer.idle();
    if (!(await this.#logEmptied())) return { kind: "left", detail: held };
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
      const overwritten = () => this.#parts.checkpoints.apart(() => this.#overwriteSome(overwriter, some));
      if (!(await this.#untilDone(overwritten))) return { kind: "left", detail: held };
    }
    return { kind: "erased" };
  }

  /** Cached pages are dropped before and after, so that no old copy is written back. */
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
    return (await this.#logEmptied()) ? { kind: "erased" } : { kind: "left", detail: held };
  }

  #logEmptied(): Promise<boolean> {
    const { db, checkpoints } = this.#parts;
    return this.#untilDone(() => checkpoints.apart(async () => emptyLog(db)));
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

/** Writes what is left of the log into the database and empties it. False while somebody reads from it. */
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
