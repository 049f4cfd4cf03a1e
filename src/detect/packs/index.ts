/** The shelf of language packs: one file and one line each. All of them listen at once; no language is guessed. */

import type { Pack } from "../pack.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { lv } from "./lv.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";
import { zh } from "./zh.ts";

export const packs: readonly Pack[] = [en, de, fr, es, pt, it, nl, zh, lv];
