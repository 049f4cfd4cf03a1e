import type { Part } from "../part.ts";
import { canaries } from "./canaries.ts";
import { clocks } from "./clocks.ts";
import { defects } from "./defects.ts";
import { disk } from "./disk.ts";
import { floods } from "./floods.ts";
import { fsync } from "./fsync.ts";
import { kills } from "./kills.ts";
import { power } from "./power.ts";
import { requests } from "./requests.ts";
import { rules } from "./rules.ts";
import { slow } from "./slow.ts";

/** All kinds of faults, in the order in which they are tried. */
export const parts: readonly Part[] = [requests, rules, canaries, fsync, disk, clocks, slow, floods, kills, power, defects];
