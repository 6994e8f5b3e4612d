from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import (
    COMMANDS,
    ActivateRun,
    Command,
    FinishReference,
    Quit,
    Rate,
    Refused,
    Retry,
)
from spinlab_pad.lab.view import View
from tests.browser.chromium import Page
from tests.browser.conftest import Stage, now_ms
from tests.web.samples import idle_view, practice_view, segments
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

READY = {
    "practice": "Donut Ghost House",
    "manage": "Donut Ghost House",
    "model": "Belief predicts you best",
    "config": "Allocator",
    "sessions": "running",
    "runs": "Any% 14.11.",
    "widgets": "Stream widgets",
}


def only_possible(stage: Stage, *names: str) -> None:
    stage.hub.refusals = {name: "not now" for name in COMMANDS if name not in names}


async def click(page: Page, label: str) -> None:
    find = f"[...document.querySelectorAll('main button')].find((b) => b.textContent === {label!r})"
    await page.until(find)
    await page.evaluate(f"{find}.click()")


async def type_into(page: Page, selector: str, text: str) -> None:
    await page.evaluate(
        f"(() => {{ const f = document.querySelector({selector!r}); f.value = {text!r};"
        " f.dispatchEvent(new Event('input')); })()"
    )


async def labels(page: Page) -> list[str]:
    found = await page.evaluate("[...document.querySelectorAll('.controls button')].map((b) => b.textContent)")
    return list(found)


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("name", READY)
async def test_a_page_fits_its_screen_and_every_field_is_named(stage: Stage, name: str, phone: bool) -> None:
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open(f"/#{name}", width, height, phone)
    await page.until_text("main", READY[name])
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {width}")
    assert await page.evaluate("document.querySelector('.tabs [aria-current=page]').hash") == f"#{name}"
    assert await page.evaluate("document.querySelectorAll('h1').length") == 1
    unnamed = await page.evaluate(
        "[...document.querySelectorAll('main input, main select')]"
        ".filter((f) => !f.labels.length && !f.ariaLabel).length"
    )
    assert unnamed == 0
    small = await page.evaluate(
        "[...document.querySelectorAll('.controls button')].filter((b) => b.offsetHeight < 44).length"
    )
    assert small == 0
    assert not any(label[0].islower() for label in await labels(page)), "each command has words of its own"


async def test_the_practice_page_follows_the_view(stage: Stage) -> None:
    page = await stage.open("/")
    await page.until_text(".segment-name", "Donut Ghost House")
    for part in (
        "38.4",
        "31.2 – 52.9",
        "★ 29.87",
        "42 %",
        "▲ −0.62 at screen 3",
        "★ 27.91",
        "most to gain",
    ):
        assert part in await page.text("main")
    assert "Playing" in await page.text("#link")
    assert "Gold!" in await page.text("#notices")
    view = practice_view(now_ms())
    odd = replace(view.connection, pace="standstill", details=("states: by slot", "<b>replays</b>: none"))
    await stage.hub.publish(replace(view, connection=odd))
    await page.until_text("#link", "The game stands still")
    for part in ("RetroArch · 1.22.2 · snes9x", "states: by slot", "<b>replays</b>: none"):
        assert part in await page.text(".emulator-card")
    await stage.hub.publish(idle_view(now_ms()))
    await page.until_text("main", "Start RetroArch with a game")
    assert "Waiting for the emulator" in await page.text("#link")
    assert await page.text("#notices") == ""


async def test_only_possible_commands_have_buttons_and_they_work(stage: Stage) -> None:
    only_possible(stage, "retry", "rate")
    page = await stage.open("/")
    await page.until_text(".controls", "Retry")
    assert await labels(page) == ["Again", "Hard", "Good", "Easy", "Retry"]
    await click(page, "Retry")
    await until(lambda: len(stage.hub.handled) == 1)
    await click(page, "Hard")
    await until(lambda: stage.hub.handled == [Retry(), Rate(rating="hard")])
    only_possible(stage, "start_practice")
    await stage.hub.publish(idle_view(now_ms()))
    await page.until_text(".controls", "Start practice")
    assert await labels(page) == ["Start practice"]


async def test_a_refusal_is_shown_with_its_reason(stage: Stage) -> None:
    def refuse(command: Command) -> View | Refused:
        return Refused("the emulator is gone")

    stage.hub.answer = refuse
    page = await stage.open("/")
    page.expected = ["409"]
    await click(page, "Retry")
    await page.until_text(".said", "the emulator is gone")


async def test_what_cannot_be_taken_back_asks_once_more(stage: Stage) -> None:
    only_possible(stage, "quit")
    page = await stage.open("/")
    await click(page, "Quit spinlab-pad")
    await page.until_text(".controls", "Press again to do it")
    assert stage.hub.handled == []
    await click(page, "Press again to do it")
    await until(lambda: stage.hub.handled == [Quit()])


