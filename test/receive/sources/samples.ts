/** A documented request of each sender, with its signature, and the events that it has to become. The bodies are one line each. */

import type { Event } from "../../../src/core/event.ts";

/** 2026-11-30T00:53:20Z, the clock of all signatures here. */
export const signedAt = 1_796_000_000;

export interface Sample {
  readonly what: string;
  /** The page that shows it. */
  readonly docs: string;
  readonly preset: string;
  readonly secret?: string;
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly events: readonly Partial<Record<keyof Event | "role" | "message" | "code" | "room" | "reason", unknown>>[];
}

export const samples: readonly Sample[] = [
  {
    what: "LiveKit: a person joins",
    docs: "https://github.com/livekit/protocol/blob/main/webhook/notifier.go",
    preset: "livekit",
    key: "APIexample7",
    secret: "example-livekit-secret-0123456789ab",
    headers: {
      "content-type": "application/webhook+json",
      authorization:
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJBUElleGFtcGxlNyIsImV4cCI6MTc5NjAwMDMwMCwibmJmIjoxNzk2MDAwMDAwLCJpYXQiOjE3OTYwMDAwMDAsInNoYTI1NiI6IjFPenlJa3NxMkkyNVc3NUpncEt5ZDc3eEZwOHlLM2c5dHlyd25rVEhpM009In0.JaDDRcl73NJnpOdbYymGU50tq_uAAxx05URM387K8lE",
    },
    body: '{"event":"participant_joined","room":{"sid":"RM_q1w2e3","name":"lobby-7","creationTime":"1795999990","numParticipants":1},"participant":{"sid":"PA_z9y8x7","identity":"visitor-41","state":"ACTIVE","joinedAt":"1796000000","name":"Ada Mayer","attributes":{"email":"ada@example.com"}},"id":"EV_example0001","createdAt":"1796000000"}',
    events: [
      { type: "room.join", session: "RM_q1w2e3", room: "lobby-7", occurredAt: signedAt * 1_000 },
      {
        type: "session.identity",
        session: "RM_q1w2e3",
        data: { name: "Ada Mayer", external_id: "visitor-41", email: "ada@example.com" },
      },
    ],
  },
  {
    what: "Beyond Presence: a message",
    docs: "https://docs.bey.dev/integrations/managed-agents/webhook-events",
    preset: "beyond-presence",
    headers: {},
    body: '{"event_type":"message","call_id":"call-ex41","message":{"sender":"ai","message":"Hello, how can I help?","sent_at":"2026-11-30T00:53:20Z"},"call_data":{"userName":"Ada Mayer","agentId":"agent-ex7"}}',
    events: [
      { type: "room.join", session: "call-ex41", agent: "agent-ex7" },
      { type: "session.identity", data: { name: "Ada Mayer" } },
      { type: "chat.push", role: "agent", message: "Hello, how can I help?", session: "call-ex41", occurredAt: signedAt * 1_000 },
    ],
  },
  {
    what: "Beyond Presence: the end of a call, of which nothing came before",
    docs: "https://docs.bey.dev/integrations/managed-agents/webhook-events",
    preset: "beyond-presence",
    headers: {},
    body: '{"event_type":"call_ended","call_id":"call-ex41","user_name":"Ada Mayer","evaluation":{"topic":"Refund","user_sentiment":"negative","duration_minutes":2.5,"messages_count":2},"messages":[{"sender":"ai","message":"Hello, how can I help?","sent_at":"2026-11-30T00:53:20Z"},{"sender":"user","message":"I want a refund.","sent_at":"2026-11-30T00:53:24Z"}]}',
    events: [
      { type: "chat.push", role: "agent", message: "Hello, how can I help?", afterCall: true },
      { type: "chat.push", role: "user", message: "I want a refund.", afterCall: true },
      { type: "session.end", session: "call-ex41", afterCall: true, data: { evaluation: { topic: "Refund" } } },
    ],
  },
  {
    what: "Beyond Presence: the test of the page",
    docs: "https://docs.bey.dev/webhooks/testing",
    preset: "beyond-presence",
    headers: {},
    body: '{"event_type":"test","message":"This is a test","timestamp":"2026-11-30T00:53:20Z"}',
    events: [{ type: "test", data: { message: "This is a test" } }],
  },
  {
    what: "Cartesia: a turn",
    docs: "https://docs.cartesia.ai/agents/webhooks",
    preset: "cartesia",
    secret: "example-cartesia-secret",
    headers: { "x-webhook-secret": "example-cartesia-secret" },
    body: '{"type":"call_turn","request_id":"MZex41","agent_id":"agent_ex7","webhook_id":"agent_webhook_ex1","timestamp":"2026-11-30T00:53:20.120000000Z","turn":{"role":"user","text":"I want a refund.","start_timestamp":3.1,"end_timestamp":4.6,"was_interrupted":false}}',
    events: [{ type: "chat.push", role: "user", message: "I want a refund.", session: "MZex41", agent: "agent_ex7" }],
  },
  {
    what: "Cartesia: a call that failed",
    docs: "https://docs.cartesia.ai/agents/webhooks",
    preset: "cartesia",
    secret: "example-cartesia-secret",
    headers: { "x-webhook-secret": "example-cartesia-secret" },
    body: '{"type":"call_failed","request_id":"MZex41","agent_id":"agent_ex7","timestamp":"2026-11-30T00:53:20Z","call":{"id":"MZex41","status":"failed","end_reason":"agent_error","error_message":"no voice"}}',
    events: [
      { type: "agent.error", code: "agent_error", session: "MZex41", data: { error: { code: "agent_error", message: "no voice" } } },
      { type: "session.end", reason: "agent_error" },
    ],
  },
  {
    what: "Cartesia: the first generation, with the whole transcript",
    docs: "https://docs.cartesia.ai/api-reference/agents/webhooks/create",
    preset: "cartesia",
    secret: "example-cartesia-secret",
    headers: { "x-webhook-secret": "example-cartesia-secret" },
    body: '{"type":"call_completed","request_id":"MZex42","agent_id":"agent_ex7","timestamp":"2026-11-30T00:53:20Z","body":[{"role":"system","text":"log"},{"role":"user","text":"I want a refund.","start_timestamp":3.1,"end_timestamp":4.6}]}',
    events: [
      { type: "chat.push", role: "user", message: "I want a refund.", session: "MZex42", afterCall: true },
      { type: "session.end", afterCall: true },
    ],
  },
  {
    what: "Vapi: a final transcript, signed over time and body",
    docs: "https://docs.vapi.ai/server-url/events",
    preset: "vapi",
    secret: "example-vapi-hmac-secret",
    headers: { "x-timestamp": "1796000000", "x-signature": "a96010129029152d0eed1397303c9f40e3bc0680fe0c1fbd47b9feb1ca76ff05" },
    body: '{"message":{"timestamp":1796000003210,"type":"transcript","role":"user","transcriptType":"final","transcript":"I want a refund.","call":{"id":"0b8c7d6e-0000-4000-8000-000000000041","assistantId":"9a9a9a9a-0000-4000-8000-000000000007","type":"webCall"},"customer":{"number":"+4915100000041","name":"Ada Mayer"}}}',
    events: [
      {
        type: "chat.push",
        role: "user",
        message: "I want a refund.",
        session: "0b8c7d6e-0000-4000-8000-000000000041",
        agent: "9a9a9a9a-0000-4000-8000-000000000007",
        occurredAt: 1_796_000_003_210,
      },
    ],
  },
  {
    what: "Vapi: the same, signed over the body alone",
    docs: "https://docs.vapi.ai/server-url/server-authentication",
    preset: "vapi",
    secret: "example-vapi-hmac-secret",
    headers: { "x-vapi-signature": "sha256=f452537e9a5c083b759b53c5cbab931b3b0a37cdeb062bc45802cdd834a4c3b2" },
    body: '{"message":{"timestamp":1796000003210,"type":"transcript","role":"user","transcriptType":"final","transcript":"I want a refund.","call":{"id":"0b8c7d6e-0000-4000-8000-000000000041","assistantId":"9a9a9a9a-0000-4000-8000-000000000007","type":"webCall"},"customer":{"number":"+4915100000041","name":"Ada Mayer"}}}',
    events: [{ type: "chat.push" }],
  },
  {
    what: "Vapi: the report after a call that failed, believed by its bearer",
    docs: "https://docs.vapi.ai/server-url/events",
    preset: "vapi",
    secret: "example-vapi-bearer-0001",
    headers: { authorization: "Bearer example-vapi-bearer-0001" },
    body: '{"message":{"timestamp":1796000060000,"type":"end-of-call-report","endedReason":"call.in-progress.error-vapifault-worker-died","startedAt":"2026-11-30T00:53:20Z","endedAt":"2026-11-30T00:54:20Z","call":{"id":"c41","assistantId":"a7"},"artifact":{"messages":[{"role":"system","message":"You are kind."},{"role":"bot","message":"Hello","secondsFromStart":0.5},{"role":"user","message":"I want a refund.","secondsFromStart":3}]}}}',
    events: [
      { type: "chat.push", role: "agent", message: "Hello", afterCall: true, occurredAt: signedAt * 1_000 + 500 },
      { type: "chat.push", role: "user", message: "I want a refund.", afterCall: true },
      { type: "agent.error", code: "call.in-progress.error-vapifault-worker-died" },
      { type: "session.end", reason: "call.in-progress.error-vapifault-worker-died", afterCall: true },
    ],
  },
  {
    what: "Retell: the transcript so far",
    docs: "https://docs.retellai.com/features/webhook-overview",
    preset: "retell",
    secret: "key_example_retell_01",
    headers: { "x-retell-signature": "v=1796000000123,d=f823f4bc380d4de7276b6729440cbc450217bd818457b5f26e532092c62d1e20" },
    body: '{"event":"transcript_updated","call":{"call_id":"call_ex41","agent_id":"agent_ex7","call_type":"web_call","call_status":"ongoing","start_timestamp":1795999991000,"transcript_object":[{"role":"agent","content":"Hello, how can I help?","words":[]},{"role":"user","content":"I want a refund.","words":[{"word":"I","start":3.1,"end":3.2}]}]}}',
    events: [
      { type: "chat.push", role: "agent", message: "Hello, how can I help?", session: "call_ex41", agent: "agent_ex7" },
      { type: "chat.push", role: "user", message: "I want a refund.", occurredAt: 1_795_999_994_100 },
    ],
  },
  {
    what: "ElevenLabs: a conversation after the call",
    docs: "https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks",
    preset: "elevenlabs",
    secret: "wsec_example_elevenlabs_0001",
    headers: { "elevenlabs-signature": "t=1796000000,v0=8a0c3eaba0061277d489a565af43906f089ee4d88e94c5ce2876743b37abc087" },
    body: '{"type":"post_call_transcription","event_timestamp":1796000000,"data":{"agent_id":"agent_ex7","conversation_id":"conv_ex41","status":"done","user_id":"visitor-41","transcript":[{"role":"agent","message":"Hello, how can I help?","time_in_call_secs":0},{"role":"user","message":"I want a refund.","time_in_call_secs":3,"interrupted":false}],"metadata":{"start_time_unix_secs":1795999970,"call_duration_secs":21,"termination_reason":"end_call tool was called","error":null},"analysis":{"call_successful":"failure","transcript_summary":"Refund asked."},"conversation_initiation_client_data":{"dynamic_variables":{"user_name":"Ada"}}}}',
    events: [
      { type: "room.join", session: "conv_ex41", afterCall: true, occurredAt: 1_795_999_970_000 },
      { type: "session.identity", data: { external_id: "visitor-41", name: "Ada" } },
      { type: "chat.push", role: "agent", message: "Hello, how can I help?", afterCall: true },
      { type: "chat.push", role: "user", message: "I want a refund.", occurredAt: 1_795_999_973_000 },
      { type: "session.end", reason: "end_call tool was called", occurredAt: 1_795_999_991_000 },
    ],
  },
  {
    what: "Tavus: the transcript after the call, without the prompt",
    docs: "https://docs.tavus.io/sections/webhooks-and-callbacks",
    preset: "tavus",
    headers: {},
    body: '{"properties":{"face_id":"rex7","transcript":[{"role":"system","content":"You are …"},{"role":"assistant","content":"Hello, how can I help?"},{"role":"user","content":"I want a refund."}]},"conversation_id":"cex41","webhook_url":"https://relay.example/webhook/tavus-s3cret","event_type":"application.transcription_ready","message_type":"application","timestamp":"2026-11-30T00:53:20.566057Z"}',
    events: [
      { type: "chat.push", role: "agent", message: "Hello, how can I help?", session: "cex41", agent: "rex7", afterCall: true },
      { type: "chat.push", role: "user", message: "I want a refund." },
    ],
  },
  {
    what: "Tavus: the end after an error",
    docs: "https://docs.tavus.io/sections/webhooks-and-callbacks",
    preset: "tavus",
    headers: {},
    body: '{"properties":{"replica_id":"rex7","shutdown_reason":"exception_encountered_during_conversation_startup"},"conversation_id":"cex41","webhook_url":"https://relay.example/webhook/tavus-s3cret","event_type":"system.shutdown","message_type":"system","timestamp":"2026-11-30T00:53:20.566057Z"}',
    events: [
      { type: "agent.error", code: "exception_encountered_during_conversation_startup" },
      { type: "session.end", reason: "exception_encountered_during_conversation_startup" },
    ],
  },
  {
    what: "bitHuman: today's join, which is not signed",
    docs: "https://docs.bithuman.ai/guides/deploy-embed",
    preset: "bithuman",
    secret: "a-long-random-value-0001",
    headers: { "x-webhook-secret": "a-long-random-value-0001" },
    body: '{"agent_id":"A80HVD8577","event_type":"room.join","data":{"room_name":"room-A80HVD8577-qtrJ-cOFR","participant_count":3,"session_id":"8d947f06-2c36-4d98-aafe-b232da2433ff"},"timestamp":1796000000.5575945}',
    events: [
      {
        type: "room.join",
        agent: "A80HVD8577",
        session: "8d947f06-2c36-4d98-aafe-b232da2433ff",
        room: "room-A80HVD8577-qtrJ-cOFR",
        occurredAt: 1_796_000_000_558,
      },
    ],
  },
];
