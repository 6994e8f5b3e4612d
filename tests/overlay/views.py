"""Views as the lab makes them in typical and in extreme situations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.model.view import OutlookView
from spinlab_pad.lab.view import (
    SCHEMA,
    AppView,
    ChoiceView,
    ConnectionView,
    DeltaView,
    EstimateView,
    GamesView,
    GameView,
    Mode,
    Notice,
    ProgressView,
    PromptView,
    QuestionView,
    QueueItem,
    RecentView,
    ResultView,
    RunView,
    SegmentView,
    SessionView,
    StartView,
    TimerView,
    View,
)
from spinlab_pad.pad.bindings import bindings
from spinlab_pad.pad.context import Kind
from spinlab_pad.pad.prompt import NO_PAD, prompt

NOW_MS = 1_800_000_000_000
TABLE = bindings()


def only(*names: str) -> dict[str, str | None]:
    """These commands are possible, and no other."""
    return dict.fromkeys(COMMANDS, "not now") | dict.fromkeys(names)


NO_RUN = only("start_reference", "quit", "show_menu", "move_choice", "take_choice", "leave_choice")
RECORDING = only("finish_reference", "stop_reference", "discard_reference", "quit", "show_menu")
PRACTICE = only(
    "rate", "retry", "skip", "invalidate_last", "stop_practice", "next_segment", "previous_segment", "quit", "show_menu"
)
COLD_FILL = only("stop_cold_fill", "skip", "quit", "show_menu")
REPLAY = only("stop_replay", "quit", "show_menu")
RACING = only("stop_speed_run", "reset_run", "quit", "show_menu")


def pad(mode: Mode, possible: Mapping[str, str | None], layer_open: bool = False, kind: Kind = "live") -> PromptView:
    return prompt(mode, possible, layer_open, TABLE, pad_present=True, kind=kind)


PLAYING = ConnectionView("playing", "RetroArch", "1.22.2", "snes9x", 81_234, 81_230, 0, 9)
IDLE_TIMER = TimerView(False, None, 0, None)
EMPTY = View(
    schema=SCHEMA,
    app=AppView("0.1.0", NOW_MS, "data"),
    game=None,
    connection=ConnectionView("waiting"),
    mode="idle",
    segment=None,
    timer=IDLE_TIMER,
    estimate=None,
    result=None,
    delta=None,
    queue=(),
    recent=(),
    session=None,
    run=None,
    prompt=NO_PAD,
    notices=(),
    allocator="value",
    estimator="belief",
)
FIRST_START = replace(
    EMPTY,
    game=GameView("cart", "Spinlab Cartridge", "snes", "1234abcd", "smw"),
    connection=PLAYING,
    prompt=pad("idle", NO_RUN, kind="menu"),
)
WAITING = replace(EMPTY, prompt=pad("idle", NO_RUN, kind="menu"))
READY = replace(
    FIRST_START,
    run=RunView(1, "Any% 11 exits", 6, False, 203_400, 241_900),
    prompt=pad("idle", {**NO_RUN, "start_practice": None}, kind="menu"),
)
REFERENCE = replace(
    FIRST_START,
    mode="reference",
    segment=SegmentView("l2.cp1", "Bullet Bluff", 2, "entrance", "checkpoint 1", 3, 3),
    timer=TimerView(True, NOW_MS - 34_260, 0, None),
    run=RunView(1, "Any% 11 exits", 2, True, None, None),
    prompt=pad("reference", RECORDING),
    deaths=1,
)
SEGMENT = SegmentView("l2.cp1", "Bullet Bluff", 2, "checkpoint 1", "goal", 3, 6)
RESULT = ResultView(41, "l1.goal", "Grassy Start", 33_870, 0, True, False, -1_240, None)


def recents() -> tuple[RecentView, ...]:
    kinds = (
        (True, False),
        (True, True),
        (False, False),
        (True, False),
        (True, False),
        (False, False),
        (True, False),
    )
    return tuple(
        RecentView("l1.goal", "Grassy Start", 34_000 if done else None, 0 if done else 2, done, gold, None)
        for done, gold in kinds
    )


OUTLOOK = OutlookView(
    "segments", 241_900, 236_000, 248_000, 228_000, 257_000, 203_400, None, None, None, 10, -1_340, None, 0
)
PRACTISING = replace(
    READY,
    mode="practice",
    run=RunView(1, "Any% 11 exits", 6, False, 203_400, 241_900, outlook=OUTLOOK),
    segment=replace(
        SEGMENT, why="saves about 0.24 s a run per minute of practice; 38 % deaths", why_short="−0.24 s/min ✗ 38 %"
    ),
    timer=TimerView(True, NOW_MS - 12_340, 0, None),
    estimate=EstimateView("belief", 36_420, 33_100, 44_800, 33_900, 0.31, 12, 32_870),
    result=replace(RESULT, rating="good"),
    delta=DeltaView(-640, "screen 3"),
    queue=(
        QueueItem("l3.cp1", "Spike Corridor", "saves about 0.19 s a run per minute of practice", "−0.19 s/min"),
        QueueItem("l1.goal", "Grassy Start", "random: 1 of 6", "random: 1 of 6"),
        QueueItem("l6.goal", "The Last Tower", "least played: 2 attempts", "fewest attempts: 2"),
    ),
    recent=recents(),
    session=SessionView(4, NOW_MS - 900_000, 42, 29, 31, 30, 3, -8_400, next_gain_ms=-1_340),
    prompt=pad("practice", PRACTICE | {"rate": "rated"}),
    deaths=2,
)
GOLD = replace(
    PRACTISING,
    timer=TimerView(False, None, 0, 32_410),
    connection=replace(PLAYING, state="paused"),
    result=ResultView(42, "l2.cp1", "Bullet Bluff", 32_410, 0, True, True, -4_010, None),
    delta=None,
    prompt=pad("practice", PRACTICE, kind="over"),
    notices=(Notice("gold", "good", "New gold: 0:32.41", NOW_MS - 500),),
    deaths=0,
)
LAYER = replace(PRACTISING, result=RESULT, prompt=pad("practice", PRACTICE, layer_open=True))
LOST = replace(
    PRACTISING,
    connection=ConnectionView("lost", "RetroArch", "1.22.2", "snes9x", 81_234, 81_230, 3, 6_200),
    timer=TimerView(False, None, 0, 12_340),
    delta=None,
    notices=(Notice("lost", "error", "RetroArch does not answer on port 55355; is it still running?", NOW_MS - 9000),),
)
LONG_NAMES = replace(
    PRACTISING,
    game=GameView("long", "Grand Poo World 3: " + "The Longest Hack Name Ever Told " * 9, "snes", None, "smw"),
    segment=replace(SEGMENT, name="Donut Ghost House of the Eternal Vine Climb " * 7, place=188, of=200),
    timer=TimerView(True, NOW_MS - 359_999_000, 0, None),
    delta=DeltaView(3_725_000, "room 1C3, screen 12, visit 2"),
    estimate=EstimateView("belief", 36_000_000, 35_000_000, 99_000_000, 1, 0.9, 1_000, 34_999_999),
    result=replace(RESULT, name="x" * 300, time_ms=359_999_990, delta_ms=7_300_000, rating="again"),
    queue=tuple(QueueItem(f"q{n}", "Endless " * 40, "because " * 40, "why " * 40) for n in range(9)),
    session=SessionView(4, 0, 123_456, 99_999, 1_234_567, 1, 9_999, 86_400_000),
    notices=(Notice("long", "warn", "words without end " * 20, NOW_MS),),
    deaths=12_345,
)
WHICH_GAME = replace(
    FIRST_START,
    game=GameView("a1b2c3d4", "Grand Kaizo Trip 2 (v1.03)", "snes", "a1b2c3d4", None, "any%"),
    question=QuestionView(
        "profile",
        "Which game is this?",
        (
            ChoiceView("smw", "Super Mario World", "smw"),
            ChoiceView("smw-vanilla", "Super Mario World, its own music", "smw-vanilla"),
            ChoiceView("spinlab", "Training cartridge", "spinlab"),
        ),
        0,
        1,
        3,
    ),
    prompt=pad("idle", NO_RUN, kind="choice"),
)
UNANSWERED = replace(
    WHICH_GAME,
    question=None,
    prompt=pad("idle", {**NO_RUN, "ask_game": None, "start_reference": "which game is this?"}, kind="menu"),
)
GAMES = replace(
    WAITING,
    games=GamesView(300, 120, 310),
    question=QuestionView(
        "game",
        "Start which game?",
        tuple(
            ChoiceView(f"{n:08x}", f"{'Kaizo of the Name That Never Ends ' * (n % 3)}Hack {n}", "SUPER MARIOWORLD")
            for n in range(148, 155)
        ),
        148,
        151,
        300,
    ),
    prompt=pad("idle", NO_RUN, kind="choice"),
)
ONE_GAME = replace(
    GAMES,
    games=GamesView(1, None, None),
    question=QuestionView("game", "Start which game?", (ChoiceView("1", "Quickie World", ""),), 0, 0, 1),
)
CAN_START = replace(
    WAITING,
    games=GamesView(300, None, None),
    prompt=pad(
        "idle",
        {**NO_RUN, "start_reference": "no game", "launch_emulator": None, "show_games": None},
        kind="menu",
    ),
)
RECORDING_ONE = replace(
    REFERENCE,
    phase="outside",
    timer=IDLE_TIMER,
    segment=None,
    run=RunView(1, "Any% 11 exits", 12, True, None, None, new_segments=3),
    deaths=0,
)
FILLING = replace(
    FIRST_START,
    mode="cold_fill",
    phase="playing",
    run=RunView(1, "Any% 11 exits", 6, False, 203_400, 241_900),
    segment=replace(SEGMENT, name="Spike Corridor", start="checkpoint 2"),
    timer=TimerView(True, NOW_MS - 4_200, 0, None),
    progress=ProgressView(2, 7, "cold starts"),
    prompt=pad("cold_fill", COLD_FILL),
)
BUSY = replace(
    PRACTISING,
    session=SessionView(4, NOW_MS - 900_000, 42, 29, 31, 30, 3, -8_400, 5, 12, 45, 0, None, 4, -1_340),
)
PINNED = replace(BUSY, session=SessionView(4, NOW_MS, 42, 29, 31, 30, 3, None, 0, 1, 0, 100, "l2.cp1", 0), delta=None)
START = replace(
    PRACTISING,
    phase="ready",
    connection=replace(PLAYING, state="paused"),
    timer=TimerView(False, None, 0, 0),
    start=StartView(("right", "y"), None, 1_000),
    delta=None,
    deaths=0,
)
COUNTING = replace(START, phase="counting", start=StartView(("right", "y"), 640, 1_000))
ANY_START = replace(START, start=StartView((), None, 3_000))
HOLD_ALL = replace(
    START,
    start=StartView(("up", "down", "left", "right", "a", "b", "x", "y", "l", "r", "select", "start"), 2_300, 3_000),
)
DONE = replace(
    BUSY,
    phase="done",
    segment=None,
    estimate=None,
    delta=None,
    timer=IDLE_TIMER,
    session=SessionView(4, NOW_MS - 1_900_000, 50, 36, 31, 30, 3, -8_400, 6, 12, 0, 50),
    notices=(Notice("goal", "good", "Session goal reached: 50 attempts", NOW_MS - 400),),
)
STUCK = replace(
    DONE,
    phase="stuck",
    notices=(Notice("practice", "error", "nothing loads any more: the state was not loaded", NOW_MS - 9_000),),
)
REPLAYING = replace(
    FIRST_START,
    mode="replay",
    phase="playing",
    connection=replace(PLAYING, pace="fast"),
    run=RunView(1, "Any% 11 exits", 6, False, 203_400, 241_900),
    progress=ProgressView(6_140, 14_400, "frames"),
    prompt=pad("replay", REPLAY),
)
MENU = replace(
    PRACTISING,
    connection=replace(PLAYING, state="paused"),
    timer=TimerView(False, None, 0, 12_340),
    question=QuestionView(
        "menu",
        "What now?",
        (
            ChoiceView("leave_choice", "Go on", "B does the same"),
            ChoiceView("this", "This segment ›", "pin, put aside, leave out"),
            ChoiceView("last", "Last attempt ›", "rate it, or void it"),
            ChoiceView("next_segment", "Next segment", "as the run goes on"),
            ChoiceView("previous_segment", "Previous segment", "the one before"),
            ChoiceView("serve", "Practise one alone ›", "until you let go of it"),
            ChoiceView("goal", "Session goal ›", "none"),
        ),
        0,
        1,
        12,
    ),
    prompt=pad("practice", only("move_choice", "take_choice", "leave_choice"), kind="choice"),
)
