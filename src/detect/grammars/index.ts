/** The shelf of grammars: one file and one line for each language that has a pack. All of them listen at once. */

import type { Grammar } from "../grammar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { it } from "./it.ts";
import { lv } from "./lv.ts";
import { nl } from "./nl.ts";
import { pt } from "./pt.ts";
import { zh } from "./zh.ts";

export const grammars: readonly Grammar[] = [de, en, es, fr, it, lv, nl, pt, zh];
