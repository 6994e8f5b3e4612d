"""What holds for the events of any game and any memory."""

from __future__ import annotations

from collections.abc import Iterable

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.events import (
    CheckpointReached,
    Died,
    Event,
    LevelEntered,
    LevelFinished,
    LevelLeft,
    RoomChanged,
    Spawned,
)
from spinlab_pad.game.memory import Snapshot


def sensible(detector: Detector, shots: Iterable[Snapshot]) -> list[Event]:
    """Feed the snapshots; base lines are silent, one death is answered before the next, a level is finished once.

    Checkpoints count up from one within an entry, and a spawn names one of them.
    """
    found: list[Event] = []
    dead = finished = over = outside = False
    load_id: int | None = None
    breaks = 0
    for snapshot in shots:
        count = detector.state.taken_count
        events = detector.feed(snapshot)
        assert all(event.frame == snapshot.frame for event in events)
        if snapshot.load_id != load_id or detector.breaks != breaks:
            assert events == ()
            load_id, breaks = snapshot.load_id, detector.breaks
            dead = finished = over = outside = False
        for event in events:
            assert not outside or isinstance(event, LevelEntered)
            assert not (dead and isinstance(event, Died | LevelFinished | LevelLeft | RoomChanged))
            assert not (finished and isinstance(event, LevelFinished))
            assert not (over and isinstance(event, LevelLeft | CheckpointReached))
            match event:
                case Spawned(n=n, cold=cold):
                    assert dead
                    assert 0 <= n <= count
                    assert cold == (n > 0)
                case CheckpointReached(n=n):
                    count += 1
                    assert n == count
                case LevelEntered():
                    count = 0
            dead = isinstance(event, Died) or (dead and not isinstance(event, Spawned | LevelEntered))
            finished = isinstance(event, LevelFinished) or (finished and not isinstance(event, LevelEntered))
            over = isinstance(event, LevelFinished) or (over and not isinstance(event, Spawned | LevelEntered))
            outside = isinstance(event, LevelLeft)
        found += events
    return found
