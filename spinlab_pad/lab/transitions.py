"""Every transition of every mode in one table: what may happen when, and where it leads to.

The states are `idle`, `reference_paused` (idle, and a run can go on) and `MODE.STATE` for the states of each mode,
whose own table stands in its module. The table says which commands are possible (`rules`), and it is the diagram in
docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, get_args

from spinlab_pad.lab.cold_fill import mode as cold_fill
from spinlab_pad.lab.machine import ANY, SAME, Table, Transition, row, table, target_of
from spinlab_pad.lab.practice import mode as practice
from spinlab_pad.lab.reference import mode as reference
from spinlab_pad.lab.replay import mode as replay
from spinlab_pad.lab.speed_run import table as speed_run_table
from spinlab_pad.lab.view import Mode

MODES: Final[Mapping[str, Table]] = {
    "reference": reference.TABLE,
    "practice": practice.TABLE,
    "cold_fill": cold_fill.TABLE,
    "replay": replay.TABLE,
    "speed_run": speed_run_table.TABLE,
}
"""The table of each mode."""

RESTING: Final = "idle reference_paused"

HUB: Final = table(
    row(RESTING, "start_reference", "reference.outside"),
    row("reference_paused", "resume_reference", "reference.outside"),
    row("reference_paused", "finish_reference discard_reference", "idle"),
    row(RESTING, "start_practice", "practice.picking"),
    row(RESTING, "start_cold_fill", "cold_fill.waiting"),
    row(RESTING, "start_replay", "replay.starting"),
    row(RESTING, "start_speed_run", "speed_run.waiting"),
    row(RESTING, "merge split recapture_state"),
    row(RESTING, "activate_run choose_profile set_category ask_game show_games launch_game set_goal"),
)
"""What leads from rest to a mode, and what is done at rest."""

EVERYWHERE: Final = table(
    row(ANY, "set_allocator set_estimator pause resume launch_emulator restart_emulator scan_games mark fix_setting"),
    row(ANY, "toggle_segment rename change_segment"),
    row(ANY, "show_menu move_choice take_choice leave_choice quit"),
)
"""Commands that no mode has to say anything about."""


def _of_mode(name: str, rows: Table) -> Table:
    return tuple(
        Transition(
            f"{name}.{item.source}",
            item.trigger,
            item.target if item.target in {SAME, *RESTING.split()} else f"{name}.{item.target}",
        )
        for item in rows
    )


ALL: Final = table(HUB, *(_of_mode(name, rows) for name, rows in MODES.items()), EVERYWHERE)
"""The whole table."""


@cache
def leads_to(state: str, trigger: str) -> str | None:
    """Where a trigger leads to from `idle`, `reference_paused` or `MODE.STATE`; None where nothing is foreseen."""
    mode, _, phase = state.partition(".")
    if mode in MODES:
        target = target_of(MODES[mode], phase, trigger)
        if target is not None:
            return target if target in RESTING.split() else f"{mode}.{target}"
    else:
        target = target_of(HUB, state, trigger)
        if target is not None:
            return target
    return target_of(EVERYWHERE, state, trigger)


@cache
def modes_of(command: str) -> tuple[Mode, ...]:
    """The modes in which a command leads anywhere at all, as the View names them."""
    where = homes(command)
    return tuple(mode for mode in get_args(Mode) if mode in where or ANY in where)


@cache
def homes(trigger: str) -> frozenset[str]:
    """The modes (and `idle`, `reference_paused`) in which a trigger leads anywhere at all."""
    return frozenset(item.source.partition(".")[0] for item in ALL if item.trigger == trigger)
