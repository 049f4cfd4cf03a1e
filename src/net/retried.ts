/** Something that is opened once and reused, such as a loaded package or a pool of connections. */

export interface Retried<Value> {
  (): Promise<Value>;
  /** The opened value, or the one that is being opened; undefined where there is none. */
  current(): Promise<Value> | undefined;
}

/**
 * Opens at the first call, and returns the same value to later calls. A failed opening is not kept: the next call tries again, because
 * what was missing (a descriptor, a name server) may be there by then.
 */
export function retried<Value>(open: () => Promise<Value>): Retried<Value> {
  let opening: Promise<Value> | undefined;
  const opened = () => {
    opening ??= open().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return Object.assign(opened, { current: () => opening });
}
