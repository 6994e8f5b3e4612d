"""The search for an address: each filter, both sizes, and steps that are taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.app.memory_search import Candidate, Filter, Search, parse


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("5", Filter("is", 5)),
        ("= 0x1F", Filter("is", 31)),
        ("$ff", Filter("is", 255)),
        ("+ 1", Filter("up", 1)),
        ("-2", Filter("down", 2)),
        ("changed", Filter("changed")),
        (" More ", Filter("more")),
        ("<", Filter("less")),
        ("same", Filter("same")),
        ("five", None),
        ("+", None),
        ("", None),
        ("0x", None),
    ],
)
def test_what_a_person_writes(text, wanted):
    assert parse(text) == wanted


def left(size: int, before: bytes, now: bytes, wanted: Filter) -> list[int]:
    search = Search(before, size)
    search.keep(wanted, now)
    assert search.count == len(list(search.candidates()))
    return [one.address for one in search.candidates()]


OLD, NEW = bytes([5, 255, 7, 0, 4]), bytes([5, 0, 9, 255, 3])


@pytest.mark.parametrize(
    ("wanted", "addresses"),
    [
        (Filter("is", 5), [0]),
        (Filter("changed"), [1, 2, 3, 4]),
        (Filter("same"), [0]),
        (Filter("more"), [2, 3]),
        (Filter("less"), [1, 4]),
        (Filter("up", 1), [1]),
        (Filter("up", 2), [2]),
        (Filter("down", 1), [3, 4]),
    ],
)
def test_filters_of_one_byte(wanted, addresses):
    assert left(1, OLD, NEW, wanted) == addresses


IMAGES = st.integers(3, 12).flatmap(
    lambda size: st.lists(st.binary(min_size=size, max_size=size), min_size=2, max_size=5)
)
KINDS = st.builds(Filter, st.sampled_from(["is", "changed", "same", "more", "less", "up", "down"]), st.integers(0, 3))


def fits(wanted: Filter, old: int, new: int, limit: int) -> bool:
    return {
        "is": new == wanted.amount, "changed": new != old, "same": new == old, "more": new > old, "less": new < old,
        "up": new == (old + wanted.amount) % limit, "down": new == (old - wanted.amount) % limit,
    }[wanted.kind]  # fmt: skip


@given(IMAGES, st.sampled_from([1, 2]), st.lists(KINDS, min_size=4, max_size=4))
def test_what_is_left_fits_everything_that_was_said(images, size, filters):
    def value(image: bytes, address: int) -> int:
        return int.from_bytes(image[address : address + size], "little")

    search = Search(images[0], size)
    steps = list(zip(images, images[1:], filters, strict=False))
    expected = set(range(len(images[0]) - size + 1))
    counts = [search.count]
    for old, new, wanted in steps:
        search.keep(wanted, new)
        expected = {at for at in expected if fits(wanted, value(old, at), value(new, at), 256**size)}
        assert list(search.candidates()) == [Candidate(at, value(new, at), value(old, at)) for at in sorted(expected)]
        counts.append(search.count)
    for count in reversed(counts[:-1]):
        assert search.undo()
        assert search.count == count
    assert not search.undo()


def test_what_must_rest_is_one_step():
    search = Search(bytes([1, 1, 1]))
    search.keep(Filter("same"), bytes([1, 1, 1]))
    search.still(bytes([1, 2, 1]))
    search.still(bytes([1, 1, 3]))
    assert [one.address for one in search.candidates()] == [0]
    search.undo()
    assert search.count == 3
