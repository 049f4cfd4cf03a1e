/** Follows the relay's signals for as long as the page is open. `EventSource` cannot send a token, so the stream is read by hand. */

import { call } from "./api.js";

const shortestWait = 500;
const longestWait = 10_000;
/** The relay says something every 15 s; without a word for this long the connection is taken for dead. */
const silence = 40_000;

/** `onState` is told "live" or "lost"; whoever comes back has missed something and should look again. */
export async function follow({ onSignal, onState }) {
  let wait = shortestWait;
  for (;;) {
    try {
      await readAll(onSignal, () => {
        wait = shortestWait;
        onState("live");
      });
    } catch {
      // a lost connection, whatever the reason: the next lines say so and try again
    }
    onState("lost");
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, longestWait);
  }
}

async function readAll(onSignal, onOpen) {
  const abandon = new AbortController();
  const response = await call("api/stream", { signal: abandon.signal, headers: { accept: "text/event-stream" } });
  if (!response.ok) throw new Error(`stream: ${response.status}`);
  onOpen();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const watchdog = setTimeout(() => abandon.abort(), silence);
    const { done, value } = await reader.read().finally(() => clearTimeout(watchdog));
    if (done) return;
    const blocks = `${rest}${value}`.split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) tell(block, onSignal);
  }
}

function tell(block, onSignal) {
  const line = block.split("\n").find((each) => each.startsWith("data: "));
  if (line !== undefined) onSignal(JSON.parse(line.slice(6)));
}
