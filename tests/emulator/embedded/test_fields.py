import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.embedded.fields import FieldReader
from spinlab_pad.game.memory import WRAM_SIZE, Field

RAM = random.Random(1).randbytes(WRAM_SIZE)

places = st.one_of(st.integers(0, 64), st.integers(0, WRAM_SIZE - 512), st.just(WRAM_SIZE - 512))


@given(
    st.lists(
        st.tuples(places, st.one_of(st.integers(1, 9), st.integers(1, 512)), st.booleans()), min_size=0, max_size=40
    )
)
def test_fields_are_read_as_they_decode_themselves(drawn: list[tuple[int, int, bool]]) -> None:
    fields = [Field(f"f{n}", address, size, signed) for n, (address, size, signed) in enumerate(drawn)]
    expected = {field.name: field.decode(RAM[field.address : field.address + field.size]) for field in fields}
    assert FieldReader(fields)(memoryview(RAM)) == expected


@pytest.mark.parametrize("size", [1, 2, 4, 8])
def test_the_last_bytes_of_work_ram_can_be_read(size: int) -> None:
    field = Field("last", WRAM_SIZE - size, size)
    assert FieldReader([field])(memoryview(RAM)) == {"last": int.from_bytes(RAM[-size:], "little")}
