/** The edit of rules.yaml. It stays while other pages are looked at, in this tab's memory alone: the text may hold secrets. */

import { useSyncExternalStore } from "react";

export interface Draft {
  readonly text: string;
  /** The version that it began from: what others have put in place since then is not to be lost. */
  readonly base: string;
}

let current: Draft | undefined;
const watchers = new Set<() => void>();

/** Undefined where nothing is edited. */
export function useDraft(): Draft | undefined {
  return useSyncExternalStore(watch, () => current);
}

/** The browser asks before the tab is closed with an edit in it. */
export function keepDraft(draft: Draft | undefined): void {
  if (draft === undefined) removeEventListener("beforeunload", ask);
  else addEventListener("beforeunload", ask);
  current = draft;
  for (const tell of watchers) tell();
}

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

function ask(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
