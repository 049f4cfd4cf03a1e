import ts from "typescript";
import { type Import, importsOf, nodesOf, type SourceFile } from "./source-tree.ts";

/** One room of the house: a folder of `src/`, or a file that stands there alone. */
export interface Room {
  /** Rooms, folders or single files of `src/` that it may import from; itself always. */
  readonly sees: readonly string[];
  /** Packages it may import; `type:zod` allows its types only. */
  readonly packages: readonly string[];
  /** Synchronous, and without clock, chance, network, files or environment. */
  readonly pure?: true;
  /** Files of a pure room that may do one impure thing, each with its reason beside it in the plan. */
  readonly exempt?: readonly string[];
}

export type FloorPlan = Readonly<Record<string, Room>>;

/** Imports that the plan does not allow, one sentence each. */
export function trespasses(files: readonly SourceFile[], plan: FloorPlan): readonly string[] {
  return files.flatMap((file) => {
    const room = plan[roomOf(file.path, plan)];
    if (room === undefined) return [`${file.path} stands in no room of the plan`];
    return importsOf(file)
      .filter((each) => !isAllowed(each, room, plan))
      .map((each) => `${each.from} must not import ${each.target}`);
  });
}

/** `src/core/time.ts` is in `core`, `src/main.ts` in `main.ts`, and `src/rules/kit/codes.ts` in `rules/kit`, where the plan has that room. */
function roomOf(path: string, plan: FloorPlan): string {
  const parts = path.split("/").slice(1);
  const places = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  return places.findLast((place) => place in plan) ?? path;
}

function isAllowed({ from, target, typeOnly }: Import, room: Room, plan: FloorPlan): boolean {
  if (target.startsWith("src/"))
    return roomOf(target, plan) === roomOf(from, plan) || room.sees.some((seen) => isWithin(target, `src/${seen}`));
  if (target.startsWith("node:")) return room.pure !== true || room.exempt?.includes(from) === true;
  return room.packages.includes(target) || (typeOnly && room.packages.includes(`type:${target}`));
}

function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** Arrows between rooms that can be walked in a circle: with one, there is no order of floors. */
export function circularRooms(plan: FloorPlan): readonly string[] {
  const roomsIn = (seen: string) => {
    const within = Object.keys(plan).filter((name) => isWithin(name, seen));
    return within.length > 0 ? within : [roomOf(`src/${seen}`, plan)];
  };
  return circles(new Map(Object.entries(plan).map(([name, room]) => [name, room.sees.flatMap(roomsIn)])));
}

/** Circles of imports, also of those of types alone. */
export function importCycles(files: readonly SourceFile[]): readonly string[] {
  const known = new Set(files.map((file) => file.path));
  const targets = (file: SourceFile) => importsOf(file).filter((each) => known.has(each.target));
  return circles(new Map(files.map((file) => [file.path, targets(file).map((each) => each.target)])));
}

function circles(arrows: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (at: string, way: readonly string[]): void => {
    if (way.includes(at)) found.push([...way.slice(way.indexOf(at)), at].join(" → "));
    if (done.has(at) || way.includes(at)) return;
    for (const next of arrows.get(at) ?? []) walk(next, [...way, at]);
    done.add(at);
  };
  for (const start of arrows.keys()) walk(start, []);
  return found;
}

const impureNames = new Set([
  "process",
  "fetch",
  "setTimeout",
  "setInterval",
  "setImmediate",
  "queueMicrotask",
  "console",
  "performance",
  "crypto",
]);
const impureCalls = new Set(["Date.now", "Math.random"]);

/** What a pure room does that it must be handed instead. */
export function impurities(files: readonly SourceFile[], plan: FloorPlan): readonly string[] {
  return files
    .filter((file) => plan[roomOf(file.path, plan)]?.pure === true)
    .flatMap((file) => nodesOf(file).flatMap((node) => impurityOf(node).map((what) => `${file.path} uses ${what}`)));
}

function impurityOf(node: ts.Node): readonly string[] {
  if (ts.isPropertyAccessExpression(node) && impureCalls.has(node.getText())) return [node.getText()];
  if (ts.isNewExpression(node) && node.getText() === "new Date()") return ["new Date()"];
  if (ts.isIdentifier(node) && impureNames.has(node.text) && isReference(node)) return [node.text];
  if (node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)) return ["async"];
  return [];
}

/** An identifier that names a global, not a property, a key or a declaration of the same name. */
function isReference({ parent, ...node }: ts.Identifier): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.expression.pos === node.pos;
  return ts.isCallExpression(parent) || ts.isTypeOfExpression(parent) || ts.isElementAccessExpression(parent);
}

/** Files of a shelf that its index does not name exactly once. What a file of a shelf holds is told by the type of its export. */
export function shelfGaps(
  files: readonly SourceFile[],
  { folder, holds }: { readonly folder: string; readonly holds: string },
): readonly string[] {
  const index = files.find((file) => file.path === `${folder}/index.ts`);
  if (index === undefined) return [`${folder} has no index.ts`];
  const [list = ""] = /= \[[^\]]*\]/.exec(index.text) ?? [];
  const listed = list.match(/[\w$]+/g) ?? [];
  return shelved(files, folder, holds).flatMap(({ path, name }) => {
    const times = listed.filter((each) => each === name).length;
    return times === 1 ? [] : [`${path}: ${name} is in the index ${times} times`];
  });
}

function shelved(files: readonly SourceFile[], folder: string, holds: string): readonly { readonly path: string; readonly name: string }[] {
  const declaration = new RegExp(String.raw`^export const (\w+): ${holds}\b(?!\[)`, "gm");
  return files
    .filter((file) => file.path.startsWith(`${folder}/`) && !file.path.endsWith("/index.ts"))
    .flatMap((file) => [...file.text.matchAll(declaration)].map((match) => ({ path: file.path, name: match[1] ?? "" })));
}

/** Constructs that the house does not have. */
export function banned(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => nodesOf(file).flatMap((node) => banOf(node).map((what) => `${file.path}: ${what}`)));
}

function banOf(node: ts.Node): readonly string[] {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return ["any"];
  if (ts.isEnumDeclaration(node)) return [`enum ${node.name.text}`];
  if (ts.isExportAssignment(node)) return ["a default export"];
  return isLongBody(node) ? [`a function of more than ${longest} lines`] : [];
}

const longest = 60;

function isLongBody(node: ts.Node): boolean {
  return ts.isBlock(node) && ts.isFunctionLike(node.parent) && node.getText().split("\n").length > longest;
}

const unrun = new Set(["only", "skip", "todo"]);
const mocks = new Set(["mock", "doMock", "spyOn"]);

/** Habits by which a test passes without having tested. */
export function weakTests(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) =>
    nodesOf(file)
      .filter((node) => ts.isPropertyAccessExpression(node))
      .filter(isWeak)
      .map((node) => `${file.path}: ${node.getText()}`),
  );
}

function isWeak({ name, expression }: ts.PropertyAccessExpression): boolean {
  if (expression.getText() === "vi") return mocks.has(name.text);
  return unrun.has(name.text) && /^(it|test|describe)\b/.test(expression.getText());
}

/** Folders with more files than a reader can look over. */
export function crowdedFolders(files: readonly SourceFile[], most: number): readonly string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > most).map(([folder, count]) => `${folder} has ${count} files`);
}
