/** A YAML text as plain values, with the way back from each value to its place. */

import { Composer, type CST, type Document, Lexer, Parser, parseDocument } from "yaml";
import { finished, type Stepwise } from "../../core/steps.ts";
import { guardInSteps, type PlacedFault, tokensAStep } from "./guard.ts";
import { linesOf } from "./lines.ts";
import { locatorOf, type Path, type Place } from "./locate.ts";
import { syntaxFaults, withCause } from "./syntax.ts";
import { unfold } from "./unfold.ts";

export interface Written {
  /** `null`, texts, numbers, booleans, lists and plain objects with own keys only. */
  readonly value: unknown;
  /** What does not belong in such a file, though it is YAML. */
  readonly faults: readonly PlacedFault[];
  locate(path: Path): Place;
}

export type Read = { readonly ok: true; readonly written: Written } | { readonly ok: false; readonly faults: readonly PlacedFault[] };

/** Reads a YAML text that nobody has vouched for. */
export function readYaml(text: string): Read {
  return finished(readYamlInSteps(text));
}

export function* readYamlInSteps(text: string): Stepwise<Read> {
  const unfit = yield* guardInSteps(text);
  if (unfit) return { ok: false, faults: [withCause(unfit, text)] };
  const document = yield* parsed(text);
  yield;
  const complaints = [...document.errors, ...document.warnings];
  return complaints.length > 0 ? { ok: false, faults: syntaxFaults(complaints, text) } : unfolded(document, text);
}

const options = { prettyErrors: false, uniqueKeys: false, logLevel: "error" } as const;

/** What `parseDocument` does, with the parser's part cut into steps. */
function* parsed(text: string): Stepwise<Document.Parsed> {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let seen = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (++seen % tokensAStep === 0) yield;
  }
  tokens.push(...parser.end());
  yield;
  const documents = [...new Composer(options).compose(tokens, true, text.length)];
  const [only] = documents;
  return documents.length === 1 && only !== undefined ? (only as Document.Parsed) : parseDocument(text, options); // it tells of the others
}

function unfolded(document: Document.Parsed, text: string): Read {
  const lines = linesOf(text);
  const { value, faults } = unfold(document.contents, (offset) => lines.at(offset).line);
  const endless = faults.filter(({ code }) => code === "E_YAML_ALIASES" || code === "E_YAML_DEPTH");
  if (endless.length > 0) return { ok: false, faults: endless };
  return { ok: true, written: { value, faults, locate: locatorOf(document) } };
}
