import { defineConfig } from "vitest/config";

/** Tests that drive the built command from outside; the others import the source. */
const whole = ["test/{acceptance,cli}/**/*.test.ts", "test/{readme,package}.test.ts"];

const patience = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...patience, name: "parts", include: ["test/**/*.test.ts"], exclude: whole } },
      { test: { ...patience, name: "whole", include: whole, globalSetup: "test/support/build.ts" } },
    ],
  },
});
