"""Reports what a LiveKit agent's conversation says, and its errors, to avatar-relay's source `events`.

Copy this one file beside your agent. It needs Python 3.9 or newer and the standard library; it never imports livekit.

    from relay_events import RelayEvents

    async def entrypoint(ctx: JobContext):
        relay = RelayEvents(
            "https://relay.example.com/events",
            os.environ["RELAY_EVENTS_SECRET"],
            agent="shop-assistant",
            session=ctx.job.room.sid,
            room=ctx.job.room.name,
        )
        ctx.add_shutdown_callback(relay.aclose)
        session = AgentSession(...)
        relay.attach(session)
        await session.start(...)

The agent never waits for the relay and never sees an exception of it: its callbacks put an event into a bounded queue, and a thread
sends batches and repeats them until the relay has taken them. Each event has an id, so what is repeated is a duplicate there and counts
once. docs/livekit.md of avatar-relay says what is lost when.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import hmac
import http.client
import json
import logging
import math
import os
import random
import re
import ssl
import threading
import time
import uuid
from collections import deque
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Callable, Iterable, Mapping, NamedTuple, Optional
from urllib.parse import urlsplit

try:
    import fcntl
except ImportError:  # Windows: there is no spool there
    fcntl = None  # type: ignore[assignment]

__all__ = ["RelayEvents", "Retry"]
__version__ = "1.0.0"

log = logging.getLogger("relay_events")

#: The most that one request carries. The relay takes 1,000 events and a megabyte.
BATCH_EVENTS = 500
BATCH_BYTES = 256 * 1024

#: Characters kept of one text, so that no event is larger than the relay takes.
MESSAGE_CHARACTERS = 20_000
DETAIL_CHARACTERS = 500

#: Seconds. A longer `Retry-After` is cut to this.
LONGEST_RETRY_AFTER = 300.0


class Retry(NamedTuple):
    """How long to wait before a batch is sent again, in seconds, with full jitter: agents must not return to the relay together."""

    first: float = 0.5
    longest: float = 30.0
    #: After an answer that a person has to mend first, such as 401 or 404.
    mend: float = 60.0

    def after(self, failures: int) -> float:
        """The wait after so many failures in a row, the first of which is 1."""
        return random.uniform(0.0, min(self.longest, self.first * 2.0 ** min(failures - 1, 32)))

    def until_mended(self) -> float:
        """The wait after a refusal."""
        return random.uniform(self.mend / 2.0, self.mend)


class RelayEvents:
    """Sends the events of one conversation to a source `events` of avatar-relay.

    `url` is the source's address, `secret` what rules.yaml names there, `agent` the name that rules see, `session` the room's sid and
    `room` its name. Without `header` each request is signed with the secret (`x-bithuman-signature`); with a header's name the secret
    itself is shown in it (`authorization` gets `Bearer`).

    `spool` is a folder: events are also written there until the relay has them, and what a killed process left is sent by the next one.
    `room_events` reports `room.join` when a session is attached and `session.end` when it closes, for those who have no LiveKit webhook:
    with one, the room begins and ends the conversation, and several agents may come and go in it. `max_events` and `max_bytes` bound what waits, in memory and in the spool: beyond them the oldest is dropped, counted
    and reported as `relay_events.dropped`. `timeout` bounds each step of a request and `flush` the wait at the end, both in seconds.
    """

    def __init__(
        self,
        url: str,
        secret: str,
        *,
        agent: str,
        session: Optional[str] = None,
        room: Optional[str] = None,
        header: Optional[str] = None,
        spool: Optional[str | os.PathLike[str]] = None,
        room_events: bool = False,
        max_events: int = 10_000,
        max_bytes: int = 32 * 1024 * 1024,
        timeout: float = 10.0,
        flush: float = 8.0,  # the time to shut down is LiveKit's `shutdown_process_timeout`, and closing the session takes some of it
        retry: Retry = Retry(),
    ) -> None:
        self._agent = _name("agent", agent)
        # Words without a session are no conversation, so a room without a sid gets a name for this process.
        self._session = _session_name(session) or f"agent-{uuid.uuid4().hex}"
        self._room = room or None
        self._room_events = room_events
        self._flush = min(flush, 10.0)
        self._queue = _Queue(max_events, max_bytes, self._dropped_event, spooled=spool is not None)
        self._sender = _Sender(_Endpoint(url, secret, header, timeout), self._queue, retry)
        self._writer = None if spool is None else _SpoolWriter(Path(spool), self._queue)
        self._ended = False
        atexit.register(self.close)

    def attach(self, session: Any) -> None:
        """Listens to an `AgentSession` of livekit-agents: its words, its errors and its end."""
        for name, listener in self._listeners().items():
            session.on(name, _harmless(name, listener))
        if self._room_events:
            self.send("room.join", data={"participant_count": 1}, id="join")

    def send(
        self,
        type: str,
        *,
        role: Optional[str] = None,
        message: Optional[str] = None,
        data: Optional[Mapping[str, Any]] = None,
        time: Optional[float] = None,
        id: Optional[str] = None,
    ) -> None:
        """Queues an event of your own, and never waits or raises. `time` is in Unix seconds; `id` is unique within the session."""
        try:
            self._put(self._event(type, role=role, message=message, data=data, at=time, id=id))
        except Exception as error:  # nothing of ours may end a conversation
            log.error("an event %s could not be queued (%s)", type, _kind(error))

    def close(self) -> None:
        """Waits at most `flush` seconds until everything is sent, and stops."""
        atexit.unregister(self.close)
        if self._ended:
            return
        deadline = time.monotonic() + self._flush
        self._queue.close(deadline)
        self._sender.join(deadline)
        self._ended = True
        left = self._queue.waiting()
        if self._writer is not None and self._writer.close(deadline, keep=left > 0) and left > 0:
            log.warning("%d events wait in the spool; the next process that uses it sends them", left)
        elif left > 0:
            log.error("%d events are lost: the relay did not take them before this process ended", left)

    async def aclose(self) -> None:
        """`close` for `ctx.add_shutdown_callback`: the event loop goes on meanwhile."""
        await asyncio.get_running_loop().run_in_executor(None, self.close)

    def _listeners(self) -> dict[str, Callable[[Any], None]]:
        return {
            "conversation_item_added": self._on_item,
            "error": self._on_error,
            "close": self._on_close,
            "user_transcription_timeout": self._on_unheard,
        }

    def _on_item(self, event: Any) -> None:
        item = getattr(event, "item", None) or getattr(event, "message", None)  # `message` before 1.0.0
        role = _text(getattr(item, "role", None))
        words = _words(item)
        # Handoffs, tool calls and instructions are no part of what was said.
        if role not in ("user", "assistant") or not words:
            return
        at = _seconds(getattr(item, "created_at", None)) or _seconds(getattr(event, "created_at", None))
        self._put(self._event("chat.push", role=role, message=words, data=_facts(item), at=at, id=_text(getattr(item, "id", None))))

    def _on_error(self, event: Any) -> None:
        fault = _fault(getattr(event, "error", None))
        source = _without_none({name: _text(getattr(getattr(event, "source", None), name, None)) for name in ("model", "provider")})
        data = {"error": {**fault, **({"source": source} if source else {})}}
        self._put(self._event("agent.error", data=data, at=_seconds(getattr(event, "created_at", None))))

    def _on_close(self, event: Any) -> None:
        at = _seconds(getattr(event, "created_at", None))
        reason = _text(getattr(event, "reason", None))  # there since 1.1.0
        if reason == "error":
            error = getattr(event, "error", None)
            fault = {"code": "session_closed"} if error is None else _fault(error)
            self._put(self._event("agent.error", data={"error": {**fault, "recoverable": False}, "reason": "error"}, at=at))
        if self._room_events:
            self._put(self._event("session.end", data=_without_none({"reason": reason}), at=at))

    def _on_unheard(self, event: Any) -> None:
        data = _without_none({"speech_duration": _number(getattr(event, "speech_duration", None))})
        self._put(self._event("user_transcription_timeout", data=data, at=_seconds(getattr(event, "created_at", None))))

    def _event(
        self,
        type: str,
        *,
        role: Optional[str] = None,
        message: Optional[str] = None,
        data: Optional[Mapping[str, Any]] = None,
        at: Optional[float] = None,
        id: Optional[str] = None,
    ) -> _Line:
        # Some providers number the items of each conversation anew, so the session is part of the id.
        unique = uuid.uuid4().hex if id is None else f"{self._session}/{id}"
        when = time.time() if at is None else at
        facts = {**({"room_name": self._room} if self._room else {}), **(data or {})}
        text = None if message is None else message[:MESSAGE_CHARACTERS]
        if message is not None and len(message) > MESSAGE_CHARACTERS:
            facts["truncated"] = True
        body = {"type": type, "agent": self._agent, "session": self._session, "role": role, "message": text}
        return _Line(_packed({**_without_none(body), "time": when, "id": unique, "data": facts}), when)

    def _dropped_event(self, dropped: _Dropped) -> _Line:
        facts = {"count": dropped.count, "since": _iso(dropped.since), "until": _iso(dropped.until)}
        return self._event("relay_events.dropped", data=facts)

    def _put(self, line: _Line) -> None:
        if self._ended:
            log.error("an event came after the end and is lost")
            return
        self._queue.put(line)


class _Line(NamedTuple):
    """One event: its JSON, and when it happened in Unix seconds."""

    json: bytes
    time: float


class _Dropped(NamedTuple):
    """How many events were dropped, and the times of the first and the last of them."""

    count: int
    since: float
    until: float

    def plus(self, line: _Line) -> _Dropped:
        return _Dropped(self.count + 1, min(self.since, line.time), max(self.until, line.time))


class _News(NamedTuple):
    """What the spool has to know: lines to write, whether nothing waits to be sent, and whether the queue is closed."""

    lines: list[bytes]
    empty: bool
    closed: bool


class _Queue:
    """What waits to be sent, oldest first and bounded. Its lock is held for memory only, never while anything is sent or written."""

    def __init__(self, max_events: int, max_bytes: int, report: Callable[[_Dropped], _Line], *, spooled: bool) -> None:
        self._changed = threading.Condition()
        self._lines: deque[_Line] = deque()
        self._in_flight: list[_Line] = []
        self._spooled = spooled
        self._unspooled: deque[bytes] = deque()
        self._bytes = 0
        self.max_events, self.max_bytes = max(1, max_events), max_bytes
        self._dropped: Optional[_Dropped] = None
        self._report = report
        self._reporting: Optional[_Line] = None
        self._deadline: Optional[float] = None

    def put(self, line: _Line) -> None:
        with self._changed:
            self._lines.append(line)
            self._bytes += len(line.json)
            if self._spooled:
                self._unspooled.append(line.json)
            self._drop_the_oldest()
            self._changed.notify_all()

    def put_first(self, lines: list[_Line]) -> None:
        """Puts what an earlier process left before everything else."""
        with self._changed:
            self._put_first(lines)
            self._drop_the_oldest()
            self._changed.notify_all()

    def take(self, count: int) -> list[_Line]:
        """Waits for events, and gives a batch of them; none once the queue is closed and empty, or its time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self._lines or self._dropped or self._reporting or self._deadline is not None)
            if self._is_over() or not (self._lines or self._dropped or self._reporting):
                return []
            size = 0
            while self._lines and len(self._in_flight) < count and (size == 0 or size + len(self._lines[0].json) <= BATCH_BYTES):
                self._in_flight.append(self._lines.popleft())
                size += len(self._in_flight[-1].json)
            self._bytes -= size
            return [*self._report_of_dropped(), *self._in_flight]

    def sent(self) -> None:
        """The batch is with the relay."""
        with self._changed:
            self._in_flight = []
            self._reporting = None
            self._changed.notify_all()

    def keep(self) -> None:
        """The batch was not taken: it is the next one again."""
        with self._changed:
            self._put_first(self._in_flight)
            self._in_flight = []
            self._drop_the_oldest()

    def drop(self) -> None:
        """The batch is one event that is larger than the relay takes."""
        with self._changed:
            for line in self._in_flight:
                self._count_dropped(line)
            if not self._in_flight:
                self._reporting = None
            self._in_flight = []
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Waits so long, or until the queue is closed; a closed one waits no longer than its time."""
        with self._changed:
            if self._deadline is None:
                self._changed.wait_for(lambda: self._deadline is not None, seconds)
            elif self._deadline - time.monotonic() > seconds:
                self._changed.wait(seconds)
            else:
                self._deadline = 0.0

    def close(self, deadline: float) -> None:
        """From now on the queue only empties, until `deadline` on the monotonic clock, in seconds."""
        with self._changed:
            self._deadline = deadline
            self._changed.notify_all()

    def waiting(self) -> int:
        with self._changed:
            return len(self._lines) + len(self._in_flight)

    def unspooled(self) -> _News:
        """Waits for something to write to the spool, or until nothing waits any more, or until the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._unspooled or self._is_empty() or self._deadline is not None)
            news = _News(list(self._unspooled), self._is_empty(), self._deadline is not None)
            self._unspooled.clear()
            return news

    def until_filled(self) -> None:
        """Waits until something waits to be sent or to be written, or until the queue is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._unspooled or not self._is_empty() or self._deadline is not None)

    def everything(self) -> list[bytes]:
        """All that waits to be sent; nothing of it counts as unspooled any more."""
        with self._changed:
            self._unspooled.clear()
            return [line.json for line in (*self._in_flight, *self._lines)]

    def _is_over(self) -> bool:
        return self._deadline is not None and time.monotonic() >= self._deadline

    def _is_empty(self) -> bool:
        return not self._lines and not self._in_flight

    def _put_first(self, lines: list[_Line]) -> None:
        self._lines.extendleft(reversed(lines))
        self._bytes += sum(len(line.json) for line in lines)

    def _drop_the_oldest(self) -> None:
        # The batch that is being sent does not count: it is older, and what is newer must not be dropped for it.
        while self._lines and (len(self._lines) > self.max_events or self._bytes > self.max_bytes):
            line = self._lines.popleft()
            self._bytes -= len(line.json)
            self._count_dropped(line)
        # A disk that does not answer must not fill the memory.
        while len(self._unspooled) > self.max_events:
            self._unspooled.popleft()

    def _count_dropped(self, line: _Line) -> None:
        self._dropped = (self._dropped or _Dropped(0, line.time, line.time)).plus(line)

    def _report_of_dropped(self) -> list[_Line]:
        # Made once and kept until it is sent: a repeated report has to be a duplicate.
        if self._reporting is None and self._dropped is not None:
            self._reporting, self._dropped = self._report(self._dropped), None
        return [] if self._reporting is None else [self._reporting]


class _Outcome(NamedTuple):
    """How one request ended. `kind` is taken, later, mend or split; `trouble` says in a sentence what is wrong, and its cure."""

    kind: str
    trouble: str = ""
    #: Seconds that the relay asked for.
    after: float = 0.0
    #: Why events were taken but not understood, by reason.
    quarantined: Mapping[str, int] = {}


class _Endpoint:
    """The relay's source: makes one request at a time, follows no redirect and uses no proxy. It checks the certificate of https."""

    def __init__(self, url: str, secret: str, header: Optional[str], timeout: float) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("url: expected an address such as https://relay.example.com/events")
        if not (url.isascii() and url.isprintable()) or " " in url:
            raise ValueError("url: expected an address without spaces; other characters than ASCII are percent-encoded")
        if parts.username is not None or parts.password is not None:
            raise ValueError("url: a name or password in the address is not used; the secret has a parameter of its own")
        self._secret = secret.strip()
        if not self._secret:
            raise ValueError("secret: expected the source's secret of rules.yaml, found nothing; set the variable where the agent runs")
        if header is not None and not re.fullmatch(r"[A-Za-z0-9-]+", header):
            raise ValueError("header: expected the name of a header, such as x-webhook-secret")
        if header is not None and not (self._secret.isascii() and self._secret.isprintable()):
            raise ValueError("secret: a header carries printable ASCII only")
        self._host, self._port, self._timeout = parts.hostname, parts.port, timeout
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._header = header.lower() if header is not None else None
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        #: What logs may show: a path may hold a secret.
        self.name = f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"

    def post(self, lines: list[_Line]) -> _Outcome:
        """Sends a batch, once."""
        body = b"[" + b",".join(line.json for line in lines) + b"]"
        connection = self._connection()
        try:
            return self._exchange(connection, body)
        except ssl.SSLCertVerificationError as error:
            cure = "a certificate of your own is trusted with SSL_CERT_FILE"
            return _Outcome("later", f"the certificate of {self.name} is refused ({error.verify_message}); {cure}")
        except (OSError, http.client.HTTPException) as error:
            return _Outcome("later", f"{self.name} does not answer ({_kind(error)})")
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._tls)

    def _exchange(self, connection: http.client.HTTPConnection, body: bytes) -> _Outcome:
        try:
            connection.request("POST", self._path, body, self._headers(body))
        except (BrokenPipeError, ConnectionResetError):
            pass  # who refuses a body early has often answered already
        response = connection.getresponse()
        return self._read(response.status, response.headers.get("retry-after"), _body_of(response, self._timeout))

    def _headers(self, body: bytes) -> dict[str, str]:
        # Some edges refuse Python's own User-Agent.
        common = {"content-type": "application/json", "user-agent": f"avatar-relay-livekit/{__version__}", "connection": "close"}
        if self._header is None:
            digest = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            return {**common, "x-bithuman-signature": f"sha256={digest}"}
        shown = f"Bearer {self._secret}" if self._header == "authorization" else self._secret
        return {**common, self._header: shown}

    def _read(self, status: int, retry_after: Optional[str], body: bytes) -> _Outcome:
        answer = _object(body)
        if status == 200 and isinstance(answer.get("status"), str):
            return _Outcome("taken", quarantined=_quarantined(answer))
        if status == 413:
            return _Outcome("split")
        code = _code(answer)
        found = f"{self.name} answers HTTP {status}{f' {code}' if code else ''}"
        if status in (408, 425, 429) or status >= 500:
            return _Outcome("later", found, _retry_after(retry_after))
        return _Outcome("mend", f"{found}: {_cure(status, body)}")


