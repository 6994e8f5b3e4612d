"""The self-clocked sampler: one burst of reads outstanding, the next one a moment after the last reply.

RetroArch answers a burst in the next frame that it runs, all of it in one input poll. So a waiting burst is the frame
clock: its answer arrives once a frame, whatever the pace is, and asks for no prediction. The moment between is needed,
because a client that asks again at once is answered within the same frame, over and over, and stalls the game.

The status comes without anything that tells which question it answers, so a late one may say `paused` of a game that
runs again, or the other way round, for one look. That is harmless: a look with changed bytes is a frame whatever the
status says, and one without is in doubt anyway. That the game was closed or changed can't be told too late, because
the connection ends with it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from spinlab_pad.emulator.frames import LONGEST_LAG_NS, Frame, FrameCount, Look
from spinlab_pad.emulator.pace import PaceMeter
from spinlab_pad.emulator.port import ContentChanged, ContentClosed, Pace, SamplingStats, Unreachable
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.board import Board
from spinlab_pad.emulator.retroarch.bursts import Burst, Bursts
from spinlab_pad.emulator.retroarch.confirm import LOW_RAM, LoadWatch
from spinlab_pad.emulator.retroarch.link import Link
from spinlab_pad.emulator.retroarch.menu import Menu
from spinlab_pad.emulator.retroarch.moment import Moment
from spinlab_pad.emulator.retroarch.questions import gone, silent
from spinlab_pad.emulator.retroarch.ranges import Plan, Range, echo_key, plan
from spinlab_pad.emulator.retroarch.troubles import Troubles
from spinlab_pad.emulator.retroarch.turns import Turns
from spinlab_pad.game.memory import Field, Snapshot, unique_fields

RESEND_AFTER_REPLY_S: Final = 0.0007
TIMEOUTS_S: Final = (0.028, 0.028, 0.05, 0.1, 0.2)
"""Waits for an answer until a burst counts as lost; the last one repeats. Few bursts pile up in a frozen RetroArch."""

PATIENCE: Final = 1.5
LONGEST_WAIT_NS: Final = 200_000_000
"""Where answers take longer than the first timeout (slow motion, bursts of audio-only sync), so many times the longest
wait of late is waited, `LONGEST_WAIT_NS` at most."""

WAIT_FADES: Final = 0.97
"""What is left of a wait after each answer: half of it after 23."""

FROZEN_S: Final = 30.0
"""Without any answer for so long, RetroArch is taken for gone. One that hangs for less goes on where it was."""

OTHER_GAME_MIN: Final = 3
"""So many statuses in a row that name one other game are believed; fewer may be datagrams that were cut short."""

STACK: Final = Range(0x100, 0x100)
"""Where SNES games have their stack: looked at always, as it tells lag from a second look at one frame (`frames`)."""

QUEUE_MAX: Final = 3600
"""Snapshots that wait for a slow consumer, one minute; then the oldest are lost and counted as missed."""


class Sampler:
    """Samples over `link`, which it takes over, while somebody consumes `snapshots` or waits for a load."""

    def __init__(
        self,
        link: Link,
        turns: Turns,
        space: nci.Space,
        stats: SamplingStats,
        now_ns: Callable[[], int],
        troubles: Troubles,
        *,
        tells_menu: bool = False,
    ) -> None:
        self.stats = stats
        self.status: nci.Status | None = None
        self._others: list[nci.Status] = []
        self.on_frame: Callable[[], None] = lambda: None
        self.load_id = 0
        self.runs_on = False
        """Whether this core's states hold more than the end of a frame (`cores.run_on`)."""
        self._link = link
        self.turns = turns
        self._space = space
        self._now_ns = now_ns
        self._board = Board(troubles)
        self._menu = Menu(tells=tells_menu)
        self._count = FrameCount(stats)
        self._meter = PaceMeter()
        self._moment = Moment(turns.field.address)
        self._fields: tuple[Field, ...] = ()
        self._plan = plan((turns.field,))
        self._reads_low_ram = False
        self._last_memory = b""
        self._last_counter = -1
        self._last_plan: Plan | None = None
        self._bursts = Bursts(stats)
        self._timeouts = 0
        self._wait_ns = 0
        self._answered_ns = 0
        self._told = Pace.NORMAL
        self._timer: asyncio.TimerHandle | None = None
        self._queue: deque[Snapshot] = deque()
        self._news = asyncio.Event()
        self._consumer: object | None = None
        self._watch: tuple[LoadWatch, asyncio.Future[int]] | None = None
        self._ended: Unreachable | None = None
        link.on_reply = self._take
        self.refused = False
        """Nothing listens any more: RetroArch has ended, or has no port for a moment while it closes a game."""
        link.on_refused = self._refuse

    @property
    def ended(self) -> Unreachable | None:
        """Why there are no more snapshots; None while there are."""
        return self._ended

    @property
    def running(self) -> bool:
        """Whether frames are looked at now."""
        return self._timer is not None

    @property
    def pace(self) -> Pace:
        """What RetroArch does with time right now; what it did last where nobody looks."""
        return self._meter.pace(self._now_ns()) if self.running else self._told

    @property
    def frame_hz(self) -> float:
        """Frames a second of this game at normal speed, as far as it is known."""
        return self._meter.frame_hz

    @property
    def mid_frame(self) -> bool:
        """Whether memory is read in the middle of frames, as far as states have told."""
        return self._moment.mid_frame

    def saving(self) -> None:
        """A state will be saved; say `saved` after."""
        if self.running:
            self._moment.saving()
            self._replan()

    def saved(self, wram: bytes | None) -> None:
        """A state was saved just now; `wram` is the work RAM in it, None where none was saved or it isn't known."""
        if wram is not None:
            self._moment.saved(wram)
        else:
            self._moment.interrupt()

    async def snapshots(self, fields: Sequence[Field]) -> AsyncIterator[Snapshot]:
        """Every frame's snapshot of `fields`; raises `Unreachable` when RetroArch is gone."""
        if self._ended:
            raise self._ended
        self._fields = tuple(fields)
        self._consumer = consumer = object()
        self._queue.clear()
        if self._moment.counter != self.turns.field.address:
            self._moment = Moment(self.turns.field.address)
        try:
            self._replan()
            self._start()
            while self._consumer is consumer:
                while self._queue and self._consumer is consumer:
                    snapshot = self._queue.popleft()
                    self.stats.age.add(self._now_ns() - snapshot.t_ns)
                    yield snapshot
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

    def _refuse(self) -> None:
        self.refused = True
        self.end(Unreachable(gone(self._link.host, self._link.port)))

    def end(self, reason: Unreachable) -> None:
        """No more snapshots, for `reason`; wakes everybody who waits for one."""
        if self._ended:
            return
        self._ended = reason
        self._cancel_timer()
        self._board.take_down()
        if self._watch and not self._watch[1].done():
            self._watch[1].set_exception(reason)
        self._news.set()

    def close(self) -> None:
        self._cancel_timer()
        self._link.close()

    def _replan(self) -> None:
        counter = Range(self.turns.field.address, self.turns.field.size)
        self._reads_low_ram = self._watch is not None or self._moment.waiting
        window = self._watch[0].window if self._watch is not None else LOW_RAM
        extra = (counter, STACK, window) if self._reads_low_ram else (counter, STACK)
        self._plan = plan(unique_fields(self._fields), extra)

    def _unwatch(self, watch: LoadWatch) -> None:
        if self._watch and self._watch[0] is watch:
            self._watch = None
            self._replan()
            self._stop_if_idle()

    def _start(self) -> None:
        if self._timer is None and not self._ended:
            self._answered_ns = self._now_ns()
            self._meter.heard(self._answered_ns)
            self._timeouts = 0
            self._send()

    def _stop_if_idle(self) -> None:
        if self._consumer is None and self._watch is None:
            self._told = self.pace
            self._cancel_timer()
            self._bursts.close()
            self._count.suspend()
            self._moment.interrupt()
            self._board.take_down()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self) -> None:
        burst = self._bursts.open(self._plan, self._fields, self._space, self._now_ns())
        self._link.send(self._menu.asking(burst.datagram, self._meter.stood_ns(burst.asked_ns)))
        timeout_s = TIMEOUTS_S[min(self._timeouts, len(TIMEOUTS_S) - 1)]
        wait_s = max(timeout_s, PATIENCE * self._wait_ns / 1e9)
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._timed_out)

    def _timed_out(self) -> None:
        if self._now_ns() - self._answered_ns > FROZEN_S * 1e9:
            self.end(Unreachable(silent(self._link.host, self._link.port)))
            return
        self._timeouts += 1
        self.stats.timeouts += 1
        self._tell()
        self._send()

    def _take(self, reply: nci.Reply, t_ns: int) -> None:
        if isinstance(reply, nci.Memory):
            self._timeouts = 0  # It answers, so what is missing was lost: no reason to ask more rarely.
            self._meter.heard(t_ns)
            burst = self._bursts.take(echo_key(reply.address, len(reply.data)), reply.data, t_ns)
            if burst is not None:
                self._complete(burst, t_ns)
        elif isinstance(reply, nci.Status):
            self._take_status(reply)
        elif isinstance(reply, nci.Parameter):
            self._menu.take(reply)

    def _take_status(self, status: nci.Status) -> None:
        """Remember it, and end where the game that was there is no more."""
        if status.state is nci.RunState.CONTENTLESS:
            self.status = status
            self.end(ContentClosed("RetroArch has closed the game; load it again"))
        elif self.status is None or _same_game(self.status, status):
            self.status = status
            self._others.clear()
        else:
            if self._others and not _same_game(self._others[-1], status):
                self._others.clear()
            self._others.append(status)
            if len(self._others) >= OTHER_GAME_MIN:
                self.end(ContentChanged(f"RetroArch has loaded another game ({status.content}); connect again"))

    def _complete(self, burst: Burst, t_ns: int) -> None:
        """All replies to one burst are here."""
        self.stats.bursts += 1
        self.stats.latency.add(t_ns - burst.asked_ns)
        self._wait_ns = min(LONGEST_WAIT_NS, max(t_ns - burst.asked_ns, int(WAIT_FADES * self._wait_ns)))
        self._answered_ns = t_ns
        if self._ended:
            return
        self._look(burst, burst.memory(), t_ns)
        self._tell()
        self.on_frame()
        if not self.running or self._ended:
            return  # nobody looks any more
        self._cancel_timer()
        self._timer = asyncio.get_running_loop().call_later(RESEND_AFTER_REPLY_S, self._send)

    def _look(self, burst: Burst, memory: bytes, t_ns: int) -> None:
        """Find the frames that this look makes certain, and hand them out."""
        if not burst.plan.holds(Range(self.turns.field.address, self.turns.field.size)):
            return  # asked for before it was known where this game counts
        changed = burst.plan is self._last_plan and memory != self._last_memory
        self._last_plan, self._last_memory = burst.plan, memory
        loading = self._watch is not None
        loaded = self._confirm(burst.plan, memory)
        paused = self.status is not None and self.status.state is nci.RunState.PAUSED
        counter = memory[burst.plan.offset(self.turns.field.address)]
        unfinished = self.runs_on and (loaded or self._moment.waiting)
        values = burst.plan.decode(memory)
        look = Look(counter, burst.asked_ns, t_ns, changed, paused, loading, loaded, unfinished, values)
        jumps = self.stats.foreign_loads, self._count.rewound_ns
        frames = self._count.see(look)
        # An open menu that was there before us has frames, too: until the counter turns, every look is one.
        self._meter.looked(t_ns, paused=paused, changed=changed or counter != self._last_counter)
        self._last_counter = counter
        rewound = self._count.rewound_ns != jumps[1]
        if loaded or rewound or self.stats.foreign_loads != jumps[0]:
            self._meter.jumped(t_ns, rewound=rewound)
            self._moment.interrupt()
        self._moment.look(burst.plan, memory, counter)
        if self._reads_low_ram and not (self._watch or self._moment.waiting):
            self._replan()
        for frame in frames:
            self._hand_out(frame, wanted=burst.fields is self._fields)

    def _hand_out(self, frame: Frame, *, wanted: bool) -> None:
        self._meter.frame(frame.look.answered_ns, frame.number)
        if self._consumer is None or not wanted:
            return
        if len(self._queue) >= QUEUE_MAX:
            self._queue.popleft()
            self.stats.frames_missed += 1
        look = frame.look
        self._queue.append(Snapshot(frame.number, look.answered_ns, look.values, self.load_id, frame.lag))
        self._news.set()

    def _confirm(self, shown: Plan, memory: bytes) -> bool:
        """Whether this look is the first at the state which is waited for."""
        if self._watch is None:
            return False
        watch, future = self._watch
        if future.done() or not shown.holds(watch.window):
            return False
        start = shown.offset(watch.window.address)
        if not watch.see(memory[start : start + watch.window.size]):
            return False
        self.load_id += 1
        future.set_result(self.load_id)
        return True

    def _tell(self) -> None:
        now_ns = self._now_ns()
        in_menu = self._menu.open or self._meter.stood_ns(now_ns) > LONGEST_LAG_NS
        self._board.tell(self._meter.pace(now_ns), in_menu=in_menu, mid_frame=self._moment.mid_frame)


def _same_game(one: nci.Status, other: nci.Status) -> bool:
    return (one.content, one.crc32) == (other.content, other.crc32)
