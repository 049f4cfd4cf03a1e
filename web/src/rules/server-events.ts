/** Server-sent events of an answer to a POST, which `EventSource` cannot ask for. */

export interface ServerEvent {
  readonly event: string;
  /** JSON. */
  readonly data: unknown;
}

export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = `${rest}${value}`.split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) yield* eventOf(block);
  }
}

function* eventOf(block: string): Generator<ServerEvent> {
  const lines = block.split("\n");
  const fieldOf = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = fieldOf("data");
  if (data !== undefined) yield { event: fieldOf("event") ?? "message", data: JSON.parse(data) };
}
