/** Checks whether the process can open one more file or connection. */

import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** A lookup without a descriptor fails like one without an answer of a name server. Only trying to open a file distinguishes them. */
export function hasDescriptorLeft(): boolean {
  try {
    closeSync(openSync(devNull, "r"));
    return true;
  } catch {
    return false;
  }
}
