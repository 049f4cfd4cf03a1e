/** Deletes the contents of an event. The row stays, because its id recognises a replay. */

/** Deletes the contents of an event. The row stays, because its id recognises a replay. */
export type Emptying = (seq: number) => void;
