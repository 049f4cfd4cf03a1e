import { defineConfig } from "vitest/config";

/** Tests that drive the built command from outside; the others import the source. */
const whole = ["test/{acceptance,cli}/**/*.test.ts", "test/{readme,package,packed}.test.ts"];

/** No test waits for a span; how long a condition may take to come true says only when to give up. */
const patience = { testTimeout: 30_000, hookTimeout: 30_000, expect: { poll: { timeout: 15_000 } } };

export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: "parts", include: ["test/**/*.test.ts"], exclude: whole } },
      { test: { ...patience, name: "whole", include: whole, globalSetup: "test/support/build.ts" } },
    ],
  },
});
