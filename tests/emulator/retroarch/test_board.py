from __future__ import annotations

from spinlab_pad.emulator.frames import LONGEST_LAG_NS
from spinlab_pad.emulator.port import Pace
from spinlab_pad.emulator.retroarch.board import MID_FRAME, SILENCE, STANDSTILL, Board
from spinlab_pad.emulator.retroarch.troubles import Troubles


def test_a_trouble_is_shown_as_long_as_it_is_the_case() -> None:
    troubles = Troubles(lambda: 0)
    board = Board(troubles)
    for pace, stood_ns, mid_frame, shown in (
        (Pace.NORMAL, 0, False, ()),
        (Pace.SILENT, 0, False, (SILENCE,)),
        (Pace.STANDSTILL, LONGEST_LAG_NS, False, ()),  # music may be uploading
        (Pace.STANDSTILL, LONGEST_LAG_NS + 1, False, (STANDSTILL,)),
        (Pace.PAUSED, 0, True, (MID_FRAME,)),
        (Pace.SILENT, 0, True, (MID_FRAME, SILENCE)),
    ):
        board.tell(pace, stood_ns=stood_ns, mid_frame=mid_frame)
        assert troubles.current() == shown
    board.take_down()
    assert troubles.current() == (MID_FRAME,)


def test_what_others_have_pinned_stays() -> None:
    troubles = Troubles(lambda: 0)
    troubles.pin(SILENCE)
    Board(troubles).tell(Pace.NORMAL, stood_ns=0, mid_frame=False)
    assert troubles.current() == (SILENCE,)
