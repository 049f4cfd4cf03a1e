"""An agent process without livekit: it does what lines of JSON on its stdin say, and answers each with a line of JSON.

Written after livekit-agents 1.7.0: voice/events.py, llm/chat_context.py, _exceptions.py, and livekit-rtc's event_emitter.py.
"""

import asyncio
import importlib
import inspect
import json
import logging
import sys
import time
from enum import Enum
from types import SimpleNamespace

sys.path.insert(0, sys.argv[1])
relay_events = importlib.import_module("relay_events")


class AgentSession:
    """The emitter: it refuses async callbacks and lets a TypeError of a callback through."""

    def __init__(self):
        self.listeners = {}

    def on(self, event, callback=None):
        if callback is None:
            return lambda function: self.on(event, function)
        if inspect.iscoroutinefunction(callback):
            raise ValueError("Cannot register an async callback with `.on()`.")
        self.listeners.setdefault(event, []).append(callback)
        return callback

    def emit(self, event, *args):
        for callback in self.listeners.get(event, []):
            wanted = len(inspect.signature(callback).parameters)
            callback(*args[:wanted])


class CloseReason(str, Enum):
    ERROR = "error"
    JOB_SHUTDOWN = "job_shutdown"
    PARTICIPANT_DISCONNECTED = "participant_disconnected"


class APIStatusError(Exception):
    def __init__(self, message, *, status_code, request_id=None, body=None):
        super().__init__(message)
        self.message, self.status_code, self.request_id, self.body = message, status_code, request_id, body

    def __str__(self):
        return f"message={self.message!r}, status_code={self.status_code}, body={self.body}"


class ChatMessage(SimpleNamespace):
    type = "message"

    @property
    def text_content(self):
        texts = [part for part in self.content if isinstance(part, str)]
        return "\n".join(texts) if texts else None


class Broken:
    """An object of a version that nobody has seen: each of its fields fails."""

    def __getattr__(self, name):
        raise RuntimeError(f"no {name} here")


def message(role, text, **more):
    facts = {"interrupted": False, "transcript_confidence": None, "metrics": {}, "created_at": time.time(), "content": [text]}
    return ChatMessage(**{**facts, "role": role, **more})


def component_error(given):
    cause = APIStatusError(given["message"], status_code=given["status"], body=given.get("body")) if "status" in given else OSError(given["message"])
    return SimpleNamespace(type=given["type"], label=given.get("label", ""), recoverable=given["recoverable"], error=cause, timestamp=time.time())


def main():
    options = json.loads(sys.argv[2])
    retry = relay_events.Retry(**options.pop("retry", {}))
    relay = relay_events.RelayEvents(retry=retry, **options)
    session = AgentSession()
    relay.attach(session)

    def talk(count, start=0, role="user", at=None):
        for number in range(start, start + count):
            created = {} if at is None else {"created_at": at + number / 5}
            item = message(role, f"word {number}", id=f"item_{number}", **created)
            session.emit("conversation_item_added", SimpleNamespace(item=item, created_at=time.time()))

    def item(field="item", **given):
        made = message(given.pop("role", "user"), given.pop("text", "hello"), **given)
        session.emit("conversation_item_added", SimpleNamespace(**{field: made}))

    def handoff():
        added = SimpleNamespace(type="agent_handoff", id="item_h", old_agent_id="a", new_agent_id="b")
        session.emit("conversation_item_added", SimpleNamespace(item=added))

    def error(**given):
        source = SimpleNamespace(model="gpt-example", provider="example.com")
        session.emit("error", SimpleNamespace(error=component_error(given), source=source, created_at=time.time()))

    def close(reason=None, error=None):
        fields = {} if reason is None else {"reason": CloseReason(reason)}
        session.emit("close", SimpleNamespace(error=None if error is None else component_error(error), created_at=time.time(), **fields))

    def unheard(seconds):
        session.emit("user_transcription_timeout", SimpleNamespace(speech_duration=seconds, created_at=time.time()))

    def strange():
        for name in session.listeners:
            session.emit(name, Broken())

    def send(**given):
        relay.send(**given)

    def send_odd():
        relay.send("odd", data={"nan": float("nan"), "object": object, "surrogate": "\ud83d"})
        relay.send(7, data=7)

    def end():
        relay.close()

    def end_async():
        asyncio.run(relay.aclose())

    deeds = {name: deed for name, deed in locals().items() if inspect.isfunction(deed)}
    for line in sys.stdin:
        given = json.loads(line)
        deeds[given.pop("do")](**given)
        print(json.dumps({"done": True}), flush=True)


logging.basicConfig(stream=sys.stderr, level=logging.DEBUG, format="%(name)s %(levelname)s %(message)s")
main()
