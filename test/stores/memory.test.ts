import { createMemoryStore } from "../../src/stores/memory/index.ts";
import { conformsToStore } from "../conformance/store.ts";

conformsToStore("memory", async () => ({ store: createMemoryStore(), cleanUp: async () => {} }));
