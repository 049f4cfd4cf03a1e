import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import ts from "typescript";
import { root } from "./build.ts";

/** A file of the tree, its path relative to the project: what every check of the house looks at. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One `import`, `export … from` or `import()`. */
export interface Import {
  readonly from: string;
  /** A path of the tree (`src/core/time.ts`), a package (`@slack/web-api`), or a module of Node (`node:fs`). */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** The TypeScript files under a folder of the project. */
export function readTree(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("/node_modules/"))
    .map((file) => ({ path: relative(root, file), text: readFileSync(file, "utf8") }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function importsOf(file: SourceFile): readonly Import[] {
  return nodesOf(file).flatMap((node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return [];
    return [{ from: file.path, target: resolved(file.path, specifier), typeOnly: isTypeOnly(node) }];
  });
}

const known = new WeakMap<SourceFile, readonly ts.Node[]>();

/** Every node of a file, in reading order. */
export function nodesOf(file: SourceFile): readonly ts.Node[] {
  const nodes = known.get(file) ?? parsed(file);
  known.set(file, nodes);
  return nodes;
}

function parsed(file: SourceFile): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true));
  return nodes;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return literal(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function resolved(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.normalize(posix.join(dirname(from), specifier));
  if (specifier.startsWith("node:")) return specifier;
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}
