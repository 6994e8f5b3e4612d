"""What the menu offers: pages of choices in words, from what is possible now and a few facts. Pure.

A choice is a command, or leads to another page. A page shows only what is possible; a page with nothing on it is not
led to. What can't be taken back asks once more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, get_args

from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Command
from spinlab_pad.lab.view import ChoiceView, Mode
from spinlab_pad.schedule import lacking
from spinlab_pad.schedule.types import AllocatorName, EstimatorName, Rating
from spinlab_pad.store.records import RunRecord, SegmentRecord

TOP: Final = "top"
"""The page that the menu opens with."""
SURE: Final = "sure"
"""The page that asks once more."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice: `leads` is its command, or the name of a page. `sure` asks once more with these words as a title.

    After one that `stays`, the page is shown again.
    """

    label: str
    leads: Command | str
    note: str = ""
    sure: str = ""
    stays: bool = False

    @property
    def value(self) -> str:
        """What tells it from the others of its page: the page, or the command with its payload."""
        if isinstance(self.leads, str):
            return self.leads
        payload = (getattr(self.leads, item.name) for item in fields(self.leads))
        return " ".join([self.leads.name, *(str(value) for value in payload)])

    @property
    def view(self) -> ChoiceView:
        """As it is shown."""
        return ChoiceView(self.value, self.label, self.note)


@dataclass(frozen=True, slots=True)
class Known:
    """What the pages are made from. `segments` can be practised, `whole` is all of the run. `segment` is the id of the
    one in hand, `runs` those of the game, newest first.
    """

    mode: Mode
    possible: Mapping[str, str | None]
    allocator: str
    estimator: str
    segments: Sequence[SegmentRecord] = ()
    whole: Sequence[SegmentRecord] = ()
    segment: str | None = None
    runs: Sequence[RunRecord] = ()
    goal_minutes: int = 0
    goal_attempts: int = 0
    rating: str | None = None

    def allows(self, offer: Offer) -> bool:
        """Whether the lab would take it now, or its page has something on it."""
        if isinstance(offer.leads, str):
            return bool(page(offer.leads, self))
        if isinstance(offer.leads, commands.LeaveChoice):
            return True  # the page itself is what is left
        return self.possible.get(offer.leads.name, "unknown") is None


TITLES: Final[Mapping[str, str]] = {
    TOP: "What now?",
    "this": "This segment",
    "last": "Last attempt",
    "serve": "Practise one alone",
    "only": "This session, only",
    "on_off": "Which are practised?",
    "snooze": "Not for how long?",
    "goal": "Session goal",
    "speed": "Speed run",
    "reference": "Reference run",
    "runs": "Practise which run?",
    "replays": "Replay which run?",
    "allocator": "Who picks the next?",
    "estimator": "Whose estimates?",
    "game": "Game and emulator",
}
PICKS: Final[Mapping[AllocatorName, tuple[str, str]]] = {
    "value": ("best value", "where practice pays most"),
    "mix": ("a mix", "a bit of each"),
    "least_played": ("least played", "fewest attempts first"),
    "round_robin": ("one by one", "in the order of the run"),
    "random": ("by chance", "any, all alike"),
    "greedy": ("greedy", "best value, by the mean"),
    "spaced": ("what is due", "spaced out over days"),
}
ESTIMATES: Final[Mapping[EstimatorName, tuple[str, str]]] = {
    "belief": ("belief", "all it has seen, weighed"),
    "kalman": ("Kalman filter", "follows your progress"),
    "rolling_mean": ("rolling mean", "mean of the last tries"),
    "exp_decay": ("decay", "a curve that flattens"),
}
SNOOZES: Final = (10, 30, 60, 24 * 60)
MINUTES: Final = (15, 30, 45, 60, 90, 120)
ATTEMPTS: Final = (25, 50, 100, 200)


def page(name: str, known: Known) -> tuple[Offer, ...]:
    """The choices of a page that are possible now."""
    offers = tuple(offer for offer in PAGES[name](known) if known.allows(offer))
    going_on = [offer for offer in offers if not isinstance(offer.leads, commands.LeaveChoice)]
    return offers if going_on else ()


def sure_page(offer: Offer) -> tuple[Offer, ...]:
    """Asks once more; what is marked first does nothing."""
    return (Offer("No, back", commands.LeaveChoice()), replace(offer, label=f"Yes, {offer.label.lower()}", sure=""))


def marked(name: str, known: Known) -> str | None:
    """The value of the choice on a page that is in use already."""
    in_use: Mapping[str, Command] = {
        "allocator": commands.SetAllocator(known.allocator),  # type: ignore[arg-type]  # a name from the settings
        "estimator": commands.SetEstimator(known.estimator),  # type: ignore[arg-type]  # likewise
        "goal": commands.SetGoal(known.goal_minutes, known.goal_attempts),
        "serve": commands.PinSegment(known.segment or ""),
        "on_off": commands.ToggleSegment(known.segment or ""),
    }
    return Offer("", in_use[name]).value if name in in_use else None


def _top(known: Known) -> list[Offer]:
    playing = known.mode not in ("idle", "reference_paused")
    offers = [Offer("Go on", commands.LeaveChoice(), "B does the same")] if playing else []
    if not playing:
        offers.append(Offer("Let the game go on", commands.Resume(), "it is paused"))
    return [
        *offers,
        Offer("Practise", commands.StartPractice()),
        Offer("Speed run ›", "speed", "whole runs, in one go"),
        Offer("Fill cold starts", commands.StartColdFill(), "die on purpose, once each"),
        Offer("This segment ›", "this", "pin, put aside, leave out"),
        Offer("Last attempt ›", "last", "rate it, or void it"),
        Offer("Next segment", commands.NextSegment(), "as the run goes on"),
        Offer("Previous segment", commands.PreviousSegment(), "the one before"),
        Offer("Practise one alone ›", "serve", "until you let go of it"),
        Offer("Practise them all again", commands.Unpin(), "ends: one alone"),
        Offer("Only some of them ›", "only", "in this session"),
        Offer("Session goal ›", "goal", _goal(known)),
        Offer("Reference run ›", "reference", "record, go on, finish"),
        Offer("Use another run ›", "runs"),
        Offer("Replay a run ›", "replays", "capture its starts anew"),
        Offer("Which are practised ›", "on_off", "remembered"),
        Offer("Who picks the next ›", "allocator", PICKS.get(known.allocator, ("", ""))[0]),  # type: ignore[call-overload]
        Offer("Whose estimates ›", "estimator", ESTIMATES.get(known.estimator, ("", ""))[0]),  # type: ignore[call-overload]
        Offer("Game and emulator ›", "game"),
        Offer("Mark this moment", commands.Mark(), "to find it in the log"),
        Offer("Stop the cold fill", commands.StopColdFill(), "what was saved is kept"),
        Offer("Stop the replay", commands.StopReplay(), "what it has is kept"),
        Offer("Stop practice", commands.StopPractice(), "all that ended is kept"),
        Offer("Quit", commands.Quit(), "ends spinlab-pad", sure="Quit spinlab-pad?"),
    ]


def _this(known: Known) -> list[Offer]:
    offers = [
        Offer("Retry", commands.Retry(), "from its start"),
        Offer("Give it up", commands.Skip(), "counts as not finished"),
    ]
    if known.segment is None:  # the others mean the one in hand
        return offers
    return [
        *offers,
        Offer("Practise it alone", commands.PinSegment(), "until you let go of it"),
        Offer("Put it aside ›", "snooze", "it comes back by itself"),
        Offer("Leave it out today", commands.Exclude(), "in this session"),
        Offer("Switch it off", commands.ToggleSegment(), "until you switch it on"),
        Offer(
            "Start it from here",
            commands.RecaptureState(),
            "in place of its start",
            sure="Replace its start by this moment?",
        ),
    ]


def _last(known: Known) -> list[Offer]:
    ratings: tuple[Rating, ...] = get_args(Rating)
    return [
        *(
            Offer(rating.capitalize(), commands.Rate(rating), "rated so" if rating == known.rating else "")
            for rating in ratings
        ),
        Offer("Take its rating back", commands.UndoRate()),
        Offer("It doesn't count", commands.InvalidateLast()),
        Offer("It counts again", commands.UndoInvalidate()),
    ]


def _snooze(_: Known) -> list[Offer]:
    words = {60: "1 hour", 24 * 60: "1 day"}
    return [Offer(words.get(minutes, f"{minutes} minutes"), commands.Snooze(minutes=minutes)) for minutes in SNOOZES]


def _way(record: SegmentRecord) -> str:
    return f"{record.segment.start.label} → {record.segment.end.label}".replace("checkpoint", "CP")


def _serve(known: Known) -> list[Offer]:
    return [Offer(item.name, commands.PinSegment(item.id), _way(item)) for item in known.segments]


def _on_off(known: Known) -> list[Offer]:
    return [
        Offer(f"{'✓' if item.active else '✗'} {item.name}", commands.ToggleSegment(item.id), _way(item), stays=True)
        for item in known.whole
    ]


def _only(known: Known) -> list[Offer]:
    """Whole levels, and what lies before and behind the segment in hand."""
    ids = [item.id for item in known.segments]
    offers = [Offer("All of them", commands.PracticeOnly())]
    if known.segment in ids:
        at = ids.index(known.segment)
        offers.append(Offer("From this one on", commands.PracticeOnly(tuple(ids[at:])), f"{len(ids) - at} segments"))
        offers.append(Offer("Up to this one", commands.PracticeOnly(tuple(ids[: at + 1])), f"{at + 1} segments"))
    levels: dict[int, list[SegmentRecord]] = {}
    for item in known.segments:
        levels.setdefault(item.segment.level, []).append(item)
    for items in levels.values():
        if len(items) < len(ids):
            count = f"{len(items)} segment" + ("" if len(items) == 1 else "s")
            offers.append(Offer(items[0].name, commands.PracticeOnly(tuple(item.id for item in items)), count))
    return offers if len(offers) > 1 else []


def _goal(known: Known) -> str:
    words = [f"{known.goal_minutes} minutes"] if known.goal_minutes else []
    words += [f"{known.goal_attempts} attempts"] if known.goal_attempts else []
    return " or ".join(words) or "none"


def _goals(_: Known) -> list[Offer]:
    return [
        Offer("None", commands.SetGoal()),
        *(Offer(f"{minutes} minutes", commands.SetGoal(minutes=minutes)) for minutes in MINUTES),
        *(Offer(f"{attempts} attempts", commands.SetGoal(attempts=attempts)) for attempts in ATTEMPTS),
    ]


def _speed(_: Known) -> list[Offer]:
    return [
        Offer("A whole run", commands.StartSpeedRun("full"), "played in the game"),
        Offer("Chained", commands.StartSpeedRun("chained"), "segment by segment"),
        Offer("Begin anew", commands.ResetRun(), "counts as a reset", sure="Give this run up?"),
        Offer("Stop the speed run", commands.StopSpeedRun(), "counts as a reset", sure="Leave the speed run?"),
    ]


def _reference(_: Known) -> list[Offer]:
    return [
        Offer("Record a run", commands.StartReference(), "makes the segments"),
        Offer("Go on recording", commands.ResumeReference()),
        Offer("Pause the run", commands.StopReference(), "go on another day"),
        Offer("Finish the run", commands.FinishReference(), "and practise it"),
        Offer("Throw the run away", commands.DiscardReference(), sure="Throw away what was recorded?"),
    ]


def _runs(known: Known) -> list[Offer]:
    return [
        Offer(f"{'● ' if run.active else ''}{run_name(run)}", commands.ActivateRun(run.id), run.state)
        for run in known.runs
        if run.state == "finished"
    ]


def _replays(known: Known) -> list[Offer]:
    return [
        Offer(run_name(run), commands.StartReplay(run.id), run.state) for run in known.runs if run.source == "played"
    ]


def run_name(run: RunRecord) -> str:
    """What a run is called."""
    return run.name or f"Run {run.id}"


def _allocators(_: Known) -> list[Offer]:
    usable = ((name, words) for name, words in PICKS.items() if lacking(name) is None)
    return [Offer(label, commands.SetAllocator(name), note) for name, (label, note) in usable]


def _estimators(_: Known) -> list[Offer]:
    return [Offer(label, commands.SetEstimator(name), note) for name, (label, note) in ESTIMATES.items()]


def _game(_: Known) -> list[Offer]:
    return [
        Offer("Start a game", commands.ShowGames()),
        Offer("Say which game this is", commands.AskGame()),
        Offer("Look for games again", commands.ScanGames(), "in rom.dir"),
        Offer("Start RetroArch", commands.LaunchEmulator()),
        Offer("Restart RetroArch", commands.RestartEmulator(), "all goes on after it", sure="Restart RetroArch?"),
    ]


PAGES: Final[Mapping[str, Callable[[Known], list[Offer]]]] = {
    TOP: _top,
    "this": _this,
    "last": _last,
    "serve": _serve,
    "only": _only,
    "on_off": _on_off,
    "snooze": _snooze,
    "goal": _goals,
    "speed": _speed,
    "reference": _reference,
    "runs": _runs,
    "replays": _replays,
    "allocator": _allocators,
    "estimator": _estimators,
    "game": _game,
}
"""Every page by name."""
