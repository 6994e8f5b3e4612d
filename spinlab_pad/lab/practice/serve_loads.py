"""The loads of a practice session: what is in hand is loaded, and what fails is left out or tried again."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from spinlab_pad.emulator.port import EmulatorError, Loaded
from spinlab_pad.lab.context import Attached, LabContext
from spinlab_pad.lab.practice.episode import Episode
from spinlab_pad.lab.practice.hand import Hand
from spinlab_pad.lab.practice.picking import NO_LOAD, Picking
from spinlab_pad.lab.practice.selection import Selection
from spinlab_pad.lab.starts.loader import Loader
from spinlab_pad.lab.starts.loads import FAILURES_MAX, StartLoads, settled
from spinlab_pad.schedule import Choice
from spinlab_pad.store.errors import StateFileError


class PracticeLoads:
    """Carries out the wish for what is in `hand`.

    `ready` waits until the game runs, should we hold it; `loaded` is told of a start that is to be held still.
    """

    def __init__(
        self,
        context: LabContext,
        hand: Hand,
        selection: Selection,
        ready: Callable[[], Awaitable[None]],
        loaded: Callable[[Attached, Loaded], None],
    ) -> None:
        self._context = context
        self._hand = hand
        self._selection = selection
        self._ready = ready
        self._loaded = loaded
        self._loads = StartLoads(context)
        self._loader = Loader(context, self._serve, self._try_again)
        self._failures = 0
        self.picking: Picking | None = None

    def start(self) -> None:
        """Carry out wishes from now on."""
        self._loader.start()

    async def restart(self) -> None:
        """Another emulator counts its loads from zero, and no load of the old one is waited for."""
        await self._loader.end()
        self._loads.forget()
        self._loader.start()

    async def end(self) -> None:
        """Load nothing any more."""
        await self._loader.end()
        self._loader.loaded()

    def want(self) -> None:
        """Wish for what is in hand to be loaded."""
        self._loader.want()

    def stir(self) -> None:
        """The runner asks for it: what the emulator refused is tried again."""
        self._pick.quiet = False
        self._selection.refused.clear()
        self._failures = 0
        self._context.notices.clear(NO_LOAD)

    @property
    def _pick(self) -> Picking:
        assert self.picking is not None, "the parts of a session are joined before it begins"
        return self.picking

    def _try_again(self) -> None:
        """With what is in hand, or with anything where nothing loaded any more."""
        if self._hand.phase == "stuck" and self._selection.refused:
            self._pick.quiet = True
            self._selection.refused.clear()
            self._hand.fire("tried_again")
            self._pick.pick()
        elif self._hand.phase == "waiting":
            self._loader.want()

    async def _serve(self) -> bool:
        """Load the segment of the moment; False where that has to be tried again."""
        return await self._serve_once() and self._hand.phase != "stuck"

    async def _serve_once(self) -> bool:
        """Load the segment of the moment; False when the emulator did not answer, or stands still and loads nothing."""
        here, episode, choice = self._context.attached, self._hand.episode, self._hand.choice
        if here is None or episode is None or choice is None or self._hand.phase != "waiting":
            return True
        return await settled(
            self._context,
            here,
            self._load(here, episode),
            again=self._not_loaded,
            refused=lambda error: self._leave_out(choice, error),
        )

    def _not_loaded(self) -> None:
        hand = self._hand
        if hand.phase == "loading" and hand.episode is not None:
            hand.fire("not_loaded")
            hand.episode = hand.episode.waiting()

    async def _load(self, here: Attached, episode: Episode) -> None:
        """Load the start in hand for `episode`, unless something else is in hand by the time it could be sent."""
        hand, start = self._hand, self._hand.start
        await self._ready()

        def sent(loads_seen: int) -> None:
            hand.held, hand.stood = self._context.settings.start_pause, False
            hand.fire("load_sent")
            hand.episode = episode.loading(loads_seen)

        loaded = await self._loads.load(
            here,
            start,
            wanted=lambda: hand.episode is episode,
            sent=sent,
        )
        if loaded is None:
            return
        self._failures = 0
        self._pick.quiet = False
        self._context.clear(NO_LOAD)
        if hand.held and hand.phase == "loading":
            self._loaded(here, loaded)

    def _leave_out(self, choice: Choice, error: EmulatorError | StateFileError) -> None:
        """A segment doesn't load: go on with another one, unless the runner has already asked for something else."""
        hand, lost = self._hand, isinstance(error, StateFileError)
        self._selection.leave_out(choice.segment, time.time(), lost=lost)
        self._failures += not lost
        if not self._pick.quiet:
            name = hand.course.named(choice.segment).name
            self._context.tell(f"load {choice.segment}", "warn", f"{name} is left out: {error}")
        if hand.choice is not choice or self._loader.wished or not hand.machine.can("left_out"):
            return
        hand.fire("left_out")
        if self._failures >= FAILURES_MAX:
            self._pick.stop("nothing_loads", f"nothing loads any more: {error}")
        else:
            self._pick.pick()
