from pathlib import Path

import pytest

from spinlab_pad.bot.bot import BUTTONS_OF, EVERY_LEVEL, Bot, MapWanted
from spinlab_pad.bot.senses import FIELDS, IN_LEVEL, LEVEL_SELECT, TITLE
from spinlab_pad.bot.ways import WAYS
from spinlab_pad.emulator.port import Buttons
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from tests.bot.maps import FLAT, raw_map
from tests.bot.test_senses import memory

MODE, LEVEL, SCREENS, COUNTER, CURSOR, WON, PAUSED = 0x100, 0x13BF, 0x5D, 0x13, 0xB04, 0x1493, 0x13D4
PLACE = {0x94: 32, 0x96: (23 * 16) & 0xFF, 0x97: 1}
IN_FIRST = {MODE: IN_LEVEL, LEVEL: 1, SCREENS: 4} | PLACE


def frame(number: int, ram: dict[int, int], load_id: int = 0) -> Snapshot:
    return Snapshot(number, number * 16_639_267, memory({COUNTER: number} | ram), load_id)


def with_map(bot: Bot, ram: dict[int, int] = IN_FIRST, load_id: int = 0) -> Bot:
    bot.step(frame(1, ram, load_id))
    assert bot.map_wanted is not None
    bot.learn_map(bot.map_wanted, raw_map(FLAT))
    return bot


def test_every_pad_byte_has_its_buttons() -> None:
    assert BUTTONS_OF[0xC1] == Buttons.B | Buttons.Y | Buttons.RIGHT
    assert BUTTONS_OF[0x3E] == Buttons.SELECT | Buttons.START | Buttons.UP | Buttons.DOWN | Buttons.LEFT
    assert len(set(BUTTONS_OF)) == 256


def test_it_stands_still_until_it_has_the_map_and_then_runs() -> None:
    bot = Bot()
    assert bot.step(frame(1, IN_FIRST)) == Buttons.NONE
    assert bot.map_wanted == MapWanted(1, 0xC800, 4 * 0x1B0)
    bot.learn_map(bot.map_wanted, raw_map(FLAT))
    assert bot.step(frame(2, IN_FIRST)) == Buttons.RIGHT | Buttons.Y
    assert bot.map_wanted is None


def test_a_map_is_asked_for_once_a_level() -> None:
    bot = with_map(Bot())
    bot.step(frame(2, IN_FIRST))
    bot.step(frame(3, IN_FIRST | {LEVEL: 2}))
    assert bot.map_wanted is not None
    assert bot.map_wanted.level == 2
    bot.step(frame(4, IN_FIRST))
    assert bot.map_wanted is None


def test_a_map_that_was_read_around_a_state_load_is_not_believed() -> None:
    bot = with_map(Bot())
    assert bot.step(frame(2, IN_FIRST, load_id=1)) == Buttons.NONE
    assert bot.map_wanted is not None


def test_no_map_is_asked_for_outside_of_levels_or_without_a_length() -> None:
    bot = Bot()
    for ram in ({MODE: TITLE, SCREENS: 4}, {MODE: IN_LEVEL, LEVEL: 1}, {MODE: IN_LEVEL, LEVEL: 1, SCREENS: 200}):
        bot.step(frame(1, ram))
        assert bot.map_wanted is None


def test_playing_on_touches_no_menu() -> None:
    bot = Bot()
    assert bot.step(frame(1, {MODE: TITLE})) == Buttons.NONE
    assert bot.step(frame(2, {MODE: LEVEL_SELECT})) == Buttons.NONE
    assert not bot.done


def test_told_levels_are_entered_one_after_another_and_then_it_is_done() -> None:
    bot = Bot()
    bot.play_levels((2, 3))
    assert bot.step(frame(1, {MODE: LEVEL_SELECT, CURSOR: 0})) == Buttons.RIGHT
    assert bot.step(frame(2, {MODE: LEVEL_SELECT, CURSOR: 1})) == Buttons.B
    bot.step(frame(3, {MODE: IN_LEVEL, LEVEL: 2, WON: 0xFF}))
    assert bot.step(frame(4, {MODE: LEVEL_SELECT, CURSOR: 2})) == Buttons.B
    assert not bot.done
    bot.step(frame(5, {MODE: IN_LEVEL, LEVEL: 3, WON: 0xFF}))
    assert bot.done
    assert bot.step(frame(6, {MODE: LEVEL_SELECT, CURSOR: 2})) == Buttons.NONE


def test_a_paused_game_is_gone_on_with() -> None:
    bot = with_map(Bot())
    assert bot.step(frame(2, IN_FIRST | {PAUSED: 1})) == Buttons.START


def test_a_dying_player_presses_nothing() -> None:
    bot = with_map(Bot())
    assert bot.step(frame(2, IN_FIRST | {0x71: 9})) == Buttons.NONE


@pytest.mark.parametrize("level", [0, 17, -1])
def test_a_level_that_is_not_there_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match=f"level {level}"):
        Bot().play_level(level)


def test_a_way_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="level 0"):
        Bot().play_way(0, "goal")
    with pytest.raises(ValueError, match=f"no way 'fly': it has {', '.join(WAYS[1])}"):
        Bot().play_way(1, "fly")


def test_there_are_as_many_levels_as_the_cartridge_has() -> None:
    folder = Path(__file__).parents[2] / "assets" / "cartridge" / "levels"
    firsts = {path.name.partition("-")[0] for path in folder.glob("[1-9]*.txt") if "." not in path.stem}
    assert {int(number) for number in firsts} == set(EVERY_LEVEL)


def test_a_whole_profile_has_room_beside_its_fields() -> None:
    names = [field.name for field in FIELDS]
    assert len(set(names)) == len(names)
    profile = {field.name: field for field in load_profile("smw").fields}
    shared = [field for field in FIELDS if not field.name.startswith("bot_")]
    assert shared == [profile[field.name] for field in shared]
