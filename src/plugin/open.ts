/** Loads the plug-ins of a rules file: a file beside it, or a package that is installed beside it. */

import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { type OpenedPlugin, type Plugin, type PluginShelf, pluginApi, type ReportFailure } from "../core/plugin.ts";
import { defineCondition } from "./condition.ts";
import { defineDestination } from "./destination.ts";
import { failureText } from "./failure.ts";
import { defineSource } from "./source.ts";

/** The argument of a plug-in's default function. The plug-in then needs no import, wherever the relay is installed. */
export const pluginKit = { apiVersion: pluginApi, z, defineDestination, defineCondition, defineSource } as const;

export type PluginKit = typeof pluginKit;

export function openPlugins(report: ReportFailure = () => {}, given: readonly Plugin[] = []): PluginShelf {
  return { given, report, open };
}

/** Loads it synchronously: Node 20.19 and later can `require` an ES module without top-level await. */
function open(name: string, file: string): OpenedPlugin {
  const folder = dirname(resolve(file));
  let module: unknown;
  try {
    module = createRequire(join(folder, "rules.yaml"))(name);
  } catch (error) {
    return refusedAs(name, folder, error);
  }
  return pluginsIn(name, module);
}

function refusedAs(name: string, folder: string, error: unknown): OpenedPlugin {
  const { code } = error as { readonly code?: unknown }; // Node's errors of loading have one
  const isFile = /^\.{0,2}\//.test(name);
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
    const hint = isFile ? "is the path right, seen from the rules file?" : `install it there: npm install ${name}`;
    return { kind: "refused", text: `the plug-in ${name}, or something that it imports, is not in ${folder}`, hint };
  }
  if (code === "ERR_REQUIRE_ASYNC_MODULE")
    return { kind: "refused", text: `the plug-in ${name} waits at its top (await)`, hint: "wait in send() instead" };
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
    return { kind: "refused", text: `the package ${name} exports nothing for this use`, hint: 'its exports need "default"' };
  return {
    kind: "refused",
    text: `the plug-in ${name} does not load: ${failureText(error)}`,
    hint: `try node ${isFile ? name : `-e "import('${name}')"`}`,
  };
}

function pluginsIn(name: string, module: unknown): OpenedPlugin {
  const values = typeof module === "object" && module !== null ? Object.entries(module) : [];
  const made: unknown[] = [];
  for (const [key, value] of values) {
    try {
      made.push(key === "default" && typeof value === "function" ? value(pluginKit) : value);
    } catch (error) {
      return {
        kind: "refused",
        text: `the default function of the plug-in ${name} failed: ${failureText(error)}`,
        hint: "mend it, or leave it out",
      };
    }
  }
  const found = [...new Set(made.flat())].filter((value) => isPlugin(value));
  const other = found.find(({ avatarRelayPlugin }) => avatarRelayPlugin !== pluginApi);
  if (other !== undefined) {
    const text = `the plug-in ${name} was made for version ${other.avatarRelayPlugin} of the plug-in interface, and this relay has ${pluginApi}`;
    return { kind: "refused", text, hint: other.avatarRelayPlugin > pluginApi ? "update avatar-relay" : "update the plug-in" };
  }
  if (found.length > 0) return { kind: "opened", plugins: found };
  const hint = "export what defineDestination, defineCondition or defineSource returns";
  return { kind: "refused", text: `${name} exports no plug-in`, hint };
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === "object" && value !== null && "avatarRelayPlugin" in value && typeof value.avatarRelayPlugin === "number";
}
