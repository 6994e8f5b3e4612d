from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.view import DeltaView, Notice, QueueItem, SegmentView, TimerView, View
from spinlab_pad.web.pages import WIDGETS
from tests.browser.conftest import Stage, now_ms
from tests.web.samples import idle_view, practice_view, race_view

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SHOWN = {
    "segment": "Donut Ghost House",
    "timer": "2 deaths",
    "estimate": "38.4",
    "queue": "Vanilla Secret 2",
    "history": "27.9",
    "splits": "Cheese Bridge",
    "session": "64",
    "notice": "Gold! Yoshi's Island 1 in 27.91",
    "all": "Donut Ghost House",
}


def playing(name: str) -> View:
    """What there is to show on that widget."""
    return race_view(now_ms()) if name == "splits" else practice_view(now_ms())


@pytest.mark.parametrize("name", WIDGETS)
async def test_a_widget_shows_its_part_on_a_transparent_page_without_scrollbars(stage: Stage, name: str) -> None:
    await stage.hub.publish(playing(name))
    page = await stage.open(f"/widget/{name}", 720, 1080)
    await page.until_text(".widget", SHOWN[name])
    picture = await page.picture(transparent=True)
    width, height = picture.get_size()
    assert (width, height) == (720, 1080)
    alphas = [picture.get_at((x, y)).a for x in range(0, width, 3) for y in range(0, height, 3)]
    assert alphas.count(0) > len(alphas) * 0.5
    assert 255 in alphas
    assert picture.get_at((width - 1, height - 1)).a == 0
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate("getComputedStyle(document.body).overflow") == "hidden"


@pytest.mark.parametrize("name", WIDGETS)
async def test_a_widget_of_an_idle_lab_is_quiet_and_comes_alive(stage: Stage, name: str) -> None:
    await stage.hub.publish(idle_view(now_ms()))
    page = await stage.open(f"/widget/{name}", 720, 400)
    await page.until("document.body.dataset.link === 'live'")
    assert SHOWN[name] not in (await page.text("body"))
    await stage.hub.publish(playing(name))
    await page.until_text(".widget", SHOWN[name])


async def test_widgets_follow_each_new_view_all_at_once(stage: Stage) -> None:
    pages = {name: await stage.open(f"/widget/{name}", 480, 600) for name in WIDGETS}
    for name, page in pages.items():
        await page.until_text(".widget", SHOWN[name] if name != "splits" else "No speed run")
    view = practice_view(now_ms())
    assert view.estimate is not None
    assert view.session is not None
    await stage.hub.publish(
        replace(
            view,
            segment=SegmentView("seg-9", "Cookie Mountain", 0x10, "entrance", "checkpoint 1", 9, 12),
            estimate=replace(view.estimate, expected_ms=77_700),
            queue=(QueueItem("seg-4", "Cheese Bridge", "due"),),
            session=replace(view.session, attempts=65),
            notices=(Notice("x", "warn", "State of Cheese Bridge is missing", now_ms()),),
            recent=(replace(view.recent[0], time_ms=33_300), *view.recent[:9]),
            deaths=5,
        )
    )
    wanted = {
        "segment": "Cookie Mountain",
        "timer": "5 deaths",
        "estimate": "1:17.7",
        "queue": "Cheese Bridge",
        "history": "33.3",
        "splits": "No speed run",
        "session": "65",
        "notice": "State of Cheese Bridge is missing",
        "all": "Cookie Mountain",
    }
    for name, page in pages.items():
        await page.until_text(".widget", wanted[name])
    assert "Vanilla Secret 2" not in await pages["queue"].text(".widget")
    assert stage.hub.readers == len(WIDGETS)


async def test_the_timer_runs_without_traffic_and_stops_at_the_frozen_time(stage: Stage) -> None:
    page = await stage.open("/widget/timer", 560, 160)
    await page.until("document.querySelector('.timer')?.dataset.state === 'running'")
    first = float(await page.text(".timer"))
    await page.until(f"Number(document.querySelector('.timer').innerText) > {first + 0.25}")
    stopped = TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=83_456)
    await stage.hub.publish(practice_view(now_ms(), timer=stopped))
    await page.until("document.querySelector('.timer').innerText === '1:23.45'")


async def test_the_timer_is_right_where_the_clocks_differ(stage: Stage) -> None:
    hour_ms = 3_600_000
    view = practice_view(now_ms() + hour_ms)
    timer = TimerView(running=True, started_ms=now_ms() + hour_ms - 10_000, offset_ms=0, frozen_ms=None)
    await stage.hub.publish(replace(view, timer=timer, estimate=None))
    stage.hub.clock_ms = lambda: now_ms() + hour_ms
    page = await stage.open("/widget/timer", 560, 160)
    await page.until("document.querySelector('.timer')?.dataset.state === 'running'")
    assert 10.0 <= float(await page.text(".timer")) < 40.0


async def test_the_timer_changes_colour_behind_the_gold(stage: Stage) -> None:
    page = await stage.open("/widget/timer", 560, 160)
    timer = TimerView(running=True, started_ms=now_ms() - 60_000, offset_ms=0, frozen_ms=None)
    await stage.hub.publish(practice_view(now_ms(), timer=timer))
    await page.until("document.querySelector('.timer')?.dataset.state === 'behind'")
    colour = await page.evaluate("getComputedStyle(document.querySelector('.timer')).color")
    assert colour == "rgb(255, 122, 61)"


