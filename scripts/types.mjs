/** What a package needs of types: the declarations of its entry points, and of what those name. Written into dist/ before it is packed. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const entries = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [join(root, types)]));

const only = { declaration: true, emitDeclarationOnly: true, stripInternal: true, incremental: false, tsBuildInfoFile: undefined };
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => fail([String(messageText)]) };
const { options } = ts.getParsedCommandLineOfConfigFile(join(root, "tsconfig.build.json"), only, host);
const sources = entries.map((entry) => join(root, "src", relative(join(root, "dist"), entry)).replace(/\.d\.ts$/, ".ts"));
const written = new Map();
const program = ts.createProgram(sources, options);
const { diagnostics } = program.emit(undefined, (file, text) => written.set(file, text), undefined, true);
if (diagnostics.length > 0) fail(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")));

const kept = new Set();
for (const entry of entries) keep(entry);

/** And what it imports. */
function keep(file) {
  if (kept.has(file)) return;
  const text = written.get(file);
  if (text === undefined) fail([`${file} was not written`]);
  kept.add(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  for (const { fileName } of ts.preProcessFile(text).importedFiles)
    if (fileName.startsWith(".")) keep(join(dirname(file), fileName).replace(/\.(ts|js)$/, ".d.ts"));
}

function fail(problems) {
  console.error(problems.join("\n"));
  process.exit(1);
}
