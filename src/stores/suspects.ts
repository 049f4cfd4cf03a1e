/** Events that waited when the process started: one of them may have ended the one before. */

/** After a start this many of the oldest are tried one by one. */
export const suspectLimit = 256;

/** So many starts may an event end before it is put aside. */
export const triesAllowed = 3;

/** Why it was put aside, for people. */
export const crashLoopDetail = `the process ended ${triesAllowed} times while this event was evaluated`;
