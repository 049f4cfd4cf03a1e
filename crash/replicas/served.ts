/** When at least one replica was there to do the work: only that time counts as waiting for others to take over. */

/** Milliseconds since 1970, by the harness's clock. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Notes when something is so. */
export interface Watch {
  begin(): void;
  end(): void;
  /** What is still under way ends now. */
  spans(): readonly Span[];
}

export function createWatch(): Watch {
  const over: Span[] = [];
  let since: number | undefined;
  return {
    begin() {
      since ??= Date.now();
    },
    end() {
      if (since !== undefined) over.push({ from: since, to: Date.now() });
      since = undefined;
    },
    spans: () => (since === undefined ? over : [...over, { from: since, to: Date.now() }]),
  };
}

/** An event, from its acceptance to its evaluation. */
export interface Wait extends Span {
  readonly event: string;
}

/** Milliseconds that an event waited while somebody could have evaluated it. */
export interface Waited {
  readonly event: string;
  readonly took: number;
}

/** Milliseconds that a life takes to find its feet on a busy machine; most lives here are shorter than the work that waits for them. */
const firstSteps = 2_000;

/** The longest that one of `waits` took while somebody served who was past the first steps, and the database was there. */
export function longestServed(waits: readonly Wait[], served: readonly Span[], away: readonly Span[]): Waited | undefined {
  const counted = without(
    merged(served.map(({ from, to }) => ({ from: from + firstSteps, to })).filter(({ from, to }) => from < to)),
    merged(away),
  );
  let longest: Waited | undefined;
  for (const wait of waits) {
    let sum = 0;
    for (const span of counted) sum += Math.max(0, Math.min(wait.to, span.to) - Math.max(wait.from, span.from));
    if (sum > (longest?.took ?? 0)) longest = { event: wait.event, took: sum };
  }
  return longest;
}

function merged(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else result.push(span);
  }
  return result;
}

function without(spans: readonly Span[], holes: readonly Span[]): readonly Span[] {
  let left = spans;
  for (const hole of holes) {
    left = left.flatMap(({ from, to }) =>
      [
        { from, to: Math.min(to, hole.from) },
        { from: Math.max(from, hole.to), to },
      ].filter((part) => part.from < part.to),
    );
  }
  return left;
}
