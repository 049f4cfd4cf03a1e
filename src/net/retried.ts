/** Something that is opened once and kept, such as a loaded package or a pool of connections. */

export interface Retried<Value> {
  (): Promise<Value>;
  /** What was opened, or is being opened; undefined where nothing is. */
  current(): Promise<Value> | undefined;
}

/**
 * Opens at the first call and gives the same to every later one. An opening that failed is not kept: the next call tries again, since
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
