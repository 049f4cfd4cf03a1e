/** All grammars: one file and one line for each language with a pack. All of them are used at once. */

import type { Grammar } from "../grammar.ts";
import { ar } from "./ar.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";
import { hi } from "./hi.ts";
import { it } from "./it.ts";
import { ja } from "./ja.ts";
import { lv } from "./lv.ts";
import { nl } from "./nl.ts";
import { pl } from "./pl.ts";
import { pt } from "./pt.ts";
import { ru } from "./ru.ts";
import { tr } from "./tr.ts";
import { zh } from "./zh.ts";

export const grammars: readonly Grammar[] = [ar, de, en, es, fr, hi, it, ja, lv, nl, pl, pt, ru, tr, zh];
