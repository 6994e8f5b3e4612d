"""The self-clocked sampler: one burst of reads outstanding, the next one a moment after the last reply.

RetroArch answers a burst in the next frame that it runs, all of it in one input poll. So a waiting burst is the frame
clock: its answer arrives once a frame, whatever the pace is, and asks for no prediction. The moment between is needed,
because a client that asks again at once is answered within the same frame, over and over, and stalls the game.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from spinlab_pad.emulator.frames import FrameCount, Look
from spinlab_pad.emulator.port import SamplingStats, Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch
from spinlab_pad.emulator.retroarch.link import Link
from spinlab_pad.emulator.retroarch.questions import gone, silent
from spinlab_pad.emulator.retroarch.ranges import VARIANTS, Plan, Range, plan
from spinlab_pad.game.memory import Field, Snapshot, unique_fields

RESEND_AFTER_REPLY_S: Final = 0.0007
TIMEOUTS_S: Final = (0.028, 0.028, 0.05, 0.1, 0.2)
"""Waits for an answer until a burst counts as lost; the last one repeats. Few bursts pile up in a frozen RetroArch."""

FROZEN_S: Final = 5.0
"""Without any answer for so long, RetroArch is taken for gone."""

QUEUE_MAX: Final = 3600
"""Snapshots that wait for a slow consumer, one minute; then the oldest are lost and counted as missed."""


@dataclass(slots=True)
class _Burst:
    """A burst on the wire, and the replies to it so far."""

    plan: Plan
    fields: tuple[Field, ...]
    asked_ns: int
    missing: set[Range]
    replies: dict[Range, bytes] = field(default_factory=dict)


class Sampler:
    """Samples over `link`, which it takes over, while somebody consumes `snapshots` or waits for a load."""

    def __init__(
        self, link: Link, counter: Field, space: nci.Space, stats: SamplingStats, now_ns: Callable[[], int]
    ) -> None:
        self.stats = stats
        self.status: nci.Status | None = None
        self.on_frame: Callable[[], None] = lambda: None
        self.load_id = 0
        self._link = link
        self._counter = counter
        self._space = space
        self._now_ns = now_ns
        self._count = FrameCount(stats)
        self._fields: tuple[Field, ...] = ()
        self._plan = plan((counter,))
        self._bursts: dict[int, _Burst] = {}
        self._number = 0
        self._timeouts = 0
        self._answered_ns = 0
        self._timer: asyncio.TimerHandle | None = None
        self._queue: deque[Snapshot] = deque()
        self._news = asyncio.Event()
        self._consumer: object | None = None
        self._watch: tuple[LoadWatch, asyncio.Future[int]] | None = None
        self._ended: Unreachable | None = None
        link.on_reply = self._take
        link.on_refused = lambda: self.end(Unreachable(gone(link.host, link.port)))

    @property
    def ended(self) -> Unreachable | None:
        """Why there are no more snapshots; None while there are."""
        return self._ended

    @property
    def running(self) -> bool:
        """Whether frames are looked at now."""
        return self._timer is not None

    async def snapshots(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Every frame's snapshot of `fields`; raises `Unreachable` when RetroArch is gone."""
        if self._ended:
            raise self._ended
        self._fields = tuple(fields)
        self._consumer = consumer = object()
        self._queue.clear()
        try:
            self._replan()
            self._start()
            while self._consumer is consumer:
                while self._queue and self._consumer is consumer:
                    yield self._queue.popleft()
                if self._ended:
                    raise self._ended
                self._news.clear()
                await self._news.wait()
            raise RuntimeError("another consumer has taken frames() over; there is one at a time")
        finally:
            if self._consumer is consumer:
                self._consumer = None
                self._fields = ()
                self._replan()
                self._stop_if_idle()

    def watch_load(self, watch: LoadWatch) -> asyncio.Future[int]:
        """From the next burst on, look for a load; the future gives its load id.

        The first snapshot of the loaded state carries that id. Cancel the future to give the load up.
        """
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        if self._ended:
            future.set_exception(self._ended)
            return future
        self._watch = (watch, future)
        future.add_done_callback(lambda _: self._unwatch(watch))
        self._replan()
        self._start()
        return future

    def end(self, reason: Unreachable) -> None:
        """No more snapshots, for `reason`; wakes everybody who waits for one."""
        if self._ended:
            return
        self._ended = reason
        self._cancel_timer()
        if self._watch and not self._watch[1].done():
            self._watch[1].set_exception(reason)
        self._news.set()

    def close(self) -> None:
        self._cancel_timer()
        self._link.close()

    def _replan(self) -> None:
        extra = (LOW_RAM,) if self._watch else ()
        self._plan = plan(unique_fields((self._counter,), self._fields), extra)

    def _unwatch(self, watch: LoadWatch) -> None:
        if self._watch and self._watch[0] is watch:
            self._watch = None
            self._replan()
            self._stop_if_idle()

    def _start(self) -> None:
        if self._timer is None and not self._ended:
            self._answered_ns = self._now_ns()
            self._timeouts = 0
            self._send()

    def _stop_if_idle(self) -> None:
        if self._consumer is None and self._watch is None:
            self._cancel_timer()
            self._bursts.clear()
            self._count.suspend()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self) -> None:
        self._number += 1
        number = self._number
        self._bursts.pop(number - VARIANTS, None)
        self._bursts[number] = _Burst(self._plan, self._fields, self._now_ns(), set(self._plan.echoes(number)))
        self._link.send(self._plan.datagram(number, self._space))
        wait_s = TIMEOUTS_S[min(self._timeouts, len(TIMEOUTS_S) - 1)]
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._timed_out)

    def _timed_out(self) -> None:
        if self._now_ns() - self._answered_ns > FROZEN_S * 1e9:
            self.end(Unreachable(silent(self._link.host, self._link.port)))
            return
        self._timeouts += 1
        self.stats.timeouts += 1
        self._send()

    def _take(self, reply: nci.Reply, t_ns: int) -> None:
        if isinstance(reply, nci.Status):
            self._take_status(reply)
            return
        if not isinstance(reply, nci.Memory):
            return
        echo = Range(reply.address, len(reply.data))
        burst = next((item for item in self._bursts.values() if echo in item.missing), None)
        if burst is None:
            self.stats.dropped_datagrams += 1
            return
        burst.missing.discard(echo)
        burst.replies[echo] = reply.data
        if not burst.missing:
            self._complete(burst, t_ns)

    def _take_status(self, status: nci.Status) -> None:
        """Remember it, and end where the game that was there is no more."""
        last, self.status = self.status, status
        if status.state is nci.RunState.CONTENTLESS:
            self.end(Unreachable("RetroArch has closed the game; load it again"))
        elif last is not None and (last.content, last.crc32) != (status.content, status.crc32):
            self.end(Unreachable(f"RetroArch has loaded another game ({status.content}); connect again"))

    def _complete(self, burst: _Burst, t_ns: int) -> None:
        """All replies to one burst are here. Those to other bursts are of the same frame or older."""
        self.stats.bursts += 1
        self._bursts.clear()
        self._timeouts = 0
        self._answered_ns = t_ns
        if self._ended:
            return
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(RESEND_AFTER_REPLY_S, self._send)
        values = burst.plan.decode(burst.replies)
        loading = self._watch is not None
        loaded = self._confirm(burst)
        paused = self.status is not None and self.status.state is not nci.RunState.PLAYING
        counter = values[self._counter.name] % 256
        look = Look(counter, burst.asked_ns, t_ns, paused=paused, loading=loading, loaded=loaded)
        frame = self._count.see(look)
        self.on_frame()
        if frame is None or self._consumer is None or burst.fields is not self._fields:
            return
        wanted = {item.name: values[item.name] for item in burst.fields}
        if len(self._queue) >= QUEUE_MAX:
            self._queue.popleft()
            self.stats.frames_missed += 1
        self._queue.append(Snapshot(frame.number, t_ns, wanted, self.load_id, frame.lag))
        self._news.set()

    def _confirm(self, burst: _Burst) -> bool:
        """Whether this burst is the first that shows the state which is waited for."""
        if self._watch is None:
            return False
        watch, future = self._watch
        low = next((data for item, data in burst.replies.items() if item.address == 0), b"")
        if future.done() or len(low) < LOW_RAM.size or not watch.see(low[: LOW_RAM.size]):
            return False
        self.load_id += 1
        future.set_result(self.load_id)
        return True
