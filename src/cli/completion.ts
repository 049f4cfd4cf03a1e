/** `avatar-relay completion`: the shell's completion of commands and options, generated from their declarations. */

import { exitCodes } from "../app/ending.ts";
import { didYouMean } from "../rules/kit/nearest.ts";
import { type CliIo, refused, reportRefusal } from "./command.ts";
import { declarations } from "./declarations.ts";
import { names } from "./help.ts";
import { misused, readArguments } from "./kit/arguments.ts";
import type { CommandDeclaration } from "./kit/declaration.ts";

const scripts: Readonly<Record<string, () => string>> = { bash: bashScript, zsh: zshScript, fish: fishScript };

export async function completion(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments("completion", args);
  if (read.kind === "refused") return reportRefusal(read, io);
  const [shell] = read.positionals;
  if (shell === undefined) return reportRefusal(misused("completion"), io);
  const script = scripts[shell];
  if (script === undefined) return reportRefusal(refused(exitCodes.usage, unknownShell(shell)), io);
  io.out(script());
  return exitCodes.ok;
}

function unknownShell(shell: string): string {
  const guess = didYouMean(shell, Object.keys(scripts));
  return `there is no completion for "${shell}"${guess === undefined ? "" : `, ${guess}`}: bash, zsh or fish`;
}

const all: readonly (readonly [string, CommandDeclaration])[] = names.map((name) => [name, declarations[name]]);

/** The possible words after a beginning: for "slack manifest" first `slack`, then `manifest`. */
function wordsAfter(begun: readonly string[]): readonly string[] {
  const words = names.map((name) => name.split(" ")).filter((each) => begun.every((word, index) => each[index] === word));
  return [...new Set(words.flatMap((each) => each[begun.length] ?? []))];
}

const groups = [...new Set(names.filter((name) => name.includes(" ")).map((name) => name.split(" ")[0] ?? ""))];

function bashScript(): string {
  const options = all.map(([name, { options }]) => [name, Object.keys(options).map((option) => `--${option}`)] as const);
  const cases = [...options.filter(([name]) => name.includes(" ")), ...options.filter(([name]) => !name.includes(" "))]
    .map(([name, words]) => `    "${name} "*) words="${[...words, "--help"].join(" ")}" ;;`)
    .concat(groups.map((group) => `    "${group} ") words="${wordsAfter([group]).join(" ")}" ;;`))
    .concat(`    " ") words="${[...wordsAfter([]), "--help", "--version"].join(" ")}" ;;`);
  return `# In ~/.bashrc: eval "$(avatar-relay completion bash)"
_avatar_relay() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  COMPREPLY=()
  case "$before" in
    ${valued().join("|")}) return ;; # a value, or a file
  esac
  case "\${COMP_WORDS[*]:1:COMP_CWORD-1} " in
${cases.join("\n")}
  esac
  [[ "$words" != --* || "$cur" == -* ]] || return # a file
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _avatar_relay avatar-relay
`;
}

/** Options with a value of the user's own. */
function valued(): readonly string[] {
  const options = all.flatMap(([, declaration]) => Object.entries(declaration.options));
  return [...new Set(options.filter(([, { takes }]) => takes !== undefined).map(([option]) => `--${option}`))];
}

/** zsh reads bash's script with its bashcompinit. */
function zshScript(): string {
  const [, ...script] = bashScript().split("\n");
  return `# In ~/.zshrc: eval "$(avatar-relay completion zsh)"
(( $+functions[compdef] )) || { autoload -Uz compinit; compinit; }
autoload -Uz bashcompinit; bashcompinit
${script.join("\n")}`;
}

function fishScript(): string {
  const commands = wordsAfter([]).map((word) => {
    const summary = all.find(([name]) => name === word)?.[1].summary ?? wordsAfter([word]).join(", ");
    return `complete -c avatar-relay -f -n __fish_use_subcommand -a ${word} -d ${quoted(summary)}`;
  });
  const second = all
    .map(([name, { summary }]) => [name.split(" "), summary] as const)
    .flatMap(([[group, word], summary]) =>
      word === undefined ? [] : [`complete -c avatar-relay -f -n '__avatar_relay_at ${group}' -a ${word} -d ${quoted(summary)}`],
    );
  const options = all.flatMap(([name, declaration]) =>
    Object.entries(declaration.options).map(
      ([option, { takes, help }]) =>
        `complete -c avatar-relay -n '__avatar_relay_in ${name}' -l ${option}${takes === undefined ? "" : " -r"} -d ${quoted(help)}`,
    ),
  );
  return `# avatar-relay completion fish > ~/.config/fish/completions/avatar-relay.fish
function __avatar_relay_at
    set -l words (commandline -opc)
    test "$words[2..]" = "$argv"
end
function __avatar_relay_in
    set -l words (commandline -opc)
    set -l last (math 1 + (count $argv))
    test (count $words) -ge $last; and test "$words[2..$last]" = "$argv"
end
${[...commands, ...second, ...options].join("\n")}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
