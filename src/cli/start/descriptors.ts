/** The number of descriptors (files and connections) that the system allows this process. */

import { readFileSync } from "node:fs";

/** Undefined where the system does not say, or sets no limit. */
export function descriptorLimit(): number | undefined {
  return inProc() ?? inReport();
}

/** Linux: `Max open files            1024                 1048576              files`. Reading it is fast, unlike a report. */
function inProc(): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

function inReport(): number | undefined {
  const report = process.report.getReport() as { readonly userLimits?: { readonly open_files?: { readonly soft?: unknown } } }; // documented shape
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : undefined;
}
