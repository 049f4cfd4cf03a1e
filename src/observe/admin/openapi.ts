/** The description of the admin port's API (OpenAPI 3.1), generated from the declarations of the calls. */

import { z } from "zod";
import type { AdminRole } from "../../core/access/principal.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { delivery, eventRow, incident } from "./answers.ts";
import { type CallAnswer, callAnswers } from "./call-answers.ts";
import { type ChangeCall, changes, openCalls, type ReadCall, reads, type TrialCall, trials } from "./calls.ts";
import { work } from "./incidents.ts";
import { insightsQuery } from "./insights.ts";
import { muteBody, unmuteBody } from "./mute.ts";
import { deliveryQuery, eventQuery, followQuery, forgetBody, redriveBody, redriveOneBody, reloadBody, trialBody } from "./queries.ts";
import { answerBody, questionsQuery } from "./questions.ts";
import { backtestBody, replaceBody, rulesTrialBody, simulateBody, versionsQuery } from "./rules/rules.ts";
import { sayBody } from "./talk.ts";

const queries: Partial<Record<ReadCall, z.ZodObject>> = {
  "GET /events": eventQuery,
  "GET /deliveries": deliveryQuery,
  "GET /insights": insightsQuery,
  "GET /questions": questionsQuery,
  "GET /rules/versions": versionsQuery,
  "GET /stream": followQuery,
};

const bodies: Partial<Record<ChangeCall | TrialCall, z.ZodType>> = {
  "POST /incidents/:id/work": work,
  "POST /sessions/:id/say": sayBody,
  "POST /try": trialBody,
  "POST /deliveries/:id/redrive": redriveOneBody,
  "POST /questions/:id/answer": answerBody,
  "POST /mute": muteBody,
  "POST /unmute": unmuteBody,
  "POST /redrive": redriveBody,
  "POST /forget": forgetBody,
  "POST /reload": reloadBody,
  "PUT /rules": replaceBody,
  "POST /rules/check": rulesTrialBody,
  "POST /rules/test": rulesTrialBody,
  "POST /rules/backtest": backtestBody,
  "POST /simulate": simulateBody,
};

/** Schemas that occur once, under their names. */
const named = { eventRow, delivery, incident };

const problem = z.object({
  error: z.object({ code: z.string(), message: z.string().describe("what was wrong, and what to do"), request_id: z.string() }),
});

/** The whole description. */
export function openApi(): JsonObject {
  const components = Object.entries({ ...named, problem }).map(([name, schema]) => [name, schemaOf(schema, "output")] as const);
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "avatar-relay, the admin port",
      version: "1",
      description:
        "Docs: docs/operations.md. Times are RFC 3339, what is not there is null. Where texts are masked for viewers, their answers also have `masked: true`.",
    },
    servers: [{ url: "/api" }],
    security: [{ token: [] }, { cookie: [] }],
    paths: pathsOf(),
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A token of the admin port; its role decides what it may call (x-role)." },
        cookie: { type: "apiKey", in: "cookie", name: "session", description: "After POST /session; changes need x-csrf-token, too." },
      },
    },
  };
}

function pathsOf(): JsonObject {
  const calls: readonly (readonly [string, AdminRole | undefined])[] = [
    ...Object.entries({ ...reads, ...trials, ...changes }),
    ...openCalls.map((call) => [call, undefined] as const),
  ];
  const paths: Record<string, Record<string, Json>> = {};
  for (const [call, role] of calls) {
    const [method = "", path = ""] = call.split(" ");
    const written = path.replace(/:(\w+)/g, "{$1}");
    paths[written] = { ...paths[written], [method.toLowerCase()]: operationOf(call, path, role) };
  }
  return paths;
}

function operationOf(call: string, path: string, role: AdminRole | undefined): JsonObject {
  const body = bodies[call as ChangeCall]; // undefined where it is none of them
  return {
    operationId: call.replace(/[^A-Za-z]+(\w?)/g, (_, letter: string) => letter.toUpperCase()),
    ...(role === undefined ? { security: [] } : { "x-role": role }),
    parameters: [...idsIn(path), ...queryOf(queries[call as ReadCall])],
    ...(body === undefined ? {} : { requestBody: { content: { "application/json": { schema: schemaOf(body, "input") } } } }),
    responses: {
      "2XX": responseFor(callAnswers[call as keyof typeof callAnswers]), // pathsOf lists these calls
      default: { description: "why not", content: { "application/json": { schema: { $ref: "#/components/schemas/problem" } } } },
    },
  };
}

function responseFor(answer: CallAnswer): JsonObject {
  if (answer === "nothing") return { description: "done, without a body" };
  if ("stream" in answer) {
    const schema = { type: "string", contentMediaType: "text/event-stream", contentSchema: schemaOf(answer.stream, "output") };
    return { description: "server-sent events; their data has the form of `contentSchema`", content: { "text/event-stream": { schema } } };
  }
  return { description: "done", content: { "application/json": { schema: schemaOf(answer, "output") } } };
}

function idsIn(path: string): readonly JsonObject[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({ name, in: "path", required: true, schema: { type: "string" } }));
}

function queryOf(query: z.ZodObject | undefined): readonly JsonObject[] {
  const { properties = {} } = query === undefined ? {} : (schemaOf(query, "input") as { properties?: Record<string, JsonObject> }); // zod writes an object's so
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" });
  return written as JsonObject; // what zod writes is JSON
}
