// Prints "<passed> <failed>" for a report of vitest: node .ci/tally.mjs REPORT EXIT-CODE
import { existsSync, readFileSync } from "node:fs";

const [report, exitCode] = process.argv.slice(2);
const { passed, failed } = existsSync(report) ? count(JSON.parse(readFileSync(report, "utf8"))) : { passed: 0, failed: 0 };
// A run that failed without a failed test (a file that does not load, an error nobody caught) is a failure too.
console.log(`${passed} ${failed === 0 && exitCode !== "0" ? 1 : failed}`);

function count({ numPassedTests, numFailedTests, testResults }) {
  const unloadable = testResults.filter(({ status, assertionResults }) => status === "failed" && assertionResults.length === 0).length;
  return { passed: numPassedTests, failed: numFailedTests + unloadable };
}
