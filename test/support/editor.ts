/** An editor on rules.yaml: the language server that editors run, with the schema that the file's first line names. */

import { readFileSync } from "node:fs";
import { requireFrom } from "./packages.ts";

const load = requireFrom("editor");

interface Position {
  readonly line: number;
  readonly character: number;
}

interface TextDocument {
  positionAt(offset: number): Position;
}

interface LanguageService {
  configure(settings: object): void;
  doValidation(document: TextDocument, isKubernetes: boolean): Promise<readonly { range: { start: Position }; message: string }[]>;
  doComplete(document: TextDocument, position: Position, isKubernetes: boolean): Promise<{ items: readonly { label: string }[] }>;
  doHover(document: TextDocument, position: Position): Promise<{ contents: unknown } | null>;
}

// The part of their types that is used here; both packages publish them.
const { TextDocument } = load("vscode-languageserver-textdocument") as {
  readonly TextDocument: { create(uri: string, language: string, version: number, text: string): TextDocument };
};
const { getLanguageService } = load("yaml-language-server") as {
  getLanguageService(services: {
    schemaRequestService: (asked: string) => Promise<string>;
    workspaceContext: { resolveRelativePath: (path: string, resource: string) => string };
  }): LanguageService;
};

export interface Editor {
  /** What is underlined, as `LINE: message`. */
  problems(text: string): Promise<readonly string[]>;
  /** What is offered where `¦` stands. */
  offers(text: string): Promise<readonly string[]>;
  /** What is shown of the word where `¦` stands. */
  explains(text: string): Promise<string>;
}

const uri = "file:///project/rules.yaml";

export function openEditor(): Editor {
  const server = getLanguageService({
    schemaRequestService: (asked) =>
      asked === "file:///project/rules.schema.json"
        ? Promise.resolve(readFileSync("rules.schema.json", "utf8"))
        : Promise.reject(new Error(`nobody has ${asked}`)),
    workspaceContext: { resolveRelativePath: (path, resource) => new URL(path, resource).href },
  });
  server.configure({ validate: true, completion: true, hover: true, schemas: [] });
  return {
    async problems(text) {
      const found = await server.doValidation(documentOf(text), false);
      return found.map(({ range, message }) => `${range.start.line + 1}: ${message}`);
    },
    async offers(text) {
      const { document, position } = cursorIn(text);
      const { items } = await server.doComplete(document, position, false);
      return items.map(({ label }) => label);
    },
    async explains(text) {
      const { document, position } = cursorIn(text);
      const hover = await server.doHover(document, position);
      return JSON.stringify(hover?.contents ?? null);
    },
  };
}

let version = 0;

/** The server keeps what it has read of a version. */
function documentOf(text: string): TextDocument {
  version += 1;
  return TextDocument.create(uri, "yaml", version, text);
}

function cursorIn(text: string): { readonly document: TextDocument; readonly position: Position } {
  const offset = text.indexOf("¦");
  const document = documentOf(text.replace("¦", ""));
  return { document, position: document.positionAt(offset) };
}
