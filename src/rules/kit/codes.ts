/** The mistakes that a rules.yaml can contain. Codes never change; docs/errors.md has the cause and the remedy of each. */

export const errorCodes = [
  "E_RULES_FILE",
  "E_RULES_SHRANK",
  "E_RULES_UNREADABLE",
  "E_EDIT_REFERENCE",
  "E_FILE_SIZE",
  "E_YAML_SYNTAX",
  "E_YAML_DEPTH",
  "E_YAML_ALIASES",
  "E_DUPLICATE_KEY",
  "E_DUPLICATE_RULE",
  "E_DUPLICATE_TEST",
  "E_VERSION",
  "E_UNKNOWN_KEY",
  "E_MISSING_KEY",
  "E_TYPE",
  "E_VALUE",
  "E_REGEX",
  "E_REGEX_UNSUPPORTED",
  "E_TEMPLATE",
  "E_UNKNOWN_REF",
  "E_ENV_MISSING",
  "E_ENV_SYNTAX",
  "E_ENV_VALUE",
  "E_NO_SECRET",
  "E_UNSIGNED",
  "E_PRESET",
  "E_PLUGIN",
  "E_NO_KEY",
  "E_PATH_SECRET",
  "E_RETENTION",
  "E_CALENDAR",
  "E_MANY_MISTAKES",
] as const;

export const warningCodes = [
  "W_SECRET_INLINE",
  "W_RULE_NEVER",
  "W_RULE_SHADOWED",
  "W_RULE_UNTESTED",
  "W_EVENT_UNKNOWN",
  "W_NEVER_MATCHES",
  "W_NEVER_SEEN",
  "W_FIELD_UNKNOWN",
  "W_EVERY_EVENT",
  "W_ADDRESS",
  "W_KEYWORD_COMMA",
  "W_LITERAL",
  "W_ENCODING",
  "W_NO_EFFECT",
  "W_PRIVATE_URL",
  "W_TIMEZONE",
  "W_CALENDAR",
  "W_SIGNED_ONLY",
  "W_SECRET_SHORT",
  "W_SECRET_IN_CLEAR",
  "W_URGENT_HELD",
  "W_NO_IDENTITY",
  "W_ENV_VALUE",
  "W_SLACK_BUTTONS",
  "W_MANY_WARNINGS",
] as const;

export type ErrorCode = (typeof errorCodes)[number];
export type WarningCode = (typeof warningCodes)[number];
export type Code = ErrorCode | WarningCode;

/** A mistake, before its place in the file is known. */
export interface Fault {
  readonly code: Code;
  readonly text: string;
  /** What to do about it, where that is known. */
  readonly hint?: string | undefined;
}
