import { decidesWhatWasDue } from "../conformance/away.ts";
import { followsTheClock } from "../conformance/clock.ts";
import { keepsConversationsApart } from "../conformance/conversations.ts";
import { keepsFigures } from "../conformance/insights.ts";
import { keepsConversations } from "../conformance/projection.ts";
import { conformsToStore } from "../conformance/store.ts";
import { createMemoryStore } from "../support/memory-store/index.ts";

const open = async () => ({ store: createMemoryStore(), cleanUp: async () => {} });

conformsToStore("memory", open);
decidesWhatWasDue("memory", open);
keepsConversationsApart("memory", open);
followsTheClock("memory", open);
keepsConversations("memory", open, false);
keepsFigures("memory", open, false);