async def test_a_reference_run_is_finished_under_a_name(stage: Stage) -> None:
    only_possible(stage, "finish_reference")
    page = await stage.open("/")
    await page.until("document.querySelector('#field-finish_reference')")
    await type_into(page, "#field-finish_reference", " Sunday ☕ ")
    await click(page, "Finish the run")
    await until(lambda: stage.hub.handled == [FinishReference(run_name="Sunday ☕")])


async def test_the_rating_given_is_marked(stage: Stage) -> None:
    view = practice_view(now_ms())
    assert view.result is not None
    await stage.hub.publish(replace(view, result=replace(view.result, rating="good")))
    page = await stage.open("/")
    await page.until_text(".choice[aria-pressed=true]", "Good")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("count", [0, 1, 300])
async def test_no_one_and_many_segments(stage: Stage, count: int, phone: bool) -> None:
    stage.queries.rows = segments(count)
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open("/#manage", width, height, phone)
    rows = "document.querySelectorAll('tbody tr').length"
    if count == 0:
        await page.until_text("main", "No segments yet")
        assert await page.evaluate("document.querySelector('.table-frame').hidden")
    else:
        await page.until(f"{rows} === {count}")
        assert await page.evaluate("document.querySelector('.nothing').hidden")
    assert await page.evaluate("document.querySelector('.table-bar').hidden") == (count < 2)
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {width}")


@pytest.mark.parametrize("phone", [False, True])
async def test_the_head_of_a_long_table_stays_in_sight(stage: Stage, phone: bool) -> None:
    stage.queries.rows = segments(300)
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open("/#manage", width, height, phone)
    await page.until("document.querySelectorAll('tbody tr').length === 300")
    await page.evaluate("document.querySelectorAll('tbody tr')[200].scrollIntoView({block: 'center'})")
    place = await page.evaluate("document.querySelector('thead th').getBoundingClientRect().toJSON()")
    bar = await page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom")
    assert bar - 2 <= place["top"] < height / 2
    row = await page.evaluate("document.querySelectorAll('tbody tr')[200].getBoundingClientRect().toJSON()")
    assert place["bottom"] <= row["top"] < height


async def test_the_filter_and_the_order(stage: Stage) -> None:
    page = await stage.open("/#manage")
    rows = "document.querySelectorAll('tbody tr').length"
    await page.until(f"{rows} === 12")
    await type_into(page, "input[type=search]", "CHEESE")
    await page.until(f"{rows} === 2")
    assert "2 of 12" in await page.text(".found")
    await type_into(page, "input[type=search]", "zzz")
    await page.until_text("main", "Nothing matches “zzz”")
    await type_into(page, "input[type=search]", "")
    await page.until(f"{rows} === 12")
    gold = "[...document.querySelectorAll('.sorter')].find((b) => b.textContent === 'Gold')"
    for order, pick in (("ascending", min), ("descending", max)):
        await page.evaluate(f"{gold}.click()")
        assert await page.evaluate(f"{gold}.parentElement.ariaSort") == order
        known = [row.gold_ms for row in stage.queries.rows if row.gold_ms is not None]
        first = await page.text("tbody tr:first-child td:nth-of-type(5)")
        assert f"{pick(known) // 10 / 100:.2f}" in first
        assert await page.text("tbody tr:last-child td:nth-of-type(5)") == "—"


async def test_a_segment_opens_by_keyboard_and_shows_attempts_and_estimates(stage: Stage) -> None:
    page = await stage.open("/#manage", 1280, 900)
    await page.until("document.querySelectorAll('tbody tr').length === 12")
    await page.evaluate("document.querySelectorAll('.row-open')[2].focus()")
    await page.press("Enter", 13)
    await page.until_text(".detail", "Vanilla Secret 2")
    for part in ("belief", "rolling", "given up", "doesn't count", "not real time", "reference"):
        assert part in await page.text(".detail")
    assert await page.evaluate("document.querySelectorAll('.chart circle').length") == 10
    assert await page.evaluate("document.querySelector('.opened .row-open').ariaExpanded") == "true"
    await page.evaluate("document.querySelector('.detail .close').click()")
    await page.until("document.querySelector('.detail').hidden")
    assert await page.evaluate("document.querySelectorAll('.opened').length") == 0


