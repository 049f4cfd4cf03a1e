/** Another setting of the database than the one the product asks for, whichever engine this Node has. */

interface Engine {
  readonly prototype: { exec(sql: string): unknown };
}

/** Rewrites what is executed on any connection that is opened from now on. */
export async function spoilPragmas(found: RegExp, instead: string): Promise<void> {
  for (const engine of await engines()) {
    const exec = engine.prototype.exec;
    engine.prototype.exec = function spoilt(sql) {
      return exec.call(this, sql.replace(found, instead));
    };
  }
}

async function engines(): Promise<readonly Engine[]> {
  const native = new URL("../../native/node_modules/better-sqlite3/lib/index.js", import.meta.url).href;
  const names: readonly string[] = ["better-sqlite3", native, "node:sqlite"];
  const loaded = await Promise.all(names.map((name) => import(name).catch(() => ({}))));
  return (loaded as readonly { default?: Engine; DatabaseSync?: Engine }[]) // either module exports its class under one of these names
    .flatMap(({ default: whole, DatabaseSync }) => [DatabaseSync ?? whole])
    .filter((engine) => typeof engine?.prototype?.exec === "function") as readonly Engine[];
}
