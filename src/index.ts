/** What programs import from "avatar-relay". */

export { z } from "zod";
export {
  createRelay,
  type Relay,
  type RelayHandler,
  type RelayLogger,
  type RelayOptions,
  RelayRefused,
  type Reloaded,
  type SignalName,
  type SignalOf,
} from "./app/relay.ts";
export { type Plugin, type PluginEvent, pluginApi as apiVersion } from "./core/plugin.ts";
export type { Signal } from "./core/signal.ts";
export { type ConditionDefinition, defineCondition, type PluginSight, type PluginVerdict } from "./plugin/condition.ts";
export {
  type DestinationDefinition,
  defineDestination,
  type PluginDelivery,
  type PluginOpening,
  type PluginOutcome,
  type PluginSender,
} from "./plugin/destination.ts";
export type { PluginKit } from "./plugin/open.ts";
export { defineSource, type SourceDefinition } from "./plugin/source.ts";
