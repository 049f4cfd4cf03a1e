/** Whether the process can open one more file or connection. */

import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";

/** A lookup that gets no descriptor fails with the same error as one that no name server answers: only a try tells them apart. */
export function hasDescriptorLeft(): boolean {
  try {
    closeSync(openSync(devNull, "r"));
    return true;
  } catch {
    return false;
  }
}