async def test_options_set_colours_size_and_place(stage: Stage) -> None:
    page = await stage.open(
        "/widget/segment?fg=ffd400&bg=000000b0&size=40&scale=1.5&align=right&theme=classic", 900, 300
    )
    await page.until_text(".widget", "Donut Ghost House")
    style = "getComputedStyle(document.querySelector('.widget'))"
    assert await page.evaluate(f"{style}.color") == "rgb(255, 212, 0)"
    assert await page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0.69)"
    assert await page.evaluate(f"{style}.fontSize") == "60px"
    assert await page.evaluate("document.querySelector('.widget').getBoundingClientRect().right") == 900
    ahead = await page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ahead')")
    assert ahead == "#00cc36"


async def test_wrong_options_change_nothing(stage: Stage) -> None:
    page = await stage.open(
        "/widget/segment?fg=red;}body{&bg=expression(1)&size=huge&scale=99&align=up&theme=loud", 900, 300
    )
    await page.until_text(".widget", "Donut Ghost House")
    style = "getComputedStyle(document.querySelector('.widget'))"
    assert await page.evaluate(f"{style}.color") == "rgb(238, 242, 246)"
    assert await page.evaluate(f"{style}.backgroundColor") == "rgba(0, 0, 0, 0)"
    assert await page.evaluate(f"{style}.fontSize") == "32px"
    assert await page.evaluate("Object.keys(document.documentElement.dataset).length") == 0


async def test_a_style_put_in_as_obs_does_is_allowed(stage: Stage) -> None:
    page = await stage.open("/widget/segment", 600, 100)
    await page.evaluate(
        "(() => { const s = document.createElement('style'); s.textContent = 'body{letter-spacing: 7px}';"
        " document.head.append(s); })()"
    )
    assert await page.evaluate("getComputedStyle(document.body).letterSpacing") == "7px"


async def test_names_are_text_and_never_markup(stage: Stage) -> None:
    evil = "<img src=x onerror=document.title='broken'>&amp;"
    view = practice_view(now_ms())
    assert view.segment is not None
    await stage.hub.publish(
        replace(view, segment=replace(view.segment, name=evil), queue=(QueueItem("x", evil, evil),))
    )
    page = await stage.open("/widget/all", 480, 1080)
    await page.until("document.querySelector('.segment-name')")
    await page.until_text(".segment-name", evil)
    assert await page.evaluate("document.querySelectorAll('img').length") == 0
    assert await page.evaluate("document.title") == "spinlab-pad: all"


async def test_a_widget_keeps_its_picture_dims_when_the_server_is_gone_and_comes_back(stage: Stage) -> None:
    page = await stage.open("/widget/segment", 600, 100)
    await page.until_text(".widget", "Donut Ghost House")
    page.expected = ["ERR_CONNECTION_REFUSED"]
    await stage.server.stop()
    await page.until("document.body.dataset.link === 'retrying'")
    assert "Donut Ghost House" in await page.text(".widget")
    await page.until("document.body.dataset.link === 'stale'")
    await page.until("Number(getComputedStyle(document.body).opacity) < 0.5")
    assert "Donut Ghost House" in await page.text(".widget")
    view = practice_view(now_ms())
    assert view.segment is not None
    await stage.hub.publish(replace(view, segment=replace(view.segment, name="Back again")))
    await stage.restart()
    await page.until_text(".widget", "Back again")
    await page.until("document.body.dataset.link === 'live'")


async def test_nothing_is_shown_before_the_first_view(stage: Stage) -> None:
    await stage.hub.end()
    page = await stage.open("/widget/all", 480, 400)
    await page.until("document.body.dataset.link === 'retrying'")
    assert await page.evaluate("document.querySelector('.widget').hidden")
    picture = await page.picture(transparent=True)
    assert all(picture.get_at((x, y)).a == 0 for x in range(0, 480, 5) for y in range(0, 400, 5))


@pytest.mark.parametrize("name", WIDGETS)
async def test_long_names_and_hours_stay_inside(stage: Stage, name: str) -> None:
    long = "Supercalifragilistic" * 4
    view = practice_view(now_ms())
    assert view.segment is not None
    assert view.estimate is not None
    await stage.hub.publish(
        replace(
            view,
            segment=replace(view.segment, name=long),
            timer=TimerView(running=False, started_ms=None, offset_ms=0, frozen_ms=5_025_678),
            estimate=replace(
                view.estimate,
                expected_ms=4_038_420,
                low_ms=3_931_200,
                high_ms=5_352_900,
                gold_ms=3_829_870,
                clean_ms=3_830_150,
            ),
            queue=tuple(QueueItem(str(number), long, "because " * 20) for number in range(200)),
            recent=tuple(replace(item, time_ms=item.time_ms and 5_025_678) for item in view.recent),
            notices=(Notice("x", "error", f"{long} {long}", now_ms()),),
        )
    )
    page = await stage.open(f"/widget/{name}", 480, 1080)
    await page.until("document.querySelector('.widget')?.hidden === false")
    outside = await page.evaluate(
        "[...document.querySelectorAll('.widget *')]"
        ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.className)"
    )
    assert outside == []


async def test_the_timer_says_where_the_delta_was_taken_and_never_cuts_the_numbers(stage: Stage) -> None:
    page = await stage.open("/widget/timer", 560, 160)
    await page.until_text(".widget", "at screen 3")
    view = practice_view(now_ms(), delta=DeltaView(-11_480, "room 1C3, screen 12, visit 2"), deaths=112)
    await stage.hub.publish(view)
    await page.until_text(".widget", "112 deaths")
    row = await page.evaluate(
        "[...document.querySelectorAll('.under-timer > *')].map((e) => e.scrollWidth > e.clientWidth)"
    )
    assert row == [False, True, False]
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await stage.hub.publish(practice_view(now_ms(), delta=None))
    await page.until("document.querySelector('.delta-place').hidden")
