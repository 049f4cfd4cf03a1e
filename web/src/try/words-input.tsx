/** Where the words of a made-up turn are typed, with an example while nothing is. */

import { useText } from "../messages/index.tsx";

/** It is named by the label for its `id`, or else by its own `aria-label`. */
type Named = { readonly id: string } | { readonly "aria-label": string };

export function WordsInput({ words, onWords, ...named }: Named & { readonly words: string; readonly onWords: (words: string) => void }) {
  const text = useText();
  return (
    <input
      {...named}
      value={words}
      maxLength={4_000}
      required
      autoComplete="off"
      placeholder={text("try.example")}
      onChange={(event) => onWords(event.target.value)}
    />
  );
}
