"""The states of a speed run, of both kinds in one table.

Full: the start of the first segment is loaded (`waiting`, `loading`), or the runner comes to it by hand (also from
`ready` and `finished`); then the clock runs, whether a life is `playing`, the runner is `dead` or somewhere `between`.
Chained: the start of each segment is loaded (`waiting`, `loading`) and played (`playing`); `stuck` where nothing loads.
Both: `finishing` while the end is being kept, then `finished`.
"""

from __future__ import annotations

from typing import Final

from spinlab_pad.lab.machine import ANY, END, Table, row, table

UNDER_WAY: Final = "playing dead between"

TABLE: Final[Table] = table(
    row("waiting", "load_sent", "loading"),
    row("loading", "began", "playing"),
    row("loading", "not_loaded jumped", "waiting"),
    row("waiting loading", "nothing_loads", "ready"),
    row("waiting loading", "given_up", "stuck"),
    row("waiting ready finished", "start_passed", "playing"),
    row(UNDER_WAY, "life_began", "playing"),
    row(UNDER_WAY, "died", "dead"),
    row(UNDER_WAY, "went_away", "between"),
    row(UNDER_WAY, "broke_off", "ready"),
    row("playing", "died_to_reload strayed jumped completed gave_up", "waiting"),
    row(UNDER_WAY, "came_to_end", "finishing"),
    row("finishing", "kept", "finished"),
    row(UNDER_WAY, "skip"),
    row("waiting loading stuck", "skip", "waiting"),
    row("waiting loading playing stuck", "retry", "waiting"),
    row("stuck", "emulator_back", "waiting"),
    row(f"{UNDER_WAY} waiting loading ready stuck finishing finished", "reset_run", "waiting"),
    row(f"{UNDER_WAY} waiting loading", "invalidate_last undo_invalidate"),
    row(ANY, "stop_speed_run", END),
)
