// An Express app with the relay inside: webhooks at /hooks/webhook, the relay's page at /relay, everything else is the app's own.
//   BITHUMAN_WEBHOOK_SECRET=… AVATAR_RELAY_ADMIN_TOKEN=… node server.mjs
import { fileURLToPath } from "node:url";
import { createRelay } from "avatar-relay";
import express from "express";

const relay = createRelay({ rules: fileURLToPath(new URL("rules.yaml", import.meta.url)), data: process.env.DATA ?? "data" });
relay.on("event.evaluated", ({ rules }) => console.log(`rules that held: ${rules}`));
await relay.start();

const app = express();
app.use("/hooks", relay.handler); // before express.json(): signatures are over the raw body
app.use("/relay", relay.admin);
app.use(express.json());
app.get("/", (_request, response) => response.send("My own page"));

const server = app.listen(Number(process.env.PORT ?? 8080), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));

process.once("SIGTERM", async () => {
  server.close();
  await relay.stop();
});
