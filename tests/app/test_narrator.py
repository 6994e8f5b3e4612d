from dataclasses import replace

from spinlab_pad.app.narrator import Narrator
from spinlab_pad.lab.view import Notice
from tests.overlay.views import LOST, PRACTISING


def test_warnings_are_told_once_and_again_when_they_come_back():
    told: list[str] = []
    narrator = Narrator(told.append)
    view = replace(PRACTISING, game=None, notices=())
    warned = replace(view, notices=(Notice("k", "warn", "no disk", 0), Notice("s", "good", "Recorded", 0)))
    later = replace(view, notices=(Notice("k", "warn", "no disk", 1000),))
    for seen in (view, warned, later, replace(view, notices=(Notice("k", "error", "other", 0),)), view, warned):
        narrator.see(seen)
    assert told == ["! no disk", "! other", "! no disk"]


def test_the_game_is_told_when_it_comes():
    told: list[str] = []
    narrator = Narrator(told.append)
    lost = replace(LOST, notices=())
    for view in (lost, PRACTISING, PRACTISING, lost, PRACTISING):
        narrator.see(view)
    assert PRACTISING.game is not None
    assert len(told) == 2
    assert all(line.startswith(f"Playing: {PRACTISING.game.name} in RetroArch 1.22.2") for line in told)
