// Before packing: nothing that was built from a file that is gone may be shipped.
import { rmSync } from "node:fs";

rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
