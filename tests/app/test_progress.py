"""Progress is shown often enough, and not more often."""

from __future__ import annotations

import io

import pytest

from spinlab_pad.app.progress import DRAW_EVERY_S, Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_small_steps_are_not_all_shown_but_the_last_one_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("spinlab_pad.app.progress.time.monotonic", lambda: now[0])
    err = Terminal()
    progress = Progress(err, "attempts predicted")
    for done in range(1, 101):
        now[0] += DRAW_EVERY_S / 9.5
        progress(done, 100)
    progress.wipe()
    shown = err.getvalue().split("\r\x1b[K")
    assert shown[1].endswith("1 of 100 attempts predicted, 1 s left")
    assert "100 of 100 attempts predicted, 0 s left" in shown[-2]
    assert 10 <= len(shown) <= 15
    assert shown[-1] == ""
