"""Which game it is, which one is started, and in what category it is run, as the lab does it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Game
from spinlab_pad.lab.commands import (
    AskGame,
    ChooseProfile,
    LaunchEmulator,
    LaunchGame,
    LeaveChoice,
    MoveChoice,
    Refused,
    ScanGames,
    SetCategory,
    ShowGames,
    StartPractice,
    StartReference,
    StopPractice,
    TakeChoice,
)
from spinlab_pad.lab.games.games import START, WHICH
from spinlab_pad.lab.games.library import Scan
from spinlab_pad.lab.view import GamesView
from spinlab_pad.store.records import RomFile
from tests.lab.fakes import GAME, NOTHING, OTHER_GAME, SMW, Desk, desk_in, enter, settings
from tests.lab.test_starter import Starter

NAMELESS = Game("Nameless", "super_nes", None, "fake core", "1.0")


class Shelf:
    """A folder with games as the test says."""

    def __init__(self, count: int = 2) -> None:
        self.folder = "games"
        self.files = tuple(
            RomFile(f"games/Game {n}.sfc", 1, 1, 0xC0DE + n, 0xC0DE + n, f"{n:064x}", "TITLE") for n in range(count)
        )
        self.scanning: Scan | None = None
        self.problem: str | None = None
        self.scans = 0

    @property
    def playable(self) -> tuple[RomFile, ...]:
        return self.files

    def scan(self) -> None:
        self.scans += 1


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_in(tmp_path) as made:
        yield made


async def attach_unknown(desk: Desk, game: Game = GAME) -> None:
    await desk.lab.attach(desk.emulator, game, None)


async def test_a_game_that_nobody_knows_is_asked_about_and_nothing_is_watched(desk: Desk):
    await attach_unknown(desk)
    await desk.play(NOTHING, *enter(5))
    view = desk.lab.view()
    assert view.game is not None
    assert (view.game.profile, view.mode) == (None, "idle")
    assert view.connection.frame is not None, "the game is seen all the same"
    question = view.question
    assert question is not None
    assert (question.key, question.title) == ("profile", WHICH)
    assert {"smw", "smw-vanilla", "spinlab"} <= {choice.value for choice in question.choices}
    assert await desk.lab.handle(StartReference()) == Refused("which game is this? Answer that first")
    assert await desk.lab.handle(StartPractice()) == Refused("which game is this? Answer that first")


async def test_the_answer_by_pad_sets_the_profile_and_asks_for_its_fields(desk: Desk):
    desk.lab.starter = starter = Starter()
    await attach_unknown(desk)
    question = desk.lab.view().question
    assert question is not None
    values = [choice.value for choice in question.choices]
    asked_before = starter.resampled
    assert values[question.cursor] == "smw", "the likeliest one is marked"
    for _ in range((values.index("smw-vanilla") - question.cursor) % len(values)):
        await desk.do(MoveChoice("down"))
    view = await desk.do(TakeChoice())
    assert view.question is None
    assert view.game is not None
    assert view.game.profile == "smw-vanilla"
    assert starter.resampled == asked_before + 1
    game = view.game.id
    assert await desk.store.call(lambda store: store.contents.choices(game, None)) == ("smw-vanilla", None)


async def test_once_answered_the_game_is_watched_and_the_answer_can_be_changed(desk: Desk):
    await attach_unknown(desk)
    await desk.do(ChooseProfile("smw"))
    await desk.record(5)
    assert desk.lab.view().run is not None
    await desk.do(AskGame())
    question = desk.lab.view().question
    assert question is not None
    assert question.choices[question.cursor - question.first].value == "smw", "what it is now is marked"
    view = await desk.do(ChooseProfile("smw-vanilla"))
    assert view.question is None
    assert view.run is not None, "the runs stay"


async def test_a_profile_that_is_not_there_is_refused_with_those_that_are(desk: Desk):
    await desk.attach()
    answer = await desk.lab.handle(ChooseProfile("zelda"))
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("there is no profile 'zelda'; known: ")


async def test_the_question_can_be_left_and_is_gone_with_the_game(desk: Desk):
    await attach_unknown(desk)
    assert (await desk.do(LeaveChoice())).question is None
    assert isinstance(await desk.lab.handle(TakeChoice()), Refused)
    await desk.do(AskGame())
    desk.lose()
    assert desk.lab.view().question is None
    assert isinstance(await desk.lab.handle(AskGame()), Refused)


async def test_another_game_is_asked_about_anew(desk: Desk):
    await attach_unknown(desk)
    await desk.do(ChooseProfile("smw"))
    await attach_unknown(desk, OTHER_GAME)
    assert desk.lab.view().question is not None


async def test_nothing_is_chosen_while_a_run_or_practice_is_on(desk: Desk):
    await desk.practise()
    for command in (ChooseProfile("smw"), AskGame(), SetCategory("100%")):
        assert await desk.lab.handle(command) == Refused("stop practice first")


async def test_where_the_configuration_names_the_profile_nothing_is_asked(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        desk.lab.context.settings = settings(tmp_path, profile="smw")
        await desk.attach()
        answer = await desk.lab.handle(AskGame())
        assert isinstance(answer, Refused)
        assert "profile: auto" in answer.reason


async def test_each_category_has_its_own_runs_golds_and_attempts(desk: Desk, tmp_path: Path):
    desk.lab.context.settings = settings(tmp_path, category="any%")
    await desk.practise()
    await desk.complete()
    any_ = await desk.do(StopPractice())
    assert any_.game is not None
    all_ = await desk.do(SetCategory(" 100% "))
    assert all_.game is not None
    assert (any_.game.category, all_.game.category, all_.game.id) == ("any%", "100%", any_.game.id)
    assert all_.run is None
    assert isinstance(await desk.lab.handle(StartPractice()), Refused)
    await desk.record(6)
    assert levels(desk) == {6}
    await desk.do(SetCategory("any%"))
    assert levels(desk) == {5}


def levels(desk: Desk) -> set[int]:
    course = desk.lab.context.course
    return {record.segment.level for record in course.segments} if course is not None else set()


async def test_a_category_is_remembered_for_its_game_and_wins_over_the_configured_one(tmp_path: Path):
    async with desk_in(tmp_path) as desk:
        desk.lab.context.settings = settings(tmp_path, category="any%")
        await desk.attach()
        assert (await desk.do(SetCategory("all castles"))).game is not None
    async with desk_in(tmp_path) as desk:
        desk.lab.context.settings = settings(tmp_path, category="any%")
        await desk.attach()
        await desk.attach(game=OTHER_GAME)
        other = desk.lab.view().game
        await desk.attach(game=GAME)
        mine = desk.lab.view().game
        assert other is not None
        assert mine is not None
        assert (other.category, mine.category) == ("any%", "all castles")


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 41])
async def test_a_category_needs_a_name(desk: Desk, text: str):
    await desk.attach()
    answer = await desk.lab.handle(SetCategory(text))
    assert isinstance(answer, Refused)
    assert "1 to 40 characters" in answer.reason


async def test_a_game_is_started_from_the_list(desk: Desk):
    desk.lab.starter = starter = Starter()
    desk.lab.games.library = shelf = Shelf(3)
    view = await desk.do(ShowGames())
    assert view.games == GamesView(3, None, None)
    assert view.question is not None
    assert (view.question.key, view.question.title, view.question.total) == ("game", START, 3)
    assert [choice.label for choice in view.question.choices] == ["Game 0", "Game 1", "Game 2"]
    assert shelf.scans == 1, "what lies there by now is looked for meanwhile"
    await desk.do(MoveChoice("down"))
    starter.reason = "no RetroArch"
    assert await desk.lab.handle(TakeChoice()) == Refused("no RetroArch")
    assert desk.lab.view().question is not None
    starter.reason = None
    assert (await desk.do(TakeChoice())).question is None
    assert [Path(path).name for path in starter.launched if path] == ["Game 1.sfc"] * 2


async def test_the_running_game_is_marked_in_the_list_and_an_unknown_id_is_refused(desk: Desk):
    desk.lab.starter = Starter(ours=True)
    desk.lab.games.library = Shelf(3)
    await desk.attach(game=replace(GAME, crc32=0xC0DE + 2))
    view = await desk.do(ShowGames())
    assert view.question is not None
    assert view.question.cursor == 2
    assert isinstance(await desk.lab.handle(LaunchGame("ffffffff")), Refused)
    desk.lab.games.library = Shelf(0)
    assert isinstance(await desk.lab.handle(ShowGames()), Refused)


async def test_the_game_last_played_is_started_from_its_file(desk: Desk):
    desk.lab.starter = starter = Starter()
    desk.lab.games.library = Shelf(3)
    await desk.attach(game=replace(GAME, crc32=0xC0DE + 1))
    desk.lose()
    await desk.do(LaunchEmulator())
    assert starter.launched == [str(Path("games/Game 1.sfc"))]


async def test_the_folder_is_looked_through_again_on_command(desk: Desk):
    assert isinstance(await desk.lab.handle(ScanGames()), Refused)
    desk.lab.games.library = shelf = Shelf()
    shelf.scanning = Scan(3, 9)
    assert (await desk.do(ScanGames())).games == GamesView(2, 3, 9)
    assert shelf.scans == 1


async def test_what_is_known_of_its_file_is_kept_with_the_game(desk: Desk):
    rom = RomFile("/games/x.sfc", 1, 1, GAME.crc32, GAME.crc32, "ab" * 32, "TITLE", "LoROM")
    await desk.lab.attach(desk.emulator, GAME, SMW, rom)
    kept = await desk.store.call(lambda store: store.contents.all())
    assert [(item.sha256, item.title, item.path) for item in kept] == [("ab" * 32, "TITLE", "/games/x.sfc")]


async def test_a_game_without_a_checksum_goes_by_its_name(desk: Desk):
    await attach_unknown(desk, NAMELESS)
    await desk.do(ChooseProfile("smw"))
    assert await desk.store.call(lambda store: store.contents.choices("Nameless", None)) == ("smw", None)


async def test_a_game_that_was_known_is_not_asked_about_when_it_comes_back_without_its_file(desk: Desk):
    await desk.practise()
    desk.lose()
    await attach_unknown(desk)
    view = desk.lab.view()
    assert (view.mode, view.question) == ("practice", None)


async def test_a_game_whose_name_is_no_text_is_played_like_any_other(desk: Desk):
    for crc32, content in ((7, "00000007"), (None, "Pok?mon")):
        await desk.lab.attach(desk.emulator, Game("Pok\udce9mon", "super_nes", crc32, "core", "1.0"), SMW)
        view = desk.lab.view()
        assert view.game is not None
        assert (view.game.id, view.game.name) == (content, "Pok?mon")
        await desk.do(SetCategory("100%"))
