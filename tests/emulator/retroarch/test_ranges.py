import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.ranges import MERGE_GAP_BYTES, VARIANTS, Range, echo_key, plan
from spinlab_pad.game.memory import WRAM_SIZE, Field

PLACES = st.tuples(st.integers(0, WRAM_SIZE - 1), st.integers(1, 512)).map(
    lambda place: (min(place[0], WRAM_SIZE - place[1]), place[1])
)


@given(st.lists(PLACES, min_size=1, max_size=30), st.integers(0, 1000), st.integers(0, 9))
def test_a_burst_decodes_to_what_memory_holds(places: list[tuple[int, int]], number: int, seed: int) -> None:
    memory = random.Random(seed).randbytes(WRAM_SIZE)
    fields = [Field(f"f{index}", address, size, index % 2 == 1) for index, (address, size) in enumerate(places)]
    made = plan(fields)
    replies = {echo_key(item.address, item.size): memory[item.address : item.end] for item in made.echoes(number)}
    shown = made.memory(made.keys(number), replies)
    assert shown == made.of_image(memory)
    assert made.decode(shown) == {
        field.name: field.decode(memory[field.address : field.address + field.size]) for field in fields
    }
    assert all(shown[made.offset(field.address)] == memory[field.address] for field in fields)


@given(PLACES, st.integers(0, VARIANTS - 1), st.integers(0, VARIANTS - 1))
def test_the_echo_tells_bursts_apart(place: tuple[int, int], first: int, second: int) -> None:
    item = Range(*place)
    one, other = item.variant(first), item.variant(second)
    assert (one == other) == (first == second)
    assert 0 <= one.address <= item.address
    assert item.end <= one.end <= WRAM_SIZE


def test_neighbours_are_read_together_and_strangers_are_not() -> None:
    near = plan([Field("a", 0x13), Field("b", 0x100, 2), Field("c", 0x100 + 2 + MERGE_GAP_BYTES)])
    assert near.ranges == (Range(0x13, 0x102 + MERGE_GAP_BYTES + 1 - 0x13),)
    far = plan([Field("a", 0x13), Field("c", 0x14 + MERGE_GAP_BYTES + 1)])
    assert len(far.ranges) == 2


def test_no_range_grows_over_what_one_reply_holds() -> None:
    made = plan([Field(f"f{start}", start, 512) for start in range(0, 0x8000, 512)])
    assert all(item.size + VARIANTS <= nci.MAX_READ_BYTES for item in made.ranges)


def test_the_burst_begins_with_the_status_and_asks_in_the_chosen_space() -> None:
    burst = plan([Field("a", 0x113)]).datagram(3, nci.Space.BUS)
    assert burst == b"GET_STATUS\nREAD_CORE_MEMORY 7e0113 4"
    assert plan([Field("a", 0x113)]).datagram(32 + VARIANTS, nci.Space.BUS) == b"GET_STATUS\nREAD_CORE_MEMORY 7e0112 2"


@pytest.mark.parametrize("number", [0, VARIANTS - 1])
def test_fields_all_over_work_ram_fit_one_datagram(number: int) -> None:
    made = plan([Field(f"f{start}", start) for start in range(0, WRAM_SIZE, MERGE_GAP_BYTES + 2)])
    assert len(made.ranges) == 57
    assert len(made.datagram(number, nci.Space.BUS)) <= nci.MAX_DATAGRAM_BYTES
