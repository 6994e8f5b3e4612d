"""What the detector costs a frame: `python -m tests.bench.bench_detector`.

Prints microseconds a frame for frames as they come in play, beside them the cost of building the snapshots' own
mapping, which a sampler pays anyway; and the seconds that `detect` needs for a trace of 100,000 frames, of which nearly
every one has something new.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from spinlab_pad.game.trace import TraceWriter, events_of_trace

FRAMES = 60_000
"""A little more than a quarter of an hour of play."""

TRACE_FRAMES = 100_000
"""Nearly half an hour."""

SMW = load_profile("smw")
NAMES = [field.name for field in SMW.fields]


def recording(change: Callable[[int], dict[str, int]], frames: int = FRAMES) -> list[Snapshot]:
    """Snapshots in a level, with the counters going on and `change(frame)` on top."""
    shots = []
    base = dict.fromkeys(NAMES, 0) | {"game_mode": 0x14, "level": 5, "room": 0x105}
    for frame in range(frames):
        counters = {"frame_counter": frame & 0xFF, "effective_frame": frame & 0xFF, "player_x": frame & 0xFFF}
        shots.append(Snapshot(frame, frame * 16_639_267, base | counters | change(frame)))
    return shots


def played(seed: int = 1) -> Callable[[int], dict[str, int]]:
    """Play as it changes memory: moves and buttons in nearly every frame, a death and a retry every ten seconds."""
    chance = random.Random(seed)

    def change(frame: int) -> dict[str, int]:
        moved = {
            "player_x": chance.randrange(0x1000),
            "player_y": chance.randrange(0x180),
            "held_1": chance.choice([0x01, 0x81, 0xC1, 0x41]),
            "pressed_1": chance.choice([0, 0x80]),
        }
        since = frame % 600
        if since >= 540:
            moved |= {"player_anim": 9}
        if since >= 580:
            moved |= {"game_mode": [0x0F, 0x10, 0x11, 0x12, 0x13][(since - 580) // 4], "player_anim": 0}
        return moved

    return change


def best_us(shots: Sequence[Snapshot], rounds: int = 5) -> tuple[float, int]:
    """Microseconds a frame in the best of `rounds`, and the events of one."""
    best, seen = float("inf"), 0
    for _ in range(rounds):
        detector = Detector(SMW)
        started = time.perf_counter()
        seen = sum(len(detector.feed(shot)) for shot in shots)
        best = min(best, time.perf_counter() - started)
    return best / len(shots) * 1e6, seen


def detect_s(change: Callable[[int], dict[str, int]]) -> tuple[float, int]:
    """Seconds for a trace of `TRACE_FRAMES`, from its lines to the events, and how many came."""
    lines: list[str] = []
    writer = TraceWriter(lines.append, SMW.name, NAMES)
    for shot in recording(change, TRACE_FRAMES):
        writer.feed(shot)
    writer.close()
    started = time.perf_counter()
    seen = sum(1 for _ in events_of_trace(lines, SMW))
    return time.perf_counter() - started, seen


def main() -> None:
    """Measure and print."""
    cases = {
        "nothing but counters and position": lambda _: {},
        "another button each frame": lambda frame: {"held_1": frame & 0x83},
        "the goal's timer runs": lambda frame: {"end_timer": frame & 0xFF},
        "dying and back every other frame": lambda frame: {"player_anim": 9 * (frame & 1)},
        "played: moves, buttons, deaths": played(),
    }
    started = time.perf_counter()
    recording(cases["nothing but counters and position"])
    print(f"{(time.perf_counter() - started) / FRAMES * 1e6:8.2f} us  a snapshot with its mapping, for comparison")
    for name, change in cases.items():
        cost, seen = best_us(recording(change))
        print(f"{cost:8.2f} us  {name} ({seen} events in {FRAMES} frames)")
    seconds, seen = detect_s(played())
    print(f"{seconds:8.2f} s   detect over a trace of {TRACE_FRAMES} frames ({seen} events)")
    started = time.perf_counter()
    load_profile("smw")
    print(f"{(time.perf_counter() - started) * 1e3:8.2f} ms  to load the profile")


if __name__ == "__main__":
    main()