def _cure(status: int, body: bytes) -> str:
    if status == 403 and b"error code: 1010" in body:
        return "the edge in front of the relay blocks this client; allow the relay's path there"
    if status in (401, 403):
        return "compare the secret with the one of this source in rules.yaml; `avatar-relay doctor --last-refused` names the difference"
    if status in (404, 405):
        return "no source takes events at this path; compare the url with `path:` of the source in rules.yaml"
    if 300 <= status < 400:
        return "a redirect is not followed; give the address that it leads to"
    if status == 200:
        return "that is no avatar-relay; check the url"
    return "check the url and the source in rules.yaml"


class _Sender:
    """The thread that empties the queue."""

    def __init__(self, endpoint: _Endpoint, queue: _Queue, retry: Retry) -> None:
        self._endpoint, self._queue, self._retry = endpoint, queue, retry
        self._limit = BATCH_EVENTS
        self._failures = 0
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="relay-events", daemon=True)
        self._thread.start()

    def join(self, deadline: float) -> None:
        """Waits for the end of the thread, until `deadline` on the monotonic clock, in seconds."""
        self._thread.join(max(0.0, deadline - time.monotonic()))

    def _run(self) -> None:
        while batch := self._queue.take(self._limit):
            try:
                outcome = self._endpoint.post(batch)
            except Exception as error:  # a bug here must not stop what comes after it
                outcome = _Outcome("later", f"a request failed ({_kind(error)})")
            self._settle(outcome, len(batch))

    def _settle(self, outcome: _Outcome, size: int) -> None:
        if outcome.kind == "taken":
            self._taken(outcome)
        elif outcome.kind == "split":
            self._split(size)
        else:
            self._wait(outcome)

    def _taken(self, outcome: _Outcome) -> None:
        self._queue.sent()
        if self._trouble:
            log.warning("%s takes events again", self._endpoint.name)
        if outcome.quarantined:
            log.warning("%s took events that it does not understand: %s", self._endpoint.name, dict(outcome.quarantined))
        self._failures, self._trouble = 0, ""
        self._limit = min(BATCH_EVENTS, self._limit * 2)

    def _split(self, size: int) -> None:
        if self._limit > 1:
            self._queue.keep()
            self._limit = max(1, min(self._limit, size) // 2)
            return
        log.error("an event is larger than the relay takes and is dropped")
        self._queue.drop()

    def _wait(self, outcome: _Outcome) -> None:
        self._queue.keep()
        self._failures += 1
        if outcome.trouble != self._trouble:
            log.warning("%s; events wait meanwhile and are sent later", outcome.trouble)
            self._trouble = outcome.trouble
        usual = self._retry.until_mended() if outcome.kind == "mend" else self._retry.after(self._failures)
        self._queue.pause(max(outcome.after, usual))


class _SpoolWriter:
    """The thread that keeps what waits in a file of this process. A file that nobody locks was left by a process that was killed."""

    def __init__(self, folder: Path, queue: _Queue) -> None:
        self._folder, self._queue = folder, queue
        self._path: Optional[Path] = None
        self._file = -1
        self._size = 0
        self._trouble = ""
        self._thread = threading.Thread(target=self._run, name="relay-events-spool", daemon=True)
        self._thread.start()

    def close(self, deadline: float, *, keep: bool) -> bool:
        """Ends the file, and tells whether what waits stands in it. `deadline` is on the monotonic clock, in seconds."""
        self._thread.join(max(0.0, deadline - time.monotonic()))
        if self._thread.is_alive() or self._path is None:
            return False
        if not keep:
            self._path.unlink(missing_ok=True)
        os.close(self._file)
        return not self._trouble

    def _run(self) -> None:
        while True:
            news = self._queue.unspooled()
            try:
                self._keep(news)
                self._trouble = ""
            except Exception as error:  # a disk that is full, or a bug: neither may stop the writing for good
                self._report(error)
            if news.closed and not news.lines:
                return
            if news.empty and not news.lines:
                self._queue.until_filled()

    def _keep(self, news: _News) -> None:
        if self._path is None or self._trouble or self._size > 2 * self._queue.max_bytes:
            self._rewrite()
        elif news.lines:
            self._append(news.lines)
        elif news.empty:
            os.ftruncate(self._file, 0)
            self._size = 0
        if news.empty and not news.closed and not news.lines:
            self._adopt()

    def _rewrite(self) -> None:
        """Begins another file with all that waits. Both stand there for a moment: what is sent twice is a duplicate."""
        old, old_file = self._path, self._file
        self._path, self._file = self._created()
        self._size = 0
        if old is not None:
            old.unlink(missing_ok=True)
            os.close(old_file)
        self._append(self._queue.everything())

    def _created(self) -> tuple[Path, int]:
        if fcntl is None:
            raise OSError("this system has no file locks")
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            path = self._folder / f"{uuid.uuid4().hex}.jsonl"
            file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_APPEND, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            # Another process may have taken it for a file that was left, and removed it, before it was locked.
            if os.fstat(file).st_nlink > 0:
                return path, file
            os.close(file)

    def _append(self, lines: Iterable[bytes]) -> None:
        rest = memoryview(b"".join(line + b"\n" for line in lines))
        while rest:
            rest = rest[os.write(self._file, rest) :]
        os.fsync(self._file)
        self._size = os.fstat(self._file).st_size

    def _adopt(self) -> None:
        """Takes over what killed processes left, as long as there is room for it."""
        lines: list[_Line] = []
        for path in sorted(self._folder.glob("*.jsonl"), key=_written_at):
            if path == self._path or len(lines) > self._queue.max_events // 2 or self._size > self._queue.max_bytes // 2:
                continue
            lines += self._taken_over(path)
        if lines:
            log.warning("%d events of a process that ended early are sent now", len(lines))
            self._queue.put_first(lines)

    def _taken_over(self, path: Path) -> list[_Line]:
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return []
        with os.fdopen(file, "rb") as left:
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return []  # its process lives
            if os.fstat(file).st_nlink == 0:
                return []
            lines = [line for line in map(_line_of, left) if line is not None]
            self._append(line.json for line in lines)
            path.unlink(missing_ok=True)
            return lines

    def _report(self, error: Exception) -> None:
        if not self._trouble:
            log.error("the spool %s cannot be written (%s); events wait in memory only, and a crash loses them", self._folder, _kind(error))
        self._trouble = _kind(error)


def _line_of(written: bytes) -> Optional[_Line]:
    """An event of a spool file; a line that was not finished is none."""
    event = _object(written)
    return _Line(written.rstrip(b"\n"), _seconds(event.get("time")) or 0.0) if event.get("type") else None


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _harmless(name: str, listener: Callable[[Any], None]) -> Callable[[Any], None]:
    """A plain function that never raises: livekit lets an exception of a listener through to the agent."""

    def listen(event: Any) -> None:
        try:
            listener(event)
        except Exception as error:  # its text may quote the visitor
            log.error("%s could not be reported (%s)", name, _kind(error))

    return listen


def _words(item: Any) -> str:
    text = getattr(item, "text_content", None)
    if text is None:
        content = getattr(item, "content", None)
        text = "\n".join(part for part in content if isinstance(part, str)) if isinstance(content, list) else content
    return text.strip() if isinstance(text, str) else ""


def _facts(item: Any) -> dict[str, Any]:
    """What else is known of a message: whether it was cut off, how sure the transcript is, and delays in seconds."""
    metrics = getattr(item, "metrics", None)
    delays = {name: _number(value) for name, value in metrics.items()} if isinstance(metrics, Mapping) else {}
    confidence = _number(getattr(item, "transcript_confidence", None))
    facts = {"interrupted": getattr(item, "interrupted", None) is True, "transcript_confidence": confidence}
    return _without_none({**facts, "metrics": _without_none(delays) or None})


def _fault(error: Any) -> dict[str, Any]:
    """`data.error`: the code is the HTTP status of the provider, else the kind of error, such as `llm_error`."""
    cause = getattr(error, "error", None) or error
    status = getattr(cause, "status_code", None)
    kind = _text(getattr(error, "type", None)) or _kind(cause)
    recoverable = getattr(error, "recoverable", None)
    return _without_none(
        {
            "code": str(status) if isinstance(status, int) and status > 0 else kind,
            "type": kind,
            "label": _text(getattr(error, "label", None)),
            "message": _said(cause)[:DETAIL_CHARACTERS],
            "recoverable": recoverable if isinstance(recoverable, bool) else None,
            "request_id": _text(getattr(cause, "request_id", None)),
        }
    )


def _said(cause: Any) -> str:
    # The text of a provider's error holds the body of its answer, `message` does not.
    message = getattr(cause, "message", None)
    try:
        return message if isinstance(message, str) else str(cause)
    except Exception:
        return _kind(cause)


def _kind(error: Any) -> str:
    return type(error).__name__


def _text(value: Any) -> Optional[str]:
    plain = getattr(value, "value", value)  # an enum's
    return plain if isinstance(plain, str) and plain else None


def _number(value: Any) -> Optional[float]:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) else None


