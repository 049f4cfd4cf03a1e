/** The modal in which a person writes words or a hint for the avatar. */

/** The block of its text, where errors are shown. */
export const textField = "text";

/** `callback_id` of the modal. */
export const modalId = "relay.say";

/** The most characters of a text, because a visitor listens to it. */
export const longestSaid = 600;

const modes = {
  reply: { label: "Say it aloud, as the avatar", title: "Reply as avatar" },
  whisper: { label: "Whisper: the avatar knows it and answers by itself", title: "Whisper" },
} as const;

/** A view of Slack's (docs.slack.dev, "Modals"); `metadata` comes back with it. */
export function modalFor(mode: keyof typeof modes, metadata: string): object {
  const options = (Object.keys(modes) as (keyof typeof modes)[]).map(optionOf); // the keys of the object above
  return {
    type: "modal",
    callback_id: modalId,
    private_metadata: metadata,
    title: plain(modes[mode].title),
    submit: plain("Send"),
    close: plain("Cancel"),
    blocks: [
      {
        type: "input",
        block_id: "mode",
        label: plain("How"),
        element: { type: "radio_buttons", action_id: "mode", options, initial_option: optionOf(mode) },
      },
      {
        type: "input",
        block_id: textField,
        label: plain("What"),
        hint: plain("The visitor hears it within half a minute, or not at all; the thread shows which."),
        element: { type: "plain_text_input", action_id: "text", multiline: true, min_length: 1, max_length: longestSaid },
      },
    ],
  };
}

function optionOf(mode: keyof typeof modes): object {
  return { text: plain(modes[mode].label), value: mode };
}

function plain(text: string): object {
  return { type: "plain_text", text, emoji: false };
}
