// Reads reports of vitest: node .ci/tally.mjs count REPORT EXIT-CODE  → "<passed> <failed>"
//                          node .ci/tally.mjs failed REPORT           → the files with a failure, one on a line
//                          node .ci/tally.mjs why REPORT              → each test that failed, with the first lines of its message
import { existsSync, readFileSync } from "node:fs";

const [task, report, exitCode] = process.argv.slice(2);
const {
  numPassedTests: passed,
  numFailedTests,
  testResults,
} = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { numPassedTests: 0, numFailedTests: 0, testResults: [] };
const unloadable = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length;
const failed = numFailedTests + unloadable;

if (task === "failed") for (const { status, name } of testResults) if (status === "failed") console.log(name);
if (task === "why") for (const { name, message, assertionResults } of testResults) tellWhy(name, message, assertionResults);
// A run that failed without a failed test (an error nobody caught) is a failure too.
if (task === "count") console.log(`${passed} ${failed === 0 && exitCode !== "0" ? 1 : failed}`);

function tellWhy(file, message, tests) {
  for (const { status, fullName, failureMessages } of tests)
    if (status === "failed") console.log(entry(file, fullName, failureMessages[0]));
  if (tests.length === 0 && message) console.log(entry(file, "cannot be loaded", message));
}

function entry(file, title, message = "") {
  const first = message.split("\n").slice(0, 6).join("\n      ");
  return `  ${file}\n    ${title}\n      ${first}`;
}