@pytest.mark.parametrize("phone", [False, True])
async def test_the_map_of_a_segment_shows_deaths_and_when_lives_get_there(stage: Stage, phone: bool) -> None:
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open("/#manage", width, height, phone)
    await page.until("document.querySelectorAll('.row-open').length === 12")
    await page.evaluate("document.querySelectorAll('.row-open')[2].click()")
    await page.until("document.querySelectorAll('.map-room').length === 2")
    # The gold gets to screen 3 at 5.05, the lives half a second later; 45 of them ended there.
    cell = await page.evaluate("document.querySelectorAll('.map-screen')[3].innerText.split(/\\s+/).join(' ')")
    assert cell == "3 ✕ 45 5.05 +0.54"
    assert await page.text(".map-foot") == "start"
    assert await page.evaluate("document.querySelectorAll('.map-death').length") == 18
    assert "starts small, 2 dragon coins" in await page.text(".detail")
    await page.evaluate("document.querySelector('.map-pace summary').click()")
    assert "room 1C3, screen 2" in await page.text(".map-pace")
    outside = await page.evaluate(
        "[...document.querySelectorAll('.map, .map *')].filter((e) => e.getBoundingClientRect().right"
        " > document.querySelector('.detail').getBoundingClientRect().right).length"
    )
    assert outside == 0
    await page.evaluate("document.querySelectorAll('.row-open')[0].click()")
    await page.until_text(".detail", "it is drawn from the first attempt on")


async def test_the_list_follows_new_results(stage: Stage) -> None:
    page = await stage.open("/#manage")
    await page.until("document.querySelectorAll('tbody tr').length === 12")
    stage.queries.rows = tuple(replace(row, attempts=999) for row in stage.queries.rows)
    view = practice_view(now_ms())
    assert view.result is not None
    await stage.hub.publish(replace(view, result=replace(view.result, attempt=312)))
    await page.until_text("tbody", "999")


async def test_another_run_is_put_to_use(stage: Stage) -> None:
    page = await stage.open("/#runs")
    await page.until_text("tbody", "First try")
    await click(page, "Use")
    await until(lambda: stage.hub.handled == [ActivateRun(run=1)])


async def test_sessions_and_runs_say_when_there_are_none(stage: Stage) -> None:
    stage.queries.run_rows = ()
    stage.queries.session_rows = ()
    page = await stage.open("/#sessions")
    await page.until_text("main", "No practice session yet")
    await page.evaluate("location.hash = 'runs'")
    await page.until_text("main", "No reference run yet")


async def test_the_gallery_gives_addresses_with_the_options(stage: Stage) -> None:
    page = await stage.open("/#widgets", 1280, 900)
    await page.until("document.querySelectorAll('.widget-card').length === 9")
    await type_into(page, "[name=fg]", "ffd400")
    wanted = f"{stage.server.url}widget/timer?fg=ffd400"
    await page.until(f"[...document.querySelectorAll('.address input')].some((f) => f.value === {wanted!r})")
    inside = "document.querySelector('iframe').contentDocument"
    await page.until(f"{inside}?.querySelector('.segment-name')?.textContent === 'Donut Ghost House'")


async def test_the_page_dims_when_the_server_is_gone_and_comes_back(stage: Stage) -> None:
    page = await stage.open("/")
    await page.until_text(".segment-name", "Donut Ghost House")
    page.expected = ["ERR_CONNECTION_REFUSED"]
    await stage.server.stop()
    await page.until_text("#link", "is spinlab-pad running?")
    await page.until("Number(getComputedStyle(document.querySelector('main')).opacity) < 0.6")
    await stage.restart()
    await page.until_text("#link", "Playing")
    await page.until("Number(getComputedStyle(document.querySelector('main')).opacity) === 1")


@pytest.mark.parametrize("phone", [False, True])
async def test_long_names_and_hours_stay_inside_their_cards(stage: Stage, phone: bool) -> None:
    long = "Supercalifragilistic" * 4
    view = practice_view(now_ms())
    assert view.segment is not None
    assert view.result is not None
    timer = replace(view.timer, running=False, started_ms=None, frozen_ms=36_025_678)
    await stage.hub.publish(
        replace(
            view,
            segment=replace(view.segment, name=long),
            result=replace(view.result, name=long, time_ms=36_025_678),
            timer=timer,
        )
    )
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open("/", width, height, phone)
    await page.until_text(".segment-name", long)
    outside = await page.evaluate(
        "[...document.querySelectorAll('.attempt, .attempt *')].filter((e) => e.getBoundingClientRect().right"
        " > document.querySelector('.attempt').getBoundingClientRect().right + 1).map((e) => e.className)"
    )
    assert outside == []
    over = await page.evaluate(
        "(() => { const a = document.querySelector('.timer').getBoundingClientRect();"
        " const b = document.querySelector('.last').getBoundingClientRect();"
        " return a.right > b.left && a.bottom > b.top; })()"
    )
    assert over is False
