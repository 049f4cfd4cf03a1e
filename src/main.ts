#!/usr/bin/env node
/** Loads the program. This file needs almost nothing, so a process that may open hardly any file can still say what is wrong. */

import { systemTroubleOf } from "./stores/system-trouble.ts";

/** sysexits.h: the operator has to change something. */
const configuration = 78;

try {
  await import("./cli/process.ts");
} catch (error) {
  const trouble = systemTroubleOf(error);
  if (trouble === undefined) throw error; // a bug
  const why = `${error instanceof Error ? error.message : ""}: ${trouble.what}: ${trouble.cure}`;
  const isStart = process.argv[2] === "start";
  if (isStart)
    console.log(JSON.stringify({ level: "fatal", time: new Date().toISOString(), code: configuration, error: why, msg: "ended" }));
  console.error(why);
  process.exitCode = configuration;
}
