/** What programs import from "avatar-relay". */

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
} from "./relay.ts";
