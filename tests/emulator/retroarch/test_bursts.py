"""Whatever a network does to replies, what is called a complete burst is the answer to that burst, of one frame."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.port import SamplingStats
from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.bursts import LIFETIME_NS, SPREAD_NS, Bursts
from spinlab_pad.emulator.retroarch.ranges import VARIANTS, echo_key, plan
from spinlab_pad.game.memory import Field

FIELDS = (Field("frame_counter", 0x13), Field("far", 0x1E004))
PLAN = plan(FIELDS)
OTHER = plan((*FIELDS, Field("near", 0x20)))
SECOND_NS = 1_000_000_000


class Wire:
    """Bursts to a RetroArch whose memory is the number of the frame, everywhere."""

    def __init__(self) -> None:
        self.stats = SamplingStats()
        self.bursts = Bursts(self.stats)
        self.now_ns = SECOND_NS

    def open(self, made=PLAN):
        return self.bursts.open(made, FIELDS, nci.Space.CORE_RAM, self.now_ns)

    def answers(self, burst, frame: int) -> list[tuple[int, bytes]]:
        return [(key, bytes([frame]) * (key & 0xFFFF)) for key in burst.keys]

    def take(self, reply: tuple[int, bytes]):
        return self.bursts.take(*reply, self.now_ns)


def test_a_burst_is_complete_with_its_last_reply_in_any_order() -> None:
    wire = Wire()
    burst = wire.open()
    first, last = wire.answers(burst, 5)
    assert wire.take(last) is None
    assert wire.take(first) is burst
    assert set(burst.memory()) == {5}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_burst_is_never_made_of_two_bursts_answers(chance: random.Random) -> None:
    """One answer each; any are lost, late, doubled and reordered, and plans change."""
    wire = Wire()
    flying: list[tuple[int, bytes]] = []
    for frame in range(1, 100):
        burst = wire.open(chance.choice([PLAN, OTHER]))
        for reply in wire.answers(burst, frame):
            flying += [reply] * chance.choice([0, 1, 1, 1, 2])
        for _ in range(min(chance.randrange(5), len(flying))):
            complete = wire.take(flying.pop(chance.randrange(len(flying))))
            assert complete is None or len(set(complete.memory())) == 1
        wire.now_ns += chance.choice([1_000_000, 17_000_000, 200_000_000])


def test_an_echo_that_is_owed_is_not_asked_for_again() -> None:
    """However many bursts later the answer comes: 200 ms are 200 bursts without a limiter."""
    wire = Wire()
    late = wire.answers(wire.open(), 1)
    for frame in range(2, 3 * VARIANTS):
        burst = wire.open()
        assert not set(burst.keys) & {key for key, _ in late}
        for reply in wire.answers(burst, frame % 200):
            wire.take(reply)
        wire.now_ns += 1_000_000
    wire.open()
    for reply in late:
        assert wire.take(reply) is None
    assert wire.stats.late == 2


def test_an_echo_is_free_again_when_nobody_can_answer_any_more() -> None:
    wire = Wire()
    lost = wire.open()
    wire.now_ns += LIFETIME_NS + 1
    used = set()
    for _ in range(VARIANTS):
        burst = wire.open()
        used |= set(burst.keys)
        for reply in wire.answers(burst, 1):
            wire.take(reply)
    assert set(lost.keys) <= used


def test_two_answers_to_one_request_that_was_doubled_are_not_mixed() -> None:
    wire = Wire()
    burst = wire.open()
    early, later = wire.answers(burst, 1), wire.answers(burst, 2)
    wire.take(early[0])
    wire.now_ns += SPREAD_NS + 1
    assert wire.take(later[1]) is None
    burst = wire.open()
    early, later = wire.answers(burst, 3), wire.answers(burst, 4)
    wire.take(early[0])
    wire.take(later[0])
    assert wire.take(later[1]) is None


def test_what_answers_nothing_is_counted_by_kind() -> None:
    wire = Wire()
    one, two = wire.open(), wire.open()
    for reply in (*wire.answers(one, 1), *wire.answers(two, 1), *wire.answers(one, 1)):
        wire.take(reply)
    wire.take((echo_key(0x500, 3), b"abc"))
    assert (wire.stats.late, wire.stats.duplicate, wire.stats.foreign) == (2, 2, 1)
