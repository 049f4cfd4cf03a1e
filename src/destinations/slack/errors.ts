/**
 * Slack's error codes, and what each requires (docs.slack.dev: chat.postMessage, chat.update, chat.postEphemeral, "Incoming webhooks").
 * A message ends at once only where nobody could repair anything.
 */

/** What a code is about. */
export type SlackTrouble =
  | "token" // a person has to provide another token, or another scope
  | "channel" // the channel refuses our messages
  | "gone" // the webhook was removed
  | "wait" // Slack did not read the message
  | "unsure" // the message may be in Slack
  | "ours"; // the message itself

export interface KnownError {
  readonly about: SlackTrouble;
  /** What a person can do. */
  readonly cure: string;
}

const reinstall = "install the app once more, and set the new token in SLACK_BOT_TOKEN";
const admins = "ask an administrator of the workspace";
const permitted = "allow the app to post there (channel settings), or name another channel";
const manifest = "avatar-relay slack manifest describes the app with its scopes; change the app's manifest, and install it once more";
const webhook = "make another webhook for the channel, and set its URL";

const byTrouble: Readonly<Record<SlackTrouble, readonly (readonly [cure: string, ...codes: readonly string[]])[]>> = {
  token: [
    [reinstall, "account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "team_not_found"],
    [manifest, "missing_scope", "no_permission", "not_allowed_token_type"],
    [admins, "org_login_required", "ekm_access_denied", "team_access_not_granted", "two_factor_setup_required", "access_denied"],
    [admins, "enterprise_is_restricted", "accesslimited"],
    ["update the relay: Slack no longer has this method", "method_deprecated", "deprecated_endpoint", "unknown_method"],
    [webhook, "invalid_token", "no_team", "team_disabled", "no_active_hooks"],
    [`${admins}: it may not post here`, "action_prohibited"],
  ],
  channel: [
    ["is the name right? Where the channel is private invite the bot, or name the channel by its id", "channel_not_found"],
    ["unarchive the channel, or name another in rules.yaml", "is_archived", "channel_is_archived", "is_inactive"],
    ["invite the bot there: /invite @avatar-relay", "not_in_channel"],
    [permitted, "restricted_action", "restricted_action_read_only_channel", "restricted_action_thread_only_channel"],
    [permitted, "posting_to_general_channel_denied", "not_allowed_in_channel", "external_channel_migrating"],
    [
      "name a channel: the app takes no direct messages",
      "messages_tab_disabled",
      "user_not_found",
      "cannot_dm_bot",
      "channel_type_not_supported",
    ],
  ],
  gone: [[webhook, "no_service", "no_service_id"]],
  wait: [["none needed", "ratelimited", "rate_limited", "message_limit_exceeded"]],
  unsure: [["none needed", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "rollup_error", "team_added_to_org"]],
  ours: [
    ["please report it, with this line", "no_text", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format"],
    ["please report it, with this line", "too_many_attachments", "attachment_payload_limit_exceeded", "block_mismatch", "invalid_payload"],
    ["please report it, with this line", "invalid_metadata_format", "invalid_metadata_schema", "metadata_too_large"],
    ["please report it, with this line", "metadata_must_be_sent_from_app", "markdown_text_conflict", "as_user_not_supported"],
    ["please report it, with this line", "too_many_contact_cards", "duplicate_message_not_found", "duplicate_channel_not_found"],
    ["please report it, with this line", "invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset"],
    ["please report it, with this line", "invalid_form_data", "invalid_post_type", "missing_post_type"],
    [
      "a link or a file in the text may not leave the workspace",
      "slack_connect_canvas_sharing_blocked",
      "slack_connect_file_link_sharing_blocked",
    ],
    ["a link or a file in the text may not leave the workspace", "slack_connect_lists_sharing_blocked", "slack_connect_blocked_file_type"],
    ["the person has left the channel", "user_not_in_channel"],
    ["the message is gone, or too old", "message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"],
    ["the message is gone, or too old", "cannot_reply_to_message", "restricted_action_thread_locked"],
    ["the message is gone, or too old", "restricted_action_non_threadable_channel"],
  ],
};

const table: ReadonlyMap<string, KnownError> = new Map(
  Object.entries(byTrouble).flatMap(
    ([about, rows]) =>
      rows.flatMap(([cure, ...codes]) => codes.map((code): [string, KnownError] => [code, { about: about as SlackTrouble, cure }])), // the keys of the record above
  ),
);

/** Undefined for a code that Slack's pages did not have when this was written. */
export function knownError(code: string): KnownError | undefined {
  return table.get(code);
}

export const knownCodes: readonly string[] = [...table.keys()];
