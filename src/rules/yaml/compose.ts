/** The work of yaml's `parseDocument`, in steps: a file of ten thousand rules takes it almost a second. */

import { Composer, type CST, type Document, isMap, isSeq, Lexer, type ParsedNode, Parser, parseDocument } from "yaml";
import type { Stepwise } from "../../core/steps.ts";
import { tokensAStep } from "./guard.ts";

const options = { prettyErrors: false, uniqueKeys: false, logLevel: "error" } as const;

/** A list with this many items is composed in parts of this size. */
export const itemsAStep = 50;

/** Whether one part of the text may refer to another, by an anchor and an alias or by a directive. It is then read in one piece. */
export function refers(text: string): boolean {
  return /(?:^|[\s,[{:-])[&*]\S|^%/m.test(text);
}

export function* composed(text: string): Stepwise<Document.Parsed> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let seen = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (++seen % tokensAStep === 0) yield;
  }
  tokens.push(...parser.end());
  yield;
  const lists = refers(text) ? [] : takeLongLists(tokens);
  const documents = [...new Composer(options).compose(tokens, true, text.length)];
  const [only] = documents;
  if (documents.length !== 1 || only === undefined) return parseDocument(text, options); // the parser reports the others
  const document = only as Document.Parsed; // nodes from tokens of a text have ranges
  for (const list of lists) yield* fill(document, list);
  for (const list of [document.errors, document.warnings]) list.sort((one, other) => one.pos[0] - other.pos[0]);
  return document;
}

/** A long list right under a key of the file. */
interface LongList {
  readonly offset: number;
  readonly indent: number;
  readonly items: CST.BlockSequence["items"];
}

/** Removes all but the last item of the lists, so that they still end at the same place. */
function takeLongLists(tokens: readonly CST.Token[]): readonly LongList[] {
  return tokens.flatMap((token) => {
    if (token.type !== "document" || token.value?.type !== "block-map") return [];
    return token.value.items.flatMap(({ value }) => {
      if (value?.type !== "block-seq" || value.items.length <= itemsAStep) return [];
      return [{ offset: value.offset, indent: value.indent, items: value.items.splice(0, value.items.length - 1) }];
    });
  });
}

/** Composes the items, each part as a document of its own. The positions of the nodes are those in the whole text. */
function* fill({ contents, errors, warnings }: Document.Parsed, { offset, indent, items }: LongList): Stepwise<void> {
  const list = isMap(contents)
    ? contents.items.map(({ value }) => value).find((value) => isSeq(value) && value.range?.[0] === offset)
    : null;
  const filled: ParsedNode[] = [];
  for (let first = 0; first < items.length; first += itemsAStep) {
    yield;
    const some = items.slice(first, first + itemsAStep);
    const at = some[0]?.start[0]?.offset ?? offset;
    const part: CST.Document = { type: "document", offset: at, start: [], value: { type: "block-seq", offset: at, indent, items: some } };
    for (const composed of new Composer(options).compose([part], true)) {
      if (isSeq(composed.contents)) filled.push(...composed.contents.items);
      errors.push(...composed.errors);
      warnings.push(...composed.warnings);
    }
  }
  if (isSeq(list)) list.items = [...filled, ...list.items];
}
