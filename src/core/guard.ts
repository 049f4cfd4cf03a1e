/** Work that is done later for one of many who wait: in a timer, in a listener, behind a promise. */

/** Wraps such work: a bug in it ends neither the process nor the work of the others. */
export type Guard = <Given extends readonly unknown[]>(work: (...given: Given) => void) => (...given: Given) => void;

/** `onBug` must not throw. */
export function guardWith(onBug: (error: unknown) => void): Guard {
  return (work) =>
    (...given) => {
      try {
        work(...given);
      } catch (error) {
        onBug(error);
      }
    };
}
