"""How the emulator does while it is attached: paused, slow, silent, and what is wrong with it.

Looked at by the clock, not by its frames: a frozen emulator sends none. What it says becomes the state of the
connection, notices, and the time that was no practice time. Rules:

- A pause that the emulator tells of is a pause, whoever made it; the game goes on when frames come or it says so.
- While it stands still otherwise (menu, no answer) the clock on the overlay stands too. A game that only loads looks
  the same for `LAG_MAX_S`: until then nothing is said of a menu, and where it goes on before, the time counts.
- A trouble is shown as long as it is there, under the key `emulator KEY`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from spinlab_pad.emulator.frames import LONGEST_LAG_NS
from spinlab_pad.emulator.port import Pace, Trouble
from spinlab_pad.lab.connection import Connection
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.view import ConnectionState, Level

_log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.1
"""A quarter of a second is promised; a look costs microseconds."""
BELIEVED_S: Final = 0.2
"""A pace counts once it has lasted so long: after a resume the emulator's last word may still be 'paused'."""
STILL_S: Final = 0.5
"""Without a frame for so long, none runs, whatever the pace is said to be."""
LAG_MAX_S: Final = LONGEST_LAG_NS / 1e9
"""A game that stands still for less may only load, which is time of play; for longer, a menu is open."""
TROUBLES_MAX: Final = 4
"""Troubles shown at a time, the worst and newest; all of them are in the log."""

STILL: Final = frozenset({Pace.PAUSED, Pace.STANDSTILL, Pace.SILENT})
"""No frame of the game runs."""
UNREAL: Final = frozenset({Pace.FAST, Pace.SLOW, Pace.REWIND})
"""Frames run, but not as in a run."""
WORDS: Final[Mapping[Pace, tuple[Level, str]]] = {
    Pace.STANDSTILL: ("info", "{name}'s menu is open: close it to play on"),
    Pace.SILENT: ("warn", "{name} gives no answer: it is busy or frozen"),
    Pace.FAST: ("warn", "Fast-forward: this doesn't count as a real time"),
    Pace.SLOW: ("warn", "Slow motion: this doesn't count as a real time"),
    Pace.REWIND: ("warn", "A rewind: the life that is being played doesn't count"),
}
"""What is said of a pace. A pause is shown, not said."""
SAID: Final[Mapping[Pace, str]] = {Pace.STANDSTILL: "standstill", Pace.SILENT: "silence"}
"""Keys of troubles in which an emulator says the same of itself, and knows it better."""
PACE: Final = "pace"
"""The notice of the pace."""


