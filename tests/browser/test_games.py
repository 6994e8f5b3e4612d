"""The Games page with nothing, little and much to show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import ChooseProfile, LaunchGame, Refused, ScanGames, SetCategory
from spinlab_pad.lab.queries import GameList, GameRow, ProfileRow
from spinlab_pad.lab.view import GamesView, GameView
from tests.browser.chromium import Page
from tests.browser.conftest import Stage, now_ms
from tests.web.samples import NOW_MS, idle_view
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PROFILES = (
    ProfileRow("smw", "Super Mario World"),
    ProfileRow("smw-vanilla", "Super Mario World, its own music"),
    ProfileRow("spinlab", "Training cartridge"),
)
NAMES = (
    "Grand Poo World 3",
    "Quickie World 2",
    "Invictus",
    "Akogare Mario World",
    "A Hack Whose Name Does Not End " * 3,
)


def row(number: int) -> GameRow:
    """One of many: some played, some unknown, one in seven that can't be played, one that runs."""
    broken, unknown, played = number % 7 == 6, number % 5 == 4, number % 3 == 0
    return GameRow(
        id=f"{number:08x}",
        name=f"{NAMES[number % len(NAMES)]} {number}" + (".zip" if broken else ""),
        title=None if broken or unknown else "SUPER MARIOWORLD",
        crc32=None if broken else f"{number * 2654435761 % 2**32:08x}",
        sha256=None if broken else "ab" * 32,
        mapping=None if broken else "LoROM",
        profile=None if broken or unknown else "smw",
        reason="unknown" if broken or unknown else "header",
        category="any%",
        played_ms=NOW_MS - number * 86_400_000 if played and not broken else None,
        running=number == 0,
        path=f"/home/runner/games/{number}.sfc",
        problem="this is a zip file; unpack it to start the game from here" if broken else None,
    )


def listed(count: int, **changes: object) -> GameList:
    found = GameList(tuple(row(number) for number in range(count)), PROFILES, "/home/runner/games", None, None, None)
    return replace(found, **changes)  # type: ignore[arg-type]


async def opened(stage: Stage, found: GameList, *, runs: bool = True, phone: bool = False) -> Page:
    stage.queries.game_list = found
    game = GameView("00000000", "Grand Poo World 3", "super_nes", "a1b2c3d4", "smw", "any%") if runs else None
    await stage.hub.publish(replace(idle_view(now_ms()), game=game, games=GamesView(len(found.games), None, None)))
    return await stage.open("/#games", *((360, 740) if phone else (1280, 900)), phone)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("count", [0, 1, 300])
async def test_any_number_of_games_fits_the_screen(stage: Stage, count: int, phone: bool) -> None:
    page = await opened(stage, listed(count), runs=count > 0, phone=phone)
    await page.until_text("main", "No game here yet." if count == 0 else "● running")
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {360 if phone else 1280}")
    assert await page.evaluate("document.querySelectorAll('.table-games tbody tr').length") == count
    assert await page.evaluate("document.querySelectorAll('h1').length") == 1
    unnamed = await page.evaluate(
        "[...document.querySelectorAll('main input, main select')]"
        ".filter((f) => !f.labels.length && !f.ariaLabel).length"
    )
    assert unnamed == 0


async def test_a_game_is_started_by_its_button_and_a_refusal_is_told(stage: Stage) -> None:
    page = await opened(stage, listed(3))
    page.expected = ["409"]
    await page.until("document.querySelectorAll('.table-games tbody button').length === 2")
    stage.hub.answer = lambda _: Refused("no RetroArch was found")
    await page.evaluate("document.querySelector('.table-games tbody button').click()")
    await until(lambda: stage.hub.handled == [LaunchGame("00000001")])
    await page.until_text(".said", "no RetroArch was found")


async def test_where_nothing_can_be_started_the_reason_stands_above_and_the_buttons_are_off(stage: Stage) -> None:
    stage.hub.refusals = {"launch_game": "RetroArch was not started from here: load the game there"}
    page = await opened(stage, listed(3))
    await page.until_text(".games-where", "3 games in /home/runner/games. RetroArch was not started from here")
    assert await page.evaluate("[...document.querySelectorAll('.table-games tbody button')].every((b) => b.disabled)")