def _seconds(value: Any) -> Optional[float]:
    number = _number(value)
    return number if number is not None and number > 0 else None


def _without_none(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _packed(event: Mapping[str, Any]) -> bytes:
    """JSON in one line of ASCII. What JSON has no word for becomes text, or null where it is no number."""
    try:
        return json.dumps(event, default=str, allow_nan=False, separators=(",", ":")).encode("ascii")
    except ValueError:
        plain = json.loads(json.dumps(event, default=str), parse_constant=lambda _: None)
        return json.dumps(plain, separators=(",", ":")).encode("ascii")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _code(answer: Mapping[str, Any]) -> str:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and re.fullmatch(r"[a-z_]{1,40}", code) else ""


def _quarantined(answer: Mapping[str, Any]) -> dict[str, int]:
    events = answer.get("events")
    counts: dict[str, int] = {}
    for each in events if isinstance(events, list) else []:
        if isinstance(each, dict) and each.get("status") == "quarantined":
            reason = _text(each.get("reason")) or "unknown"
            counts[reason[:60]] = counts.get(reason[:60], 0) + 1
    return counts


def _body_of(response: http.client.HTTPResponse, timeout: float) -> bytes:
    """At most a megabyte, for at most `timeout` seconds: an answer in single bytes must not hold the thread."""
    deadline = time.monotonic() + timeout
    body = b""
    while len(body) < 1024 * 1024 and time.monotonic() < deadline:
        part = response.read1(64 * 1024)
        if not part:
            break
        body += part
    return body


def _retry_after(value: Optional[str]) -> float:
    """Seconds, from a number of them or from a date."""
    if value is None:
        return 0.0
    try:
        seconds = float(value) if re.fullmatch(r"\s*\d+\s*", value) else parsedate_to_datetime(value).timestamp() - time.time()
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER)


def _name(parameter: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{parameter}: expected a name, found {_kind(value) if not isinstance(value, str) else 'nothing'}")
    return value.strip()


def _session_name(session: Any) -> Optional[str]:
    if session is None or session == "":
        return None
    if not isinstance(session, str):
        # A coroutine that nobody awaits; `close` keeps Python from warning about it.
        getattr(session, "close", lambda: None)()
        raise ValueError(f"session: expected the room's sid, found {_kind(session)}; give ctx.job.room.sid, or `await ctx.room.sid`")
    return session
