"""What the pad does right now, in plain words. Pure.

With the layer closed the prompt says what to hold and the few things that matter most; with the layer open
it lists every command that is possible.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from spinlab_pad.lab.commands import Command, Rate
from spinlab_pad.lab.view import Mode, PromptItem, PromptView
from spinlab_pad.pad.bindings import Bindings, Control, Table
from spinlab_pad.pad.context import Kind
from spinlab_pad.pad.labels import Family, label

WORDS: Final[Mapping[str, str]] = {
    "start_reference": "record a run",
    "stop_reference": "pause the run",
    "resume_reference": "go on recording",
    "finish_reference": "finish the run",
    "discard_reference": "discard the run",
    "start_practice": "practise",
    "stop_practice": "stop",
    "retry": "retry",
    "skip": "skip",
    "invalidate_last": "void last",
    "undo_invalidate": "count it again",
    "undo_rate": "unrate",
    "pause": "pause",
    "resume": "go on",
    "launch_emulator": "start RetroArch",
    "restart_emulator": "restart RetroArch",
    "show_games": "start a game",
    "ask_game": "say which game",
    "move_choice": "choose",
    "take_choice": "take it",
    "leave_choice": "back",
    "quit": "quit",
    "show_menu": "menu",
    "start_speed_run": "speed run",
    "stop_speed_run": "stop the run",
    "reset_run": "begin anew",
    "start_cold_fill": "fill cold starts",
    "stop_cold_fill": "stop",
    "start_replay": "replay a run",
    "stop_replay": "stop the replay",
    "count_down": "count down",
    "hold_on": "wait",
    "next_segment": "next",
    "previous_segment": "previous",
    "pin_segment": "this one alone",
    "unpin": "all again",
    "snooze": "put it aside",
    "exclude": "leave it out",
    "practice_only": "only some",
    "set_goal": "set a goal",
    "toggle_segment": "switch it on or off",
    "recapture_state": "start it from here",
    "mark": "mark this moment",
    "activate_run": "use another run",
    "set_allocator": "who picks",
    "set_estimator": "whose estimates",
    "launch_game": "start that game",
    "choose_profile": "that is the game",
    "set_category": "set the category",
    "scan_games": "look for games",
    "rename": "rename",
    "change_segment": "change it",
    "merge": "merge",
    "split": "split",
    "fix_setting": "fix the setting",
}
"""What a command does, in a few words."""

IMPORTANT: Final[Mapping[Mode, tuple[str, ...]]] = {
    "idle": (
        "resume",
        "start_practice",
        "start_reference",
        "launch_emulator",
        "show_games",
        "ask_game",
        "show_menu",
        "quit",
    ),
    "reference": ("resume", "finish_reference", "stop_reference", "discard_reference"),
    "reference_paused": ("resume", "resume_reference", "finish_reference", "discard_reference", "show_menu"),
    "practice": ("retry", "skip", "stop_practice"),
    "cold_fill": ("skip", "stop_cold_fill", "show_menu"),
    "replay": (
        "resume",
        "stop_replay",
    ),
    "speed_run": ("resume", "reset_run", "stop_speed_run", "show_menu"),
}
"""What the closed layer is opened for most in each mode."""

D_PAD: Final = "d-pad "

NO_PAD: Final = PromptView("Connect a gamepad", "plain", ())


def prompt(
    mode: Mode,
    possible: Mapping[str, str | None],
    layer_open: bool,
    bindings: Bindings,
    *,
    pad_present: bool,
    kind: Kind = "live",
    family: Family = "snes",
) -> PromptView:
    """The prompt for the overlay. `possible` as `Hub.possible()`; `family` chooses the words printed on the
    pad.
    """
    if not pad_present:
        return NO_PAD
    if layer_open:
        items = _items(bindings.layer, possible, family)
        return PromptView("Now press", "select", tuple(items))
    if kind == "choice":
        return _choice(bindings.choice, possible, family)
    modifier = label(next(iter(bindings.modifiers)), family)
    plain = list(_items(bindings.plain, possible, family)) if kind != "live" else []
    shown = [*plain, *_behind(modifier, mode, possible, bindings, family=family, with_ratings=not plain)]
    return PromptView("How was it?" if plain else f"Hold {modifier}", "plain", tuple(shown))


def _behind(
    modifier: str,
    mode: Mode,
    possible: Mapping[str, str | None],
    bindings: Bindings,
    *,
    family: Family,
    with_ratings: bool,
) -> Iterator[PromptItem]:
    """What lies behind the modifier: the ratings where there is something to rate, and what matters most."""
    found = {item.command: item for item in _items(bindings.layer, possible, family) if item.command != "rate"}
    if with_ratings:
        ratings = [item for item in _items(bindings.layer, possible, family) if item.command == "rate"]
        if ratings and all(item.control.startswith(D_PAD) for item in ratings):
            ratings = [PromptItem(D_PAD.strip(), "rate", "rate")]
        for item in ratings:
            yield PromptItem(f"{modifier} + {item.control}", item.action, item.command)
    for name in IMPORTANT[mode]:
        # Once it is known which game runs, saying it again is rare: it stands in the open layer only.
        if name in found and (name != "ask_game" or possible.get("start_reference") is not None):
            yield PromptItem(f"{modifier} + {found[name].control}", found[name].action, name)


def _choice(table: Table, possible: Mapping[str, str | None], family: Family) -> PromptView:
    """The controls of a question; where all ways to go lie on the d-pad, the title says so."""
    items = tuple(_items(table, possible, family))
    ways = [item for item in items if item.command == "move_choice"]
    if not all(item.control.startswith(D_PAD) for item in ways):
        return PromptView("Choose", "plain", items)
    return PromptView("d-pad to choose", "plain", tuple(item for item in items if item not in ways))


def _items(table: Table, possible: Mapping[str, str | None], family: Family) -> Iterator[PromptItem]:
    """The controls of a table that do something now."""
    for control, actions in table.items():
        action = next((item for item in actions if possible.get(item.name) is None), None)
        if action is not None:
            yield PromptItem(_control(control, family), words(action), action.name)


def _control(control: Control, family: Family) -> str:
    name = label(control.position, family)
    return f"hold {name}" if control.hold else name


def words(command: Command) -> str:
    """A command in a few words; a rating is its own word."""
    return command.rating if isinstance(command, Rate) else WORDS.get(command.name, command.name.replace("_", " "))
