/** Names that stand for several unrelated things. */

import ts from "typescript";
import { nodesOf, type SourceFile } from "./source-tree.ts";

export interface SharedName {
  readonly name: string;
  /** The files that declare it. */
  readonly files: readonly string[];
}

/** Types that several files export under one name. */
export function sharedTypes(files: readonly SourceFile[]): readonly SharedName[] {
  return shared(files, (node) =>
    (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isClassDeclaration(node)) && isExported(node)
      ? node.name?.text
      : undefined,
  );
}

/** Functions that several files declare under one name, for themselves or for others. */
export function sharedFunctions(files: readonly SourceFile[]): readonly SharedName[] {
  return shared(files, (node) => (ts.isFunctionDeclaration(node) && ts.isSourceFile(node.parent) ? node.name?.text : undefined));
}

function shared(files: readonly SourceFile[], nameIn: (node: ts.Node) => string | undefined): readonly SharedName[] {
  const found = new Map<string, Set<string>>();
  for (const file of files) {
    for (const node of nodesOf(file)) {
      const name = nameIn(node);
      if (name !== undefined) found.set(name, (found.get(name) ?? new Set()).add(file.path));
    }
  }
  return [...found]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => ({ name, files: [...paths] }))
    .sort((a, b) => b.files.length - a.files.length || (a.name < b.name ? -1 : 1));
}

function isExported(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Export) !== 0;
}
