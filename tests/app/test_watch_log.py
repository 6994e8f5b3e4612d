"""The log of changes: each one told, but for what changes all the time."""

from __future__ import annotations

from spinlab_pad.app.watch_log import BUSY_CHANGES, BUSY_FRAMES, STREAK, ChangeLog
from spinlab_pad.game.memory import Field, Snapshot

COUNTER = Field("counter", 0x13)
ANIMATION = Field("anim", 0x71)


def shot(frame: int, counter: int, anim: int = 0, load_id: int = 0) -> Snapshot:
    return Snapshot(frame, frame * 16_639_267, {"counter": counter, "anim": anim}, load_id)


def told(log: ChangeLog, *shots: Snapshot) -> list[str]:
    return [line for each in shots for line in log.see(each)]


def test_a_change_names_frame_time_field_and_both_values():
    log = ChangeLog((COUNTER, ANIMATION))
    lines = told(log, shot(100, 0), shot(160, 0, 9), shot(161, 0, 9, load_id=1))
    assert lines == [
        "     160    0:00.99  anim  0x00 (0) -> 0x09 (9)",
        "     161    0:01.01  -- a state was loaded",
    ]


def test_what_changes_all_the_time_is_muted_until_it_rests():
    log = ChangeLog((COUNTER,))
    lines = told(log, *(shot(frame, frame % 256) for frame in range(100)))
    assert len(lines) == STREAK + 1
    assert "counter changes all the time" in lines[-1]
    lines = told(log, shot(99 + BUSY_FRAMES, 99), shot(99 + BUSY_FRAMES + 1, 99))
    assert [line.split("  ")[-1] for line in lines] == [
        f"counter rests at 0x63 (99) after {99 - STREAK + 1} more changes"
    ]
    assert len(told(log, shot(300, 5))) == 1


def test_so_is_what_changes_often():
    log = ChangeLog((COUNTER,))
    lines = told(log, *(shot(frame, frame // 5) for frame in range(0, 200, 5)))
    assert len(lines) == BUSY_CHANGES + 1


def test_what_was_asked_for_is_never_muted():
    log = ChangeLog((COUNTER,), ["counter"])
    assert len(told(log, *(shot(frame, frame % 256) for frame in range(100)))) == 99


def test_another_run_begins_without_a_change():
    log = ChangeLog((COUNTER,))
    told(log, shot(50, 1))
    log.begin()
    assert told(log, shot(1, 9), shot(2, 9)) == []
