"""What counts as a death, whatever it looks like; the rest is in `test_acts.py` on small maps."""

from dataclasses import replace

import pytest

from spinlab_pad.bot.senses import DYING, IN_LEVEL, LEVEL_LOAD, LEVEL_OUT, LEVEL_READY, Sight, look
from spinlab_pad.bot.wayfarer import has_died
from tests.bot.maps import standing
from tests.bot.test_senses import memory

PLAYING = replace(look(memory({0x100: IN_LEVEL, 0x13BF: 4})), body=standing(800), room=4)


def moved(x: int, **changes: object) -> Sight:
    return replace(PLAYING, body=standing(x), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("after", "died"),
    [
        (replace(PLAYING, animation=DYING), True),
        (replace(PLAYING, mode=LEVEL_LOAD), True),
        (replace(PLAYING, mode=LEVEL_READY), True),
        (replace(PLAYING, mode=LEVEL_OUT, rooms=1), False),
        (replace(PLAYING, mode=LEVEL_READY, rooms=1), False),
        (replace(PLAYING, mode=LEVEL_READY, level=5), False),
        (moved(48), True),
        (moved(803), False),
        (moved(48, room=0x141, rooms=1), False),
        (replace(PLAYING, animation=6), False),
    ],
)
def test_a_death_is_seen_with_and_without_animation(after: Sight, died: bool) -> None:
    assert has_died(PLAYING, after, 1) == died


def test_a_death_is_seen_once() -> None:
    dying = replace(PLAYING, animation=DYING)
    assert not has_died(dying, dying, 1)
    assert not has_died(dying, replace(PLAYING, mode=LEVEL_LOAD), 1)
    assert not has_died(dying, moved(48), 1)


def test_running_through_missed_frames_is_no_death() -> None:
    assert not has_died(PLAYING, moved(800 + 44 * 20 // 16), 20)
    assert has_died(PLAYING, moved(48), 20)
