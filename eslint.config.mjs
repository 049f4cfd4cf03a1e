import tseslint from "typescript-eslint";

// Biome does the rest. These two need types: a promise that nobody waits for is a message that may be lost.
export default tseslint.config({
  ignores: ["test/packages/**"],
  files: ["{src,test,bench,crash,faults,train,scripts}/**/*.ts", "web/src/**/*.{ts,tsx}"],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  plugins: { "@typescript-eslint": tseslint.plugin },
  linterOptions: { reportUnusedDisableDirectives: "error" },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
  },
});
