/** Runs work for later, in a timer, a listener or a promise, so that an error in it harms nobody else. */

/** Wraps such work. A bug in it ends neither the process nor the work of others. */
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
