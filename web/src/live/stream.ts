/** Follows the signals of the relay, by one EventSource for all tabs: browsers open six connections to a host and no more. */

import type { RelaySignal } from "../api.ts";
import { basePath } from "../base-path.ts";

export type StreamState = "live" | "lost";

export interface Follower {
  onSignal(signal: RelaySignal): void;
  /** Each time that the stream is there again something may have been missed. */
  onState(state: StreamState): void;
}

/** A stream that was refused (signed out, too many readers) is closed for good: it is asked for again after this long. */
const pauseAfterRefusal = 5_000;

const shared = `avatar-relay stream ${basePath}`;

/** What comes of one conversation, while the page is looked at: a tab that nobody sees takes no connection. Returns what ends it. */
export function followSession(id: string, follower: Follower): () => void {
  return followAlone(follower, `?session=${encodeURIComponent(id)}`);
}

/** Returns what ends it. */
export function follow(follower: Follower): () => void {
  return "locks" in navigator && "BroadcastChannel" in window ? followShared(follower) : followAlone(follower);
}

type Word =
  | { readonly kind: "hello" }
  | { readonly kind: "state"; readonly state: StreamState }
  | { readonly kind: "signal"; readonly signal: RelaySignal };

/** The tab that holds the lock has the stream and repeats it to the others; when it closes, the next one gets the lock. */
function followShared(follower: Follower): () => void {
  const channel = new BroadcastChannel(shared);
  const ended = new AbortController();
  let led: StreamState | undefined;
  const say = (word: Word) => channel.postMessage(word);
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.kind === "signal") follower.onSignal(data.signal);
    if (data.kind === "state") follower.onState(data.state);
    if (data.kind === "hello" && led !== undefined) say({ kind: "state", state: led });
  };
  say({ kind: "hello" });
  const lead = () =>
    new Promise<void>((resolve) => {
      if (ended.signal.aborted) return resolve(); // it was left while the lock was on its way
      const close = listen({
        onSignal(signal) {
          follower.onSignal(signal);
          say({ kind: "signal", signal });
        },
        onState(state) {
          led = state;
          follower.onState(state);
          say({ kind: "state", state });
        },
      });
      ended.signal.addEventListener("abort", () => {
        close();
        resolve();
      });
    });
  navigator.locks.request(shared, { signal: ended.signal }, lead).catch(() => {}); // the page has gone before its turn came
  return () => {
    ended.abort();
    channel.close();
  };
}

/** A stream of its own for as long as the tab is looked at; also where there are no locks (plain http under a host name). */
function followAlone(follower: Follower, query = ""): () => void {
  let close = document.hidden ? () => {} : listen(follower, query);
  const onChange = () => {
    close();
    if (!document.hidden) close = listen(follower, query);
  };
  document.addEventListener("visibilitychange", onChange);
  return () => {
    document.removeEventListener("visibilitychange", onChange);
    close();
  };
}

function listen({ onSignal, onState }: Follower, query = ""): () => void {
  let again: number | undefined;
  let source = open();
  function open(): EventSource {
    const opened = new EventSource(`${basePath}/api/stream${query}`);
    opened.onopen = () => onState("live");
    opened.onmessage = ({ data }) => onSignal(JSON.parse(data));
    opened.onerror = () => {
      onState("lost");
      if (opened.readyState !== EventSource.CLOSED) return;
      again = window.setTimeout(() => {
        source = open();
      }, pauseAfterRefusal);
    };
    return opened;
  }
  return () => {
    clearTimeout(again);
    source.close();
  };
}
