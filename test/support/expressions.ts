import ts from "typescript";
import { nodesOf, readTree } from "./source-tree.ts";

/** A regular expression of the source, and where it stands. */
export interface Expression {
  readonly path: string;
  readonly line: number;
  readonly regex: RegExp;
}

/** Every regular expression that is written as a literal below a folder. */
export function literalExpressions(folder: string): readonly Expression[] {
  return readTree(folder).flatMap((file) =>
    nodesOf(file)
      .filter(ts.isRegularExpressionLiteral)
      .map((node) => ({ path: file.path, line: lineOf(node), regex: readLiteral(node.text) })),
  );
}

/** The places that make one at run time, e.g. `src/text/fold.ts:31`. */
export function madeExpressions(folder: string): readonly string[] {
  return readTree(folder).flatMap((file) =>
    nodesOf(file)
      .filter(isMade)
      .map((node) => `${file.path}:${lineOf(node)}`),
  );
}

function isMade(node: ts.Node): boolean {
  return (ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) && node.expression.text === "RegExp";
}

/** What a module makes of itself while it is loaded: the constructor is watched meanwhile. */
export async function expressionsMadeBy(load: () => Promise<unknown>): Promise<readonly RegExp[]> {
  const made: RegExp[] = [];
  const native = globalThis.RegExp;
  globalThis.RegExp = new Proxy(native, {
    construct(target, [source, flags]: [string | RegExp, string | undefined]) {
      const regex = new target(source, flags);
      made.push(regex);
      return regex;
    },
  });
  try {
    await load();
  } finally {
    globalThis.RegExp = native;
  }
  return made;
}

function lineOf(node: ts.Node): number {
  const file = node.getSourceFile();
  return file.getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

function readLiteral(text: string): RegExp {
  const end = text.lastIndexOf("/");
  return new RegExp(text.slice(1, end), text.slice(end + 1));
}

/** One of each sort, so that every class of an expression has something to run through. */
const samples = [
  ..."aAzfnx19 0-\t\n._,:;/\\@#$%&'\"`()[]{}<>=+*?!|~^\u0001\u00a0\u00ad\u00e9\u0301\u0416\u0661\u200b\u2028\u4e2d\uac00\uff11\ud83d😀",
];

/** What an expression could run through for long: a sign or two of each of its classes, and its fixed words. */
export function tokensOf({ source, flags }: RegExp): readonly string[] {
  const tokens = new Set<string>();
  let word = "";
  const endWord = () => {
    if (word.length > 1) tokens.add(word);
    word = "";
  };
  for (const [atom] of source.matchAll(
    /\[(?:\\.|[^\]\\])*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\k<\w+>|\(\?<?[=!:]|\(\?<\w+>|\\.|[\s\S]/giu,
  )) {
    if (/^(?:\(\?|[()|^$]|\\[bBk])/u.test(atom)) endWord();
    else if (/^[*+?{},]$/u.test(atom)) endWord();
    else {
      const found = runThrough(atom, flags);
      for (const sign of found) tokens.add(sign);
      const isFixed = found.length === 1 && !atom.startsWith("[");
      if (isFixed) word += found[0];
      else endWord();
    }
  }
  endWord();
  return [...tokens];
}

function runThrough(atom: string, flags: string): readonly string[] {
  const literal = /^[^\\[.]$/su.test(atom) ? [atom] : [];
  try {
    const one = new RegExp(`^(?:${atom})$`, flags.replace(/[gy]/g, ""));
    const found = [...literal, ...samples.filter((sign) => one.test(sign))];
    const plain = found.filter((sign) => !/[\p{L}\p{N}\s]/u.test(sign));
    const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /\s/u].flatMap((kind) => found.filter((sign) => kind.test(sign)).slice(0, 1));
    return [...new Set([...literal, ...kinds, ...plain.slice(0, 2)])];
  } catch {
    return literal;
  }
}

/** The same text in two lengths. */
export interface Pair {
  readonly short: string;
  readonly long: string;
}

/** Each token over and over, each two in turn, and one before a run of others; some end in what fits nowhere. */
export function* hostileTexts(tokens: readonly string[], length: number): Generator<Pair> {
  const few = tokens.slice(0, 14);
  const words = few.filter((token) => token.length > 2).slice(0, 2);
  for (const one of few) {
    yield pairOf({ run: one, length });
    yield pairOf({ run: one, length, after: misfit });
    for (const other of few) {
      if (one === other) continue;
      yield pairOf({ before: one, run: other, length, after: misfit });
      yield pairOf({ run: one, length, after: other });
      if (one > other) continue;
      yield pairOf({ run: one + other, length });
      for (const before of words) yield pairOf({ before, run: one + other, length, after: misfit });
    }
  }
}

const misfit = "\u0001\n\u0001";

interface Making {
  readonly before?: string;
  readonly run: string;
  readonly length: number;
  readonly after?: string;
}

function pairOf({ before = "", run, length, after = "" }: Making): Pair {
  const times = Math.ceil(length / run.length);
  return { short: before + run.repeat(times) + after, long: before + run.repeat(4 * times) + after };
}

/** Milliseconds of this process' CPU that it takes to find everything in a text: other processes on a busy machine do not count. */
export function timeToFind(regex: RegExp, text: string): number {
  const began = process.cpuUsage();
  if (regex.flags.includes("g")) text.replace(regex, "");
  else regex.test(text);
  regex.lastIndex = 0;
  return process.cpuUsage(began).user / 1000;
}

/**
 * How many times as long a text of four times the length takes; 4 is linear, 16 quadratic. Only the repeated part grows. The best of three
 * is what the machine can do; what takes long is measured once.
 */
export function growthOf(regex: RegExp, { short, long }: Pair): number {
  const best = (text: string) => {
    const first = timeToFind(regex, text);
    return first > 200 ? first : Math.min(first, timeToFind(regex, text), timeToFind(regex, text));
  };
  return best(long) / Math.max(best(short), 0.05);
}
