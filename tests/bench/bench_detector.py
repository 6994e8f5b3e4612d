"""What the detector costs a frame: `python -m tests.bench.bench_detector`.

Prints microseconds a frame for frames as they come in play, ratios within one run: beside them the cost of building
the snapshots' own mapping, which a sampler pays anyway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile

FRAMES = 60_000
"""A little more than a quarter of an hour of play."""

SMW = load_profile("smw")


def recording(change: Callable[[int], dict[str, int]]) -> list[Snapshot]:
    """`FRAMES` snapshots in a level, with the counters going on and `change(frame)` on top."""
    shots = []
    base = {field.name: 0 for field in SMW.fields} | {"game_mode": 0x14, "level": 5, "room": 0x105}
    for frame in range(FRAMES):
        counters = {"frame_counter": frame & 0xFF, "effective_frame": frame & 0xFF, "player_x": frame & 0xFFF}
        shots.append(Snapshot(frame, frame * 16_639_267, base | counters | change(frame)))
    return shots


def best_us(shots: Sequence[Snapshot], rounds: int = 5) -> tuple[float, int]:
    """Microseconds a frame in the best of `rounds`, and the events of one."""
    best, seen = float("inf"), 0
    for _ in range(rounds):
        detector = Detector(SMW)
        started = time.perf_counter()
        seen = sum(len(detector.feed(shot)) for shot in shots)
        best = min(best, time.perf_counter() - started)
    return best / len(shots) * 1e6, seen


def main() -> None:
    """Measure and print."""
    cases = {
        "nothing but counters and position": lambda _: {},
        "another button each frame": lambda frame: {"held_1": frame & 0x83},
        "the goal's timer runs": lambda frame: {"end_timer": frame & 0xFF},
        "dying and back every other frame": lambda frame: {"player_anim": 9 * (frame & 1)},
    }
    started = time.perf_counter()
    recording(cases["nothing but counters and position"])
    print(f"{(time.perf_counter() - started) / FRAMES * 1e6:8.2f} us  a snapshot with its mapping, for comparison")
    for name, change in cases.items():
        cost, seen = best_us(recording(change))
        print(f"{cost:8.2f} us  {name} ({seen} events in {FRAMES} frames)")


if __name__ == "__main__":
    main()
