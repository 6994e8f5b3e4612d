"""The scripts' pure parts, run where they will run."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.chromium import Page
from tests.browser.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def call(page: Page, module: str, expression: str) -> Any:
    return await page.evaluate(f"import('/static/{module}').then((m) => {expression})")


async def table(page: Page, module: str, cases: list[tuple[str, Any]]) -> None:
    calls = ", ".join(expression for expression, _ in cases)
    assert await call(page, module, f"[{calls}]") == [wanted for _, wanted in cases]


async def test_times_as_text(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    await table(
        page,
        "format.js",
        [
            ("m.time(null)", "—"),
            ("m.time(0)", "0.00"),
            ("m.time(9_999)", "9.99"),
            ("m.time(59_999, 1)", "59.9"),
            ("m.time(60_000)", "1:00.00"),
            ("m.time(61_234, 3)", "1:01.234"),
            ("m.time(3_600_000, 0)", "1:00:00"),
            ("m.time(-1_500)", "−1.50"),
            ("m.delta(null)", "—"),
            ("m.delta(-620)", "−0.62"),
            ("m.delta(620)", "+0.62"),
            ("m.delta(4)", "±0.00"),
            ("m.delta(12_345)", "+12.3"),
            ("m.delta(-75_000)", "−1:15"),
            ("m.percent(0.424)", "42 %"),
            ("m.percent(null)", "—"),
            ("m.percent(0)", "0 %"),
            ("m.duration(59_000)", "59 s"),
            ("m.duration(3_900_000)", "1 h 05 min"),
            ("m.count(1, 'death')", "1 death"),
            ("m.count(0, 'death')", "0 deaths"),
            ("m.direction(-1)", "ahead"),
            ("m.direction(0)", "even"),
        ],
    )


async def test_widget_options_take_only_what_css_takes(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    await table(
        page,
        "options.js",
        [
            ("m.color('ffd400')", "#ffd400"),
            ("m.color('000000b0')", "#000000b0"),
            ("m.color('fff')", "#fff"),
            ("m.color('gold')", "gold"),
            ("m.color('rgb(1 2 3 / 50%)')", "rgb(1 2 3 / 50%)"),
            ("m.color('expression(1)')", None),
            ("m.color('red;}body{')", None),
            ("m.color('url(//x)')", None),
            ("m.color('')", None),
            ("m.color(null)", None),
            ("m.size('48')", "48px"),
            ("m.size('2.5')", "2.5px"),
            ("m.size('4vw')", "4vw"),
            ("m.size('huge')", None),
            ("m.size('-3')", None),
            ("m.scale('1.5')", 1.5),
            ("m.scale('0')", None),
            ("m.scale('9')", None),
            ("m.scale('x')", None),
        ],
    )


async def test_the_servers_clock_is_the_nearest_of_the_last_minute(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    # Seen 200 ms late, 20 ms late, from a View a minute old: the server is 90 s ahead of this client.
    script = """(() => {
      const clock = new m.ServerClock();
      const before = clock.now(1000);
      clock.observe(91_000 - 200, 1000);
      clock.observe(92_000 - 20, 2000);
      clock.observe(93_000 - 60_000, 3000);
      const during = clock.now(10_000);
      clock.observe(50_000 + 70_000, 70_000);
      return [before, during, clock.now(80_000)];
    })()"""
    assert await call(page, "live.js", script) == [1000, 99_980, 130_000]


async def test_the_timer_from_its_anchors(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    running = json.dumps({"running": True, "started_ms": 1000, "offset_ms": 33, "frozen_ms": None})
    stopped = json.dumps({"running": False, "started_ms": None, "offset_ms": 0, "frozen_ms": 27_910})
    await table(
        page,
        "live.js",
        [
            (f"m.timerMs({running}, 5000)", 4033),
            (f"m.timerMs({running}, 900)", 33),
            (f"m.timerMs({stopped}, 5000)", 27_910),
        ],
    )


async def test_the_bar_has_no_place_without_an_estimate_and_keeps_all_marks_inside(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    known = json.dumps({"expected_ms": 38_000, "low_ms": 31_000, "high_ms": 52_000, "gold_ms": None})
    unknown = json.dumps({"expected_ms": None, "low_ms": None, "high_ms": None, "gold_ms": 29_000})
    none, scale, blank = await call(
        page, "parts.js", f"[m.barScale(null), m.barScale({known}, 999_000), m.barScale({unknown})]"
    )
    assert none is None
    assert blank is None
    assert 0 < scale["low"] < scale["expected"] < scale["high"] < 100
    assert scale["gold"] is None
    assert scale["now"] == 100


async def test_the_map_puts_rooms_in_the_order_of_the_gold_and_deaths_on_their_screens(stage: Stage) -> None:
    page = await stage.open("/widget/segment")
    known = {"screen_width": 256, "gold": {"arrivals": []}, "pace": []}

    def arrival(room: int, column: int, x: int, y: int, ms: int) -> dict[str, object]:
        return {"room": room, "column": column, "row": 0, "visit": 1, "label": "", "time_ms": ms, "x": x, "y": y}

    known["gold"] = {
        "arrivals": [arrival(7, 1, 400, 300, 30), arrival(7, 2, 515, 250, 900), arrival(3, 0, 4, 90, 1_700)]
    }
    deaths = [{"room": 3, "x": 600, "y": 420, "count": 4}, {"room": 9, "x": -20, "y": 10, "count": 1}]
    rooms = await call(page, "map.js", f"m.mapOf({json.dumps(known)}, {json.dumps(deaths)})")
    assert [(room["room"], [screen["column"] for screen in room["screens"]]) for room in rooms] == [
        (7, [1, 2]),
        (3, [0, 1, 2]),
        (9, [-1]),
    ]
    first, second = rooms[0]["screens"]
    assert first["start"]
    assert first["way"] == [[144, 300, 256, 250]]
    assert second["way"] == [[3, 250, 3, 250]], "the way goes on in another room"
    assert rooms[1]["screens"][2]["places"] == [{"x": 88, "y": 420, "count": 4}]
    assert rooms[2]["screens"][0]["places"] == [{"x": 236, "y": 10, "count": 1}]
    for room in rooms:
        for screen in room["screens"]:
            assert all(room["top"] <= place["y"] <= room["bottom"] for place in screen["places"])
            assert room["bottom"] - room["top"] >= 224


async def test_a_map_of_garbage_stays_small_and_one_of_nothing_says_so(stage: Stage) -> None:
    page = await stage.open("/#manage")
    nothing = json.dumps({"screen_width": 256, "gold": None, "pace": []})
    garbage = json.dumps([{"room": n, "x": n * 9_999_999 - 2**31, "y": 2**31 - n, "count": 1} for n in range(300)])
    wide = json.dumps([{"room": 1, "x": n * 70_000, "y": n, "count": 1} for n in range(300)])
    rooms, cells, says = await call(
        page,
        "map.js",
        f"[m.mapOf({nothing}, {garbage}).length, m.mapOf({nothing}, {wide})[0].screens.length,"
        f" m.segmentMap({nothing}, []).textContent]",
    )
    assert (rooms, cells) == (12, 40)
    assert "from the first attempt on" in says
