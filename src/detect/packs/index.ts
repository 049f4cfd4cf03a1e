/** All language packs: one file and one line each. All of them are used at once; no language is guessed. */

import type { Pack } from "../pack.ts";
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

export const packs: readonly Pack[] = [en, de, fr, es, pt, it, nl, zh, lv, ja, ar, hi, ru, pl, tr];
