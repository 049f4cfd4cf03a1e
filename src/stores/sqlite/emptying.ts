/** Emptying of events. */

/** Takes the contents of an event away; the row stays, because its id is what tells a replay. */
export type Emptying = (seq: number) => void;
