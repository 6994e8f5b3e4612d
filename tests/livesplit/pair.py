"""A run of ours and a LiveSplit that is told of it, without a wire."""

from __future__ import annotations

from spinlab_pad.lab.run_events import Finished, Split, Started
from spinlab_pad.livesplit.plan import Ours, Plan, plan
from spinlab_pad.livesplit.protocol import Standing
from spinlab_pad.livesplit.run_now import RunNow, follow
from tests.livesplit.test_run_now import at
from tests.livesplit.timer import MS, SECOND, Timer


class Pair:
    """Our run and a LiveSplit, with a clock of their own. Each event comes with a look at LiveSplit unless `away`."""

    def __init__(self, ours: int = 3, theirs: int | None = None) -> None:
        self.names = tuple(f"Split {n + 1}" for n in range(ours))
        self.now_s = 100.0
        self.run = RunNow()
        self.ours = Ours()
        self.away = False
        self.remarks: list[str] = []
        self.begun_s = 0.0
        self.paused_s = 0.0
        self.timer = Timer(ours if theirs is None else theirs, self.ticks)

    def ticks(self) -> int:
        return round(self.now_s * SECOND)

    @property
    def ms(self) -> int:
        return round((self.now_s - self.begun_s - self.paused_s) * 1000)

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        if self.run.paused:
            self.paused_s += seconds

    def hear(self, *events) -> None:
        """What comes in one frame."""
        for event in events:
            self.run = follow(self.run, event, self.now_s)
        if not self.away:
            self.look()

    def start(self) -> None:
        self.begun_s, self.paused_s = self.now_s, 0.0
        self.hear(Started(at(0), "full", self.names, 1))

    def split(self, seconds: float = 10.0) -> int:
        self.wait(seconds)
        index, ms = len(self.run.splits), self.ms
        self.hear(Split(at(ms), index, self.names[index]))
        return ms

    def finish(self) -> None:
        last = self.run.splits[-1].ms
        assert last is not None
        self.hear(Finished(at(last), False))

    def look(self) -> Plan:
        """What the driver does; a LiveSplit takes whatever it is sent."""
        step = plan(self.run, self.ours, Standing(self.timer.phase, self.timer.index), self.now_s)
        self.ours = step.ours
        if step.remark is not None and step.remark not in self.remarks:
            self.remarks.append(step.remark)
        self.now_s += 0.001  # LiveSplit splits only after its start
        for line in step.lines:
            self.timer.command(line)
        if step.expected is not None:
            self.came_to = Standing(self.timer.phase, self.timer.index) == step.expected
        return step

    @property
    def clock_off_ms(self) -> float:
        """How far LiveSplit's running game time is from the run's."""
        assert self.timer.game is not None
        return abs(self.timer.game / MS - self.ms)

    @property
    def game_ms(self) -> list[float | None]:
        return self.timer.game_ms()
