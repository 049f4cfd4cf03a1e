import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { random } from "../../crash/random.ts";
import { cli, type Ran } from "../../test/support/cli.ts";
import { mutatedRules, seedTexts } from "../mutated-rules.ts";
import { type Part, ran } from "../part.ts";

/** Milliseconds of CPU that a file may take. */
const patience = 1_000;

/** What a line of `check` looks like, whatever is wrong. */
const wellFormed = /^[^:]+:\d+:\d+: (error|warning) [EW]_[A-Z_]+ \S+: .+$/;

/** The value of every variable: base64, so that it will do as a key. */
const canary = Buffer.from("canary in the environment").toString("base64");

/** What destinations need, beside every variable that a text names. */
function environmentOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const names = texts.flatMap((text) => [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => name));
  const url = (scheme: string) => `${scheme}://user:${canary}@127.0.0.1/relay`;
  const named = names.map((name) => [name, name.includes("URL") ? url("postgres") : `whsec_${canary}`]);
  const fixed = { SLACK_BOT_TOKEN: `xoxb-${canary}`, SMTP_URL: url("smtp"), SMTP_FROM: "relay@example.com", AWS_REGION: "eu-1" };
  return { ...Object.fromEntries(named), ...fixed, BITHUMAN_API_SECRET: canary };
}

/** All in this process. The file that is looked at stands in the folder: where a file ends the process, it is the one. */
export const rules: Part = {
  name: "rules",
  sentence: "lets `check` read mutated rules files: each is answered within a second of CPU, with 0 or with lines that name the place",
  cases: { quick: 300, round: 2_000, nightly: 100_000 },
  async run({ cases, seed, folder }) {
    const chance = random(seed);
    const texts = seedTexts();
    const env = environmentOf(texts);
    await cli(["check", "rules.example.yaml"], { env }); // loads what the first file would have to wait for
    const failures: string[] = [];
    let [accepted, slowest] = [0, 0];
    for (let index = 0; index < cases; index += 1) {
      const file = join(folder, "rules.yaml");
      const text = mutatedRules(texts, chance);
      writeFileSync(file, text);
      const { code, wrong, milliseconds } = await checked(file, env);
      if (code === 0) accepted += 1;
      slowest = Math.max(slowest, milliseconds);
      if (wrong === undefined) continue;
      const kept = join(folder, `failed-${seed}-${index}.yaml`);
      writeFileSync(kept, text);
      failures.push(`${kept}: ${wrong}`);
    }
    process.stdout.write(`  the slowest file took ${slowest} ms of CPU\n`);
    return ran(cases, failures, { "without a mistake": accepted });
  },
};

interface Checked {
  readonly code: number | undefined;
  readonly wrong: string | undefined;
  readonly milliseconds: number;
}

async function checked(file: string, env: Readonly<Record<string, string>>): Promise<Checked> {
  const before = process.cpuUsage();
  const answer = await checkAndTest(file, env).catch((error: unknown) => String(error));
  const { user, system } = process.cpuUsage(before);
  const milliseconds = Math.round((user + system) / 1_000);
  if (typeof answer === "string") return { code: undefined, wrong: `check threw ${answer}`, milliseconds };
  const { code, err, out } = answer;
  return { code, wrong: milliseconds > patience ? `check took ${milliseconds} ms of CPU` : wrongIn(code, err, out), milliseconds };
}

/** What has no mistake is compiled as well, as at a start. */
async function checkAndTest(file: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const answer = await cli(["check", file], { env });
  if (answer.code === 0) await cli(["test", file], { env });
  return answer;
}

function wrongIn(code: number, err: string, out: string): string | undefined {
  const lines = err.split("\n").filter((line) => line !== "");
  if (code !== 0 && code !== 2) return `check ended with ${code}`;
  if (code === 2 && lines.length === 0) return "check refused the file and said nothing";
  if ((err + out).includes(canary)) return "check printed a value of the environment";
  const odd = lines.find((line) => !wellFormed.test(line));
  return odd === undefined ? undefined : `check printed ${JSON.stringify(odd.slice(0, 200))}`;
}
