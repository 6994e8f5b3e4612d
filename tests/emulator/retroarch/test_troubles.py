from spinlab_pad.emulator.port import Trouble
from spinlab_pad.emulator.retroarch.troubles import SHOWN_NS, Troubles


def test_a_trouble_stays_until_it_is_cleared_and_a_passing_one_goes() -> None:
    now = [0]
    board = Troubles(lambda: now[0])
    lasting, passing = Trouble("a", "lasts"), Trouble("b", "passes", "error")
    board.pin(lasting)
    board.pin(passing, passing=True)
    assert board.current() == (lasting, passing)
    now[0] = SHOWN_NS
    assert board.current() == (lasting,)
    board.clear("a")
    board.clear("never there")
    assert board.current() == ()


def test_the_newer_one_of_a_key_counts() -> None:
    board = Troubles(lambda: 0)
    board.pin(Trouble("a", "old"), passing=True)
    board.pin(Trouble("a", "new"))
    assert board.current() == (Trouble("a", "new"),)