class Condition:
    """Watches the attached emulator. `held(seconds)` is told of time in which the game stood still; `rests()` is
    whether we hold it still for a rating; `playing()` whether a run or an attempt is played."""

    def __init__(
        self,
        context: LabContext,
        held: Callable[[float], None],
        rests: Callable[[], bool],
        playing: Callable[[], bool],
    ) -> None:
        self.link = Connection()
        self._context = context
        self._held = held
        self._rests = rests
        self._playing = playing
        self._task: asyncio.Task[None] | None = None
        self._pace: Pace | None = None
        self._since = 0.0
        self._still_since: float | None = None
        self._may_be_lag = False
        self._told: dict[str, Trouble] = {}
        self._said: Pace | None = None

    # what is shown

    @property
    def state(self) -> ConnectionState:
        """As the View shows it: paused also while the game waits for a rating."""
        return "paused" if self._rests() and self.link.state == "playing" else self.link.state

    @property
    def pace(self) -> Pace | None:
        """What the emulator does with time; None without one."""
        return self._pace

    @property
    def paused(self) -> bool:
        """Whether the game is paused or held, also where that was seen in this moment only."""
        return self.state == "paused" or self._now() is Pace.PAUSED

    @property
    def moving(self) -> bool:
        """Whether frames of the game run now."""
        return self.state == "playing" and self._pace not in STILL

    # what happens

    def attached(self) -> float:
        """A game runs; how long there was none, or none that ran."""
        self._forget()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._watch(), name="condition")
        return self.link.go_on()

    def leave(self, state: ConnectionState) -> None:
        """The emulator has gone, and what was wrong with it. One that stood still before has gone since then."""
        stood_since = None if self._may_be_lag else self._still_since
        self._forget()
        self.link.leave(state)
        if stood_since is not None:
            self.link.still_since = stood_since

    async def close(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def pause(self, here: Attached) -> None:
        """Pause the game."""
        await here.emulator.pause()
        if self._context.attached is here:  # else the state is of another one
            self.link.pause()

    async def resume(self, here: Attached) -> None:
        """Let the game go on."""
        await here.emulator.resume()
        if self._context.attached is here:
            self._goes_on()

    def frame(self) -> None:
        """A frame came: a pause that was not ended by us may be over."""
        if self.link.resumed_by_hand() and self._now() is not Pace.PAUSED:
            self._goes_on()

    async def _watch(self) -> None:
        failed = ""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            try:
                self.look()
                failed = ""
            except Exception as error:
                # Without looks neither a freeze nor a menu would be told any more.
                if failed != repr(error):
                    _log.exception("looking at the emulator")
                failed = repr(error)

    def look(self) -> None:
        """Take in what the emulator says of itself."""
        here = self._context.attached
        if here is None:
            return
        now, pace = time.perf_counter(), here.emulator.pace
        if pace is not self._pace:
            self._pace, self._since = pace, now
            self._context.changed()
        lasted = now - self._since >= BELIEVED_S
        self._follow_pause(pace, lasted)
        self._follow_stillness(here, pace, now)
        if pace in STILL or now - self._context.newest_at > STILL_S:
            self._context.still += 1
        if lasted and pace in UNREAL and not here.emulator.capabilities.virtual_clock:
            self._context.unreal += 1
        self._say(here, pace, lasted)
        self._show(here.emulator.troubles)

    def _now(self) -> Pace | None:
        here = self._context.attached
        return here.emulator.pace if here is not None else None

    def _follow_pause(self, pace: Pace, lasted: bool) -> None:
        if pace is Pace.PAUSED:
            if lasted and self.link.state == "playing" and not self._rests():
                self.link.pause()
                self._context.changed()
        elif lasted and pace not in STILL and self.link.resumed_by_hand():
            self._goes_on()

    def _follow_stillness(self, here: Attached, pace: Pace, now: float) -> None:
        """Menu and silence are no practice time; pauses are counted by the connection."""
        still = pace in STILL and self.link.state == "playing" and not self._rests()
        if still and self._still_since is None:
            self._still_since = min(now, self._context.newest_at or now)
            self._may_be_lag = True
        if still:
            certain = pace is not Pace.STANDSTILL or self._stands_for_long(now) or _says(here, pace)
            self._may_be_lag = self._may_be_lag and not certain
        elif self._still_since is not None:
            if self.link.state == "playing":
                if not self._may_be_lag:
                    self._held(now - self._still_since)
            else:
                self.link.still_since = self._still_since
            self._still_since = None

    def _stands_for_long(self, now: float) -> bool:
        return self._still_since is not None and now - self._still_since > LAG_MAX_S

    def _say(self, here: Attached, pace: Pace, lasted: bool) -> None:
        due = {Pace.SILENT: True, Pace.STANDSTILL: not self._may_be_lag}.get(pace, lasted)
        said = pace if pace in WORDS and due and self._matters(here, pace) else None
        if said is self._said:
            return
        self._said = said
        if said is None:
            self._context.clear(PACE)
        else:
            level, words = WORDS[said]
            text = words.format(name=here.emulator.capabilities.emulator)
            self._context.tell(PACE, level, text, lasting=True)

    def _matters(self, here: Attached, pace: Pace) -> bool:
        """A speed that nobody is timed at needs no words."""
        if pace in STILL:
            return not _says(here, pace)
        return self._playing() and not here.emulator.capabilities.virtual_clock

    def _show(self, troubles: tuple[Trouble, ...]) -> None:
        worst = sorted(troubles, key=lambda item: item.level == "error")[-TROUBLES_MAX:]
        present = {item.key: item for item in worst}
        for key in self._told.keys() - present.keys():
            self._context.clear(_notice(key))
        for key, trouble in present.items():
            if self._told.get(key) != trouble:
                self._context.tell(_notice(key), trouble.level, trouble.text, lasting=True)
        self._told = present

    def _goes_on(self) -> None:
        """The game runs again after a pause."""
        self._held(self.link.go_on())
        self._pace, self._since = self._now(), time.perf_counter()
        self._context.changed()

    def _forget(self) -> None:
        """What was known is of an emulator that is not there any more."""
        self._pace, self._still_since, self._said = None, None, None
        self._context.clear(PACE)
        self._show(())


def _says(here: Attached, pace: Pace) -> bool:
    """Whether the emulator says it of itself."""
    return any(trouble.key == SAID[pace] for trouble in here.emulator.troubles)


def _notice(key: str) -> str:
    return f"emulator {key}"
