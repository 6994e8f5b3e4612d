import pytest

from spinlab_pad.emulator.port import Unsupported
from spinlab_pad.emulator.retroarch.active_replay import Active, parse_active


@pytest.mark.parametrize(
    ("told", "active"),
    [
        ("0 0 0", None),
        ("1795643460 8 30", Active(1795643460, recording=True, playing=False, frame=30)),
        ("1795643460 4 0\n", Active(1795643460, recording=False, playing=True, frame=0)),
        ("1795643460 16 7", None),
    ],
)
def test_what_retroarch_tells_is_understood(told: str, active: Active | None) -> None:
    assert parse_active(told) == active


@pytest.mark.parametrize("told", ["unsupported", "", "1 2", "1 2 3 4"])
def test_a_retroarch_that_does_not_tell_is_named(told: str) -> None:
    with pytest.raises(Unsupported, match=r"1\.16"):
        parse_active(told)
