from __future__ import annotations

from spinlab_pad.emulator.port import Pace
from spinlab_pad.emulator.retroarch.board import MID_FRAME, SILENCE, STANDSTILL, Board
from spinlab_pad.emulator.retroarch.troubles import Troubles


def test_a_trouble_is_shown_as_long_as_it_is_the_case() -> None:
    troubles = Troubles(lambda: 0)
    board = Board(troubles)
    for pace, in_menu, mid_frame, shown in (
        (Pace.NORMAL, False, False, ()),
        (Pace.SILENT, False, False, (SILENCE,)),
        (Pace.STANDSTILL, False, False, ()),  # music may be uploading
        (Pace.STANDSTILL, True, False, (STANDSTILL,)),
        (Pace.PAUSED, True, True, (MID_FRAME,)),
        (Pace.SILENT, False, True, (MID_FRAME, SILENCE)),
    ):
        board.tell(pace, in_menu=in_menu, mid_frame=mid_frame)
        assert troubles.current() == shown
    board.take_down()
    assert troubles.current() == (MID_FRAME,)


def test_what_others_have_pinned_stays() -> None:
    troubles = Troubles(lambda: 0)
    troubles.pin(SILENCE)
    Board(troubles).tell(Pace.NORMAL, in_menu=False, mid_frame=False)
    assert troubles.current() == (SILENCE,)
