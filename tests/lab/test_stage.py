"""A mode that has come to its end leaves the stage by itself."""

import pytest

from spinlab_pad.lab.stage import Stage


class Ending:
    """As much of a mode as the stage looks at."""

    def __init__(self, name: str, phase: str) -> None:
        self.name = name
        self.phase = phase
        self.stopped = 0

    async def stop(self) -> None:
        self.stopped += 1


@pytest.mark.parametrize(
    ("name", "phase", "over"),
    [("cold_fill", "idle", True), ("cold_fill", "dead", False), ("reference", "idle", False)],
)
async def test_only_what_is_over_is_taken_off_and_stopped_once(name, phase, over):
    mode = Ending(name, phase)
    stage = Stage(mode)  # type: ignore[arg-type]
    assert stage.phase == phase
    assert stage.clear() is over
    assert (stage.mode is None) is over
    await stage.see_out()
    await stage.see_out()
    assert mode.stopped == int(over)
    assert not stage.clear()