async def test_the_running_game_can_be_named_and_put_into_a_category(stage: Stage) -> None:
    page = await opened(stage, listed(1))
    await page.until("document.querySelector('#game-profile').value === 'smw'")
    await page.evaluate("document.querySelector('#game-profile').value = 'smw-vanilla'")
    await page.evaluate("document.querySelector('#game-category').value = '100%'")
    await page.evaluate("document.querySelector('.running-form button').click()")
    await until(lambda: stage.hub.handled == [ChooseProfile("smw-vanilla"), SetCategory("100%")])


async def test_a_category_that_was_typed_survives_the_view_that_a_new_profile_brings(stage: Stage) -> None:
    page = await opened(stage, listed(1))
    await page.until("document.querySelector('#game-profile').value === 'smw'")
    await page.evaluate(
        "const real = window.fetch, held = new Promise((go) => { window.go = go; });"
        "window.fetch = async (...what) => { const answer = await real(...what);"
        " if (what[1]?.method === 'POST') await held; return answer; };"
    )
    await page.evaluate("document.querySelector('#game-profile').value = 'smw-vanilla'")
    await page.evaluate("document.querySelector('#game-category').value = '100%'")
    await page.evaluate("document.querySelector('.running-form button').click()")
    await until(lambda: stage.hub.handled == [ChooseProfile("smw-vanilla")])
    view = stage.hub.view()
    assert view.game is not None
    await stage.hub.publish(replace(view, game=replace(view.game, profile="smw-vanilla")))
    await page.until("document.querySelector('#game-category').value === 'any%'")
    await page.evaluate("window.go()")
    await until(lambda: stage.hub.handled[1:] == [SetCategory("100%")])


async def test_what_is_typed_stays_while_the_game_runs_on(stage: Stage) -> None:
    page = await opened(stage, listed(1))
    await page.until("document.querySelector('#game-category').value === 'any%'")
    await page.evaluate("document.querySelector('#game-category').value = 'all ca'")
    await stage.hub.publish(replace(stage.hub.view(), deaths=3))
    await stage.hub.publish(replace(stage.hub.view(), games=GamesView(2, None, None)))
    await page.until("document.querySelectorAll('.table-games tbody tr').length === 1")
    assert await page.evaluate("document.querySelector('#game-category').value") == "all ca"


async def test_the_folder_tells_how_it_stands_and_is_looked_through_again(stage: Stage) -> None:
    page = await opened(stage, listed(2, scanned=64, of=310))
    await page.until_text(".games-where", "Looking through /home/runner/games: 64 of 310 files")
    stage.queries.game_list = listed(2)
    await stage.hub.publish(replace(stage.hub.view(), games=GamesView(3, None, None)))
    await page.until_text(".games-where", "2 games in /home/runner/games")
    await page.evaluate("document.querySelector('.games-bar button').click()")
    await until(lambda: stage.hub.handled == [ScanGames()])
    stage.queries.game_list = listed(7)
    await stage.hub.publish(replace(stage.hub.view(), games=GamesView(6, None, None)))
    await page.until_text(".games-where", "6 games in /home/runner/games, 1 more that can't be started from here")
    stage.queries.game_list = listed(0, folder=None)
    await stage.hub.publish(replace(stage.hub.view(), games=None))
    await page.until_text(".games-where", "write it under rom.dir in config.yaml")
    assert await page.evaluate("document.querySelector('.games-bar button').hidden")


async def test_a_game_that_nobody_knows_is_asked_about_on_both_pages(stage: Stage) -> None:
    page = await opened(stage, listed(1))
    view = stage.hub.view()
    assert view.game is not None
    connection = replace(view.connection, state="playing")
    await stage.hub.publish(replace(view, connection=connection, game=replace(view.game, profile=None)))
    await page.until("document.querySelector('#game-profile').value === ''")
    await page.evaluate("location.hash = '#practice'")
    await page.until_text("main", "Which game is this?")
