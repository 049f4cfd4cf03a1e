/** The section `plugins:`: what plug-ins add to the conditions, destinations and sources. */

import type { Condition } from "../../../core/condition.ts";
import type { Destination } from "../../../core/destination.ts";
import { isJsonObject } from "../../../core/json.ts";
import type { OpenedPlugin, Plugin, PluginShelf } from "../../../core/plugin.ts";
import type { SourceShelf } from "../../../core/source.ts";
import type { Problem } from "../diagnostic.ts";

export interface PluginRequest {
  readonly file: string;
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
  readonly sources: SourceShelf;
  /** Left out where no plug-in may be loaded. */
  readonly plugins?: PluginShelf | undefined;
}

export interface WithPlugins {
  readonly conditions: readonly Condition[];
  readonly destinations: readonly Destination[];
  readonly sources: SourceShelf;
  readonly problems: readonly Problem[];
}

/** The conditions, destinations and sources with those of the file's plug-ins. */
export function withPlugins(value: unknown, request: PluginRequest): WithPlugins {
  const shelves = new KnownPlugins(request);
  for (const plugin of request.plugins?.given ?? []) shelves.add(plugin, []);
  const named: unknown = isJsonObject(value) ? value.plugins : undefined;
  if (Array.isArray(named)) for (const [index, name] of named.entries()) open(String(name), ["plugins", index], shelves, request);
  return shelves;
}

function open(name: string, path: Problem["path"], shelves: KnownPlugins, { plugins, file }: PluginRequest): void {
  const opened = plugins?.open(name, file) ?? notLoaded(name);
  if (opened.kind === "refused") shelves.refuse(path, opened.text, opened.hint);
  else for (const plugin of opened.plugins) shelves.add(plugin, path);
}

function notLoaded(name: string): OpenedPlugin & { readonly kind: "refused" } {
  return { kind: "refused", text: `the plug-in ${name} is not loaded here`, hint: "start, check, test and backtest load it" };
}

class KnownPlugins implements WithPlugins {
  readonly conditions: Condition[];
  readonly destinations: Destination[];
  readonly problems: Problem[] = [];
  readonly sources: SourceShelf;
  readonly #request: PluginRequest;
  readonly #presets = new Map<string, ReturnType<SourceShelf["take"]>>();

  constructor(request: PluginRequest) {
    this.#request = request;
    this.conditions = [...request.conditions];
    this.destinations = [...request.destinations];
    const { names, take } = request.sources;
    const presets = this.#presets;
    this.sources = {
      get names() {
        return [...names, ...presets.keys()];
      },
      take: (preset) => presets.get(preset) ?? take(preset),
    };
  }

  refuse(path: Problem["path"], text: string, hint: string): void {
    this.problems.push({ code: "E_PLUGIN", path, on: "value", text, hint });
  }

  add(plugin: Plugin, path: Problem["path"]): void {
    const { kind, name } = plugin;
    if (this.#isTaken(plugin)) {
      this.refuse(path, `there is a ${kind} named ${name} already`, "the name of a plug-in's destination, condition or source must be new");
      return;
    }
    const report = this.#request.plugins?.report ?? (() => {});
    if (kind === "destination") this.destinations.push(plugin.destination);
    else if (kind === "condition") this.conditions.push(plugin.condition(report));
    else this.#addSource(name, plugin);
  }

  #isTaken({ kind, name }: Plugin): boolean {
    if (kind === "destination") return this.destinations.some(({ type }) => type === name);
    if (kind === "condition") return this.conditions.some(({ type }) => type === name);
    return this.sources.names.includes(name);
  }

  #addSource(name: string, plugin: Plugin & { readonly kind: "source" }): void {
    const events = this.#request.sources.take("events");
    if (events.kind === "taken")
      this.#presets.set(name, { kind: "taken", preset: plugin.preset(events.preset, this.#request.plugins?.report ?? (() => {})) });
  }
}
