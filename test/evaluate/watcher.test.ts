import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as later } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Signal } from "../../src/core/signal.ts";
import { createWatcher, lookEach, stillFor, type Watcher } from "../../src/evaluate/watcher.ts";

let folder: string;
let file: string;
let told: (string | undefined)[];
let signals: Signal[];
let watcher: Watcher | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "avatar-relay-watch-"));
  file = join(folder, "rules.yaml");
  told = [];
  signals = [];
});
afterEach(() => {
  watcher?.stop();
  rmSync(folder, { recursive: true });
});

/** Watches from the text on that the file has now. */
function watching(tell: (text: string | undefined) => void = (text) => void told.push(text)): void {
  let last: string | undefined = readFileSync(file, "utf8");
  watcher = createWatcher({
    file,
    read: () => readFileSync(file, "utf8"),
    isNews: (text) => text !== last,
    onChange(text) {
      last = text;
      tell(text);
    },
    emit: (signal) => void signals.push(signal),
  });
  watcher.start();
}

const picksUp = (...texts: readonly (string | undefined)[]) => expect.poll(() => told, { timeout: 20_000, interval: 20 }).toEqual(texts);

// C16
describe("a save is picked up within two seconds", { timeout: 30_000 }, () => {
  it("where it is written in place", async () => {
    writeFileSync(file, "old");
    watching();
    writeFileSync(file, "new");
    await picksUp("new");
  });

  it("where another file is renamed to it, again and again", async () => {
    writeFileSync(file, "old");
    watching();
    for (const [index, text] of ["one", "two"].entries()) {
      writeFileSync(`${file}.swp`, text);
      renameSync(`${file}.swp`, file);
      await picksUp(...["one", "two"].slice(0, index + 1));
    }
  });

  it("where the old file is moved away first, as vim does", async () => {
    writeFileSync(file, "old");
    watching();
    renameSync(file, `${file}~`);
    writeFileSync(file, "new");
    unlinkSync(`${file}~`);
    await picksUp("new");
  });

  it("where a ConfigMap turns its ..data link to another folder", async () => {
    for (const [name, text] of [
      ["..1", "old"],
      ["..2", "new"],
    ] as const) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "rules.yaml"), text);
    }
    symlinkSync("..1", join(folder, "..data"));
    symlinkSync(join("..data", "rules.yaml"), file);
    watching();
    symlinkSync("..2", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    rmSync(join(folder, "..1"), { recursive: true });
    await picksUp("new");
  });

  it("where the folder itself was replaced, which no watch of a folder sees", async () => {
    const inner = join(folder, "mounted");
    mkdirSync(inner);
    file = join(inner, "rules.yaml");
    writeFileSync(file, "old");
    watching();
    renameSync(inner, `${inner}-gone`);
    mkdirSync(inner);
    writeFileSync(file, "new");
    await picksUp("new");
  });

  it("where it happened between reading the file and beginning to watch", async () => {
    writeFileSync(file, "old");
    let last = "older";
    watcher = createWatcher({
      file,
      read: () => readFileSync(file, "utf8"),
      isNews: (text) => text !== last,
      onChange(text) {
        last = text ?? "";
        told.push(text);
      },
      emit: () => {},
    });
    watcher.start();
    await picksUp("old");
  });
});

// C16
describe("a file that is still being written", { timeout: 60_000 }, () => {
  it("is left alone until it has not changed for 250 ms", async () => {
    writeFileSync(file, "old");
    watching();
    let text = "";
    for (const piece of ["ve", "rs", "io", "n:", " 1", "\nr", "ul", "es", ": ", "[]"]) {
      text += piece;
      writeFileSync(file, text);
      await later(stillFor / 5);
      expect(told).toEqual([]);
    }
    await picksUp(text);
  });

  it("is not told of where it ends up as it was", async () => {
    writeFileSync(file, "old");
    watching();
    writeFileSync(file, "");
    writeFileSync(file, "old");
    writeFileSync(join(folder, "another.yaml"), "of no interest");
    await later(2 * stillFor);
    expect(told).toEqual([]);
    writeFileSync(file, "new");
    await picksUp("new");
  });

  it("is told of as unreadable where it stays away, and again when it comes back", async () => {
    writeFileSync(file, "old");
    watching();
    rmSync(file);
    await picksUp(undefined);
    writeFileSync(file, "old");
    await picksUp(undefined, "old");
  });
});

it("goes on after a file at which the reader broke", async () => {
  writeFileSync(file, "old");
  watching((text) => {
    told.push(text);
    if (text === "bad") throw new Error("a bug");
  });
  writeFileSync(file, "bad");
  await expect.poll(() => signals, { timeout: 20_000 }).toEqual([{ name: "bug", where: "reload", error: "a bug" }]);
  writeFileSync(file, "good");
  await picksUp("bad", "good");
});

it("looks at the file often enough to tell of it within two seconds where nothing else tells", () => {
  expect(lookEach + 2 * stillFor).toBeLessThanOrEqual(2_000);
});

it("tells nothing once it was stopped", async () => {
  writeFileSync(file, "old");
  watching();
  writeFileSync(file, "new");
  await later(stillFor / 5);
  watcher?.stop();
  await later(2 * stillFor);
  expect(told).toEqual([]);
});
