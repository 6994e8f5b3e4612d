"""What widgets and pages show of the modes beside practice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import Command, Mark, SetGoal, Snooze, StartSpeedRun
from tests.browser.conftest import Stage, now_ms
from tests.browser.test_pages import click, only_possible, type_into
from tests.web.samples import (
    busy_view,
    filling_view,
    practice_view,
    race_view,
    replay_view,
    splits,
    start_view,
)
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_widgets_show_every_mode(stage: Stage) -> None:
    names = ("segment", "timer", "estimate", "queue", "splits", "session", "all")
    pages = {name: await stage.open(f"/widget/{name}", 720, 1080) for name in names}
    cases = (
        (
            race_view(now_ms()),
            {
                "segment": ("Forest of Illusion 3", "13 of 24"),
                "timer": ("▼ +2.85", "2 deaths"),
                "estimate": ("24:24.3", "34 %"),
                "queue": ("Chocolate Fortress", "6:06 in your PB"),
                "splits": ("−1.24", "59.7", "▶"),
                "all": ("Forest of Illusion 3", "Star World 4", "23:22.6"),
            },
        ),
        (
            race_view(now_ms(), splits=splits(7), first=18, ahead_ms=-4_430, result_ms=1_459_870, pb=True),
            {"segment": ("★ New PB!",), "splits": ("★ New PB! 24:19.87 · ▲ −4.43",)},
        ),
        (
            race_view(now_ms(), splits=splits(7), first=18, ahead_ms=9_630, result_ms=1_473_930),
            {"segment": ("Finished",), "splits": ("Finished in 24:33.93, no PB · ▼ +9.63",)},
        ),
        (
            filling_view(now_ms()),
            {"segment": ("Donut Ghost House", "Die on purpose, to come back at checkpoint 1", "2 of 7 cold starts")},
        ),
        (replay_view(now_ms()), {"segment": ("Replaying a recording", "Your pad is not used", "42 %")}),
        (start_view(now_ms()), {"timer": ("Hold ▶ + Y",), "all": ("Hold ▶ + Y",)}),
        (start_view(now_ms(), 640), {"timer": ("0.6",)}),
        (busy_view(now_ms()), {"session": ("◆ only 4", "streak 5", "day 12", "goal 41 of 60 min")}),
    )
    for view, wanted in cases:
        await stage.hub.publish(view)
        for name, parts in wanted.items():
            for part in parts:
                await pages[name].until_text(".widget", part)
    for page in pages.values():
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_the_timer_of_a_run_stands_against_the_pb_and_not_against_the_gold_of_a_segment(stage: Stage) -> None:
    page = await stage.open("/widget/timer")
    estimate = practice_view(now_ms()).estimate
    assert estimate is not None
    for ahead_ms, wanted in ((-4_430, "running"), (2_850, "behind"), (None, "running")):
        view = race_view(now_ms(), ahead_ms=ahead_ms)
        await stage.hub.publish(replace(view, estimate=replace(estimate, gold_ms=1_000)))
        await page.until(f"document.querySelector('.timer')?.dataset.state === '{wanted}'")


async def test_long_names_and_times_of_a_run_stay_inside(stage: Stage) -> None:
    rows = tuple(
        replace(split, name="Donut Ghost House of the Eternal Vine Climb " * 5, pb_ms=359_999_990, delta_ms=86_399_000)
        for split in splits(7)
    )
    await stage.hub.publish(race_view(now_ms(), splits=rows, pb_ms=359_999_990, best_possible_ms=359_999_990))
    page = await stage.open("/widget/splits", 560, 330)
    await page.until_text(".widget", "Donut")
    fits = "[...document.querySelectorAll('.split-time')].every((e) => e.getBoundingClientRect().right <= innerWidth)"
    assert await page.evaluate(fits)


async def test_the_practice_page_shows_every_mode(stage: Stage) -> None:
    page = await stage.open("/")
    await stage.hub.publish(race_view(now_ms()))
    for part in ("13 of 24", "Forest of Illusion 3", "+2.85", "34 %"):
        await page.until_text("main", part)
    assert await page.evaluate("document.querySelector('.estimate-card').hidden")
    await stage.hub.publish(filling_view(now_ms()))
    await page.until_text(".attempt", "Die on purpose, to come back at checkpoint 1")
    await page.until_text(".attempt", "2 of 7 cold starts")
    assert await page.evaluate("document.querySelector('.splits-card').hidden")
    await stage.hub.publish(start_view(now_ms()))
    await page.until_text(".get-ready", "Hold ▶ + Y")
    await stage.hub.publish(replace(practice_view(now_ms()), phase="done", segment=None))
    await page.until_text(".attempt", "Go on with another goal")
    await stage.hub.publish(busy_view(now_ms()))
    await page.until_text(".session", "streak 5")
    await page.until_text(".session", "Goal: 41 of 60 min")


def sent_last(stage: Stage, command: Command) -> Callable[[], bool]:
    return lambda: stage.hub.handled[-1:] == [command]


async def test_buttons_send_what_they_say(stage: Stage) -> None:
    only_possible(stage, "set_goal", "snooze", "start_speed_run", "mark", "count_down", "show_menu", "rename")
    await stage.hub.publish(busy_view(now_ms()))
    page = await stage.open("/")
    await page.until_text(".choice[aria-pressed=true]", "60 min")
    shown = await page.text(".controls")
    assert "count down" not in shown.lower(), "that is the pad's"
    for label, sent in (
        ("30 min", SetGoal(30)),
        ("50 attempts", SetGoal(0, 50)),
        ("1 hour", Snooze(minutes=60)),
        ("Chained practice", StartSpeedRun("chained")),
    ):
        await click(page, label)
        await until(sent_last(stage, sent))
    await type_into(page, "#field-mark", "lost the cape here")
    await click(page, "Mark this moment")
    await until(sent_last(stage, Mark("lost the cape here")))


async def test_what_is_pinned_can_be_let_go_of_and_not_pinned_again(stage: Stage) -> None:
    only_possible(stage, "pin_segment", "unpin", "practice_only")
    view = busy_view(now_ms())
    assert view.session is not None
    await stage.hub.publish(replace(view, session=replace(view.session, pinned="seg-2", only=0)))
    page = await stage.open("/")
    await page.until_text(".controls", "All of them again")
    await page.until("!document.querySelector('.controls').innerText.includes('This one alone')")
    assert "Practise all segments" not in await page.text(".controls")


async def test_a_session_says_what_it_gained(stage: Stage) -> None:
    page = await stage.open("/#sessions")
    await page.until_text("tbody", "★ 3")
    await page.until_text("tbody", "▲ −4.11")
    first = "[...document.querySelectorAll('tbody tr')].at(0).innerText"
    assert "—" in await page.evaluate(first), "no gold is no zero"


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("count", [0, 1, 300])
async def test_no_one_and_many_sessions(stage: Stage, count: int, phone: bool) -> None:
    row = stage.queries.session_rows[0]
    stage.queries.session_rows = tuple(replace(row, id=n, saved_ms=123_456, golds=99) for n in range(count))
    width, height = (360, 740) if phone else (1280, 900)
    page = await stage.open("/#sessions", width, height, phone)
    if count:
        await page.until(f"document.querySelectorAll('tbody tr').length === {count}")
    else:
        await page.until_text("main", "No practice session yet")
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {width}")
