"""A mode that has come to its end leaves the stage by itself."""

import pytest

from spinlab_pad.lab.stage import Stage


class Ending:
    """As much of a mode as the stage looks at."""

    def __init__(self, name: str, phase: str) -> None:
        self.name = name
        self.phase = phase


@pytest.mark.parametrize(
    ("name", "phase", "over"),
    [("cold_fill", "idle", True), ("cold_fill", "dead", False), ("reference", "idle", False)],
)
def test_only_what_is_over_is_taken_off_and_told_once(name, phase, over):
    mode = Ending(name, phase)
    stage = Stage(mode)  # type: ignore[arg-type]
    assert stage.phase == phase
    assert stage.clear() is over
    assert (stage.mode is None) is over
    assert [one.name for one in stage.over()] == [name] * over
    assert list(stage.over()) == []
    assert not stage.clear()
