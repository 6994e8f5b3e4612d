"""`spinlab-pad demo`: the whole loop on the training cartridge, played by the bot or by a person."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from spinlab_pad import assets
from spinlab_pad.app.companion import Companion, Parts, profile_for
from spinlab_pad.app.couch import Couch, pad_bindings
from spinlab_pad.app.director import Director
from spinlab_pad.app.hands import Hands
from spinlab_pad.app.narrator import Narrator
from spinlab_pad.app.performer import BotPerformer
from spinlab_pad.app.screens import CouchScreen, Picture, open_screen
from spinlab_pad.app.sources import Source, choose_for_demo
from spinlab_pad.app.stopping import stop_on_signals
from spinlab_pad.app.summary import summary
from spinlab_pad.app.witness import Witness
from spinlab_pad.config import Config, RomConfig
from spinlab_pad.emulator.embedded import EmbeddedCore
from spinlab_pad.emulator.port import Buttons, SamplingStats
from spinlab_pad.lab.context import wall_ms
from spinlab_pad.pad.reader import PadReader
from spinlab_pad.pad.virtual import VirtualPad

CARTRIDGE = "cartridge/spinlab.sfc"
PROFILE = "spinlab"
DATA_PREFIX = "spinlab-pad-demo-"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line says. `speed` None is the usual one: real time, or all there is when nobody watches."""

    emulator: Literal["auto", "retroarch", "embedded"] = "auto"
    player: Literal["bot", "pad"] = "bot"
    attempts: int | None = None
    speed: float | Literal["max"] | None = None
    seed: int = 0
    headless: bool = False
    port: int | None = None
    data: Path | None = None


class Started(NamedTuple):
    """When the demo began, by both clocks."""

    wall_ms: int
    perf_s: float


async def run_demo(config: Config, options: DemoOptions, tell: Tell) -> dict[str, object]:
    """Run the demo until its end, the quit command or a signal, and return its summary.

    Raises:
        SetupError: there is neither RetroArch nor an embedded core.
        StoreError, WebError: the data folder or the port can't be used.
    """
    stop = stop_on_signals()
    started = Started(wall_ms(), time.perf_counter())
    speed = speed_of(options)
    source = choose_for_demo(config, options.emulator, assets.path(CARTRIDGE), speed, headless=options.headless)
    tell(f"Emulator: {source.label}, {source.why}")
    config = tuned(config, source, speed)
    data_dir = options.data or Path(tempfile.mkdtemp(prefix=DATA_PREFIX))
    screen = open_screen(config, headless=options.headless, with_game=source.in_process)
    tell(f"Overlay: {screen.where}")
    reader = PadReader(pad_bindings(config))
    reader.open()
    couch = Couch(reader, screen)
    bot = BotPerformer(options.seed) if options.player == "bot" else None
    witness = Witness()
    parts = Parts(
        config=config,
        source=source,
        data_dir=data_dir,
        couch=couch,
        overlay_png=screen.png,
        port=config.network.dashboard_port if options.port is None else options.port,
        profile=profile_for(config),
        goal_attempts=options.attempts,
        stop=stop,
    )
    async with Companion(parts, (witness, bot) if bot else (witness,)) as companion:
        lab = companion.lab
        lab.on_events = witness.note
        lab.context.on_closed = witness.closed
        wire(companion, couch, screen, person=bot is None)
        tell(f"Status page: {companion.web.url}")
        tell(f"Data folder: {data_dir}")
        narrator = Narrator(tell)
        if bot is None:
            tell("Play with your gamepad: hold Select and press X to record a reference run.")
            await companion.run(lambda: narrator.follow(lab))
        else:
            still = companion.still if speed == "max" else nullcontext
            hands = Hands(VirtualPad("Demo pad"), couch, lab, still)
            director = Director(lab, hands, bot, options.attempts, tell)
            await companion.run(director.run, lambda: narrator.follow(lab))
        return await figures_of(companion, witness, started, data_dir)


def wire(companion: Companion, couch: Couch, screen: CouchScreen, *, person: bool) -> None:
    """A core in this process shows its picture in our window and, where a person plays, takes our pad."""
    screen.closed = companion.lab.quit.set

    def picture() -> Picture | None:
        core = companion.emulator
        if not isinstance(core, EmbeddedCore):
            return None
        core.pictures = True
        return core.picture()

    def press(buttons: Buttons) -> None:
        if isinstance(companion.emulator, EmbeddedCore):
            companion.emulator.press(buttons)

    if screen.shows_game:
        screen.game = picture
    if person:
        couch.game_pad = press


def speed_of(options: DemoOptions) -> float | Literal["max"]:
    """Real time where somebody watches or plays, else all there is, unless the command line says otherwise."""
    if options.speed is not None:
        return options.speed
    return "max" if options.headless and options.player == "bot" else 1.0


def tuned(config: Config, source: Source, speed: float | Literal["max"]) -> Config:
    """The configuration for the cartridge.

    A core that runs faster than life would finish the next attempt before a thumb has rated the last one: there the
    game waits for the rating.
    """
    practice = config.practice
    if source.in_process and speed != 1.0:
        practice = replace(practice, rating="pause")
    game = replace(config.game, profile=PROFILE)
    return replace(config, practice=practice, game=game, rom=RomConfig())  # the runner's games aren't looked through


async def figures_of(companion: Companion, witness: Witness, started: Started, data_dir: Path) -> dict[str, object]:
    """The summary of what happened since `started`, read from the store and the counters."""
    context = companion.lab.context
    here = context.last_attached
    attempts = await context.store.call(lambda store: store.attempts(here.game.id)) if here is not None else []
    return summary(
        here=here,
        segments=len(context.course.segments) if context.course else 0,
        attempts=[attempt for attempt in attempts if attempt.started_ms >= started.wall_ms],
        stats=here.emulator.stats if here is not None else SamplingStats(),
        figures=context.figures,
        wall_s=time.perf_counter() - started.perf_s,
        data_dir=data_dir,
        witness=witness,
    )
