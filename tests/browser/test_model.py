"""The Model page: how good the runner is, and who knows best; the Config page: what can be changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from spinlab_pad.lab.commands import SetEstimator
from spinlab_pad.lab.model.rows import Model, Working
from tests.browser.chromium import Page
from tests.browser.conftest import Stage, now_ms
from tests.browser.test_scripts import table
from tests.web.model_samples import OUTLOOK, SCORES, model_of
from tests.web.samples import idle_view, practice_view, segments
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def inside(page: Page, selector: str, of: str) -> bool:
    """Whether every element lies within another one, to a pixel."""
    script = (
        f"(() => {{ const o = document.querySelector({of!r}).getBoundingClientRect();"
        f" return [...document.querySelectorAll({selector!r})].filter((e) => e.getClientRects().length)"
        ".map((e) => e.getBoundingClientRect()).every((b) => b.left >= o.left - 1 && b.right <= o.right + 1); })()"
    )
    return bool(await page.evaluate(script))


async def test_the_next_run_is_shown_with_its_intervals_and_what_to_do(stage: Stage) -> None:
    page = await stage.open("/#model")
    await page.until_text(".outlook-card", "11:41")
    shown = await page.text(".outlook-card")
    for part in ("80 % of runs take 10:55 – 12:31", "11:08.1", "17 %", "★ 8:51.3", "11:28 – 11:55", "6:52", "▲ −1.34"):
        assert part in shown
    assert OUTLOOK.advice is not None
    assert OUTLOOK.advice.words in shown
    assert "a whole run in the game" in shown
    label = await page.evaluate("document.querySelector('.run-bar').ariaLabel")
    assert label == "next run: 80 % between 10:55 and 12:31, on average 11:41, personal best 11:08.1"
    assert await inside(page, ".run-next, .run-mean, .run-pb span", ".run-bar")
    left = await page.evaluate(
        "['.bar-gold', '.run-next', '.run-pb', '.run-mean', '.bar-expected'].map((s) =>"
        " document.querySelector('.run-bar ' + s).getBoundingClientRect().left)"
    )
    assert left == sorted(left)


async def test_what_is_not_known_of_the_run_is_said_and_nothing_is_drawn_for_it(stage: Stage) -> None:
    page = await stage.open("/#model")
    await page.until_text(".outlook-card", "11:41")
    view = practice_view(now_ms())
    assert view.run is not None
    empty = replace(
        OUTLOOK, measure="segments", expected_ms=None, mean_low_ms=None, mean_high_ms=None, low_ms=None, high_ms=None,
        sum_of_best_ms=None, pb_ms=None, pb_chance=None, attempt_ms=None, next_gain_ms=None, advice=None, unknown=3,
    )  # fmt: skip
    await stage.hub.publish(replace(view, run=replace(view.run, outlook=empty, expected_ms=None, sum_of_best_ms=None)))
    await page.until_text(".outlook-card", "3 segments have no estimate yet: play each of them once.")
    assert await page.evaluate("document.querySelector('.run-bar').hidden && document.querySelector('.advice').hidden")
    assert "NaN" not in await page.text(".outlook-card")
    await stage.hub.publish(idle_view(now_ms()))
    await page.until_text(".outlook-card", "Record a reference run first")


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("count", [0, 1, 300])
async def test_no_one_and_three_hundred_segments_fit(stage: Stage, count: int, phone: bool) -> None:
    stage.queries.rows = segments(count)
    width = 360 if phone else 1280
    page = await stage.open("/#model", width, 900, phone)
    await page.until_text(".model-segments", "Yoshi" if count else "No segments yet")
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {width}")
    assert await page.evaluate("document.querySelectorAll('.table-model tbody tr').length") == count
    text = await page.text("main")
    assert "NaN" not in text
    assert "undefined" not in text
    if count == 300:
        assert await inside(page, ".table-model td, .table-model th", ".table-model")
        assert await inside(page, ".scores-frame td, .scores-frame button", ".scores-card")


async def test_a_segment_tells_expectation_range_deaths_floor_and_gain(stage: Stage) -> None:
    page = await stage.open("/#model")
    await page.until_text(".table-model", "Donut Ghost House")
    row = "document.querySelectorAll('.table-model tbody tr')[1]"
    shown = await page.evaluate(f"{row}.innerText")
    for part in ("checkpoint 1 → goal", "22.2", "± 0.8", "16.8 – 34.9", "0.6", "19.5", "▲ −0.21"):
        assert part in shown
    says = await page.evaluate(f"{row}.querySelector('.spark').ariaLabel")
    assert says.startswith("7 attempts: expected 33.3 at first, ")
    await page.evaluate(
        "[...document.querySelectorAll('.sorter')].find((b) => b.textContent === 'A minute saves').click()"
    )
    first = "document.querySelector('.table-model tbody tr')"
    await page.until(f"{first}.innerText.includes('▲ −0.21')")


async def test_the_best_estimator_is_named_and_another_one_can_be_taken(stage: Stage) -> None:
    page = await stage.open("/#model")
    await page.until_text(".scores-card", "Belief predicts you best over 412 attempts of yours.")
    shown = await page.text(".scores-card")
    for part in ("0.41 behind ± 0.04", "4.7 s", "66 %", "predicted 412 of 431", "● in use"):
        assert part in shown
    assert await page.evaluate("document.querySelectorAll('.scores-card .tenth').length") == 40
    await page.evaluate("document.querySelector('.scores-card button[aria-label=\"Use Kalman\"]').click()")
    await until(lambda: SetEstimator("kalman") in stage.hub.handled)


async def test_while_the_server_works_the_page_says_how_far_it_is_and_asks_again(stage: Stage) -> None:
    whole = model_of(stage.queries.rows)
    rows = tuple(replace(row, curve=None) for row in whole.segments)
    stage.queries.model_answer = Model(rows, (), Working(120, 412))
    page = await stage.open("/#model")
    await page.until_text(".working", "Looking through your attempts: 120 of 412")
    assert await page.evaluate("document.querySelectorAll('.spark').length") == 0
    stage.queries.model_answer = whole
    await page.until_text(".scores-card", "Belief predicts you best")
    await page.until(
        "document.querySelectorAll('.spark').length > 4 && !document.querySelector('.working').textContent"
    )


async def test_verdicts_are_as_sure_as_the_numbers(stage: Stage) -> None:
    page = await stage.open("/widget/segment")

    def score(name: str, behind: float | None, error: float | None, attempts: int = 400) -> str:
        said: dict[str, Any] = {
            "estimator": name,
            "behind": behind,
            "behind_se": error,
            "marks": {"attempts": attempts},
        }
        return str(said).replace("None", "null")

    best, near, far = score("belief", 0, 0), score("exp_decay", 0.03, 0.02), score("kalman", 0.2, 0.02)
    few = score("belief", 0, 0, 8)
    await table(
        page,
        "scores.js",
        [
            (f"m.verdict([{best}, {far}])", "Belief predicts you best over 400 attempts of yours."),
            (
                f"m.verdict([{best}, {near}, {far}])",
                "Belief and Exp decay predict you about equally well over 400 attempts of yours.",
            ),
            (
                f"m.verdict([{few}, {far}])",
                "Belief predicts you best over 8 attempts of yours. That is little yet: luck may still decide.",
            ),
            ("m.verdict([]).slice(0, 21)", "None of your attempts"),
            (f"m.behindText({best}, 0)", ["best", ""]),
            (f"m.behindText({far}, 1)", ["0.20 behind", " ± 0.04"]),
            (f"m.behindText({score('x', None, None)}, 1)", ["—", ""]),
        ],
    )
    assert len(SCORES) == 4


async def give(page: Page, key: str, value: str) -> None:
    """Choose or type another value of a setting."""
    field = f"document.getElementById('setting-{key}')"
    await page.until(field)
    await page.evaluate(f"(() => {{ {field}.value = {value!r}; {field}.dispatchEvent(new Event('change')); }})()")


async def test_a_setting_is_changed_at_once_and_what_keeps_it_is_told(stage: Stage) -> None:
    page = await stage.open("/#config")
    await give(page, "scheduler.allocator", "round_robin")
    await until(lambda: stage.configuration.asked == [{"scheduler.allocator": "round_robin"}])
    await page.until_text(".snippet", "scheduler:\n  allocator: round_robin")
    await give(page, "practice.countdown_s", "2.5")
    await page.until_text(".snippet", "practice:\n  countdown_s: 2.5")
    await page.evaluate("document.querySelector('.config summary').click()")
    assert "network.token" in await page.text(".others")


async def test_a_setting_that_is_refused_stays_and_the_reason_is_shown(stage: Stage) -> None:
    stage.configuration.refusal = "stop the speed run first"
    page = await stage.open("/#config")
    page.expected = ["409"]
    await give(page, "scheduler.allocator", "round_robin")
    await page.until_text(".config .said", "stop the speed run first")
    await page.until("document.getElementById('setting-scheduler.allocator').value === 'value'")


async def test_every_setting_that_can_be_changed_has_words_of_its_own(stage: Stage) -> None:
    from spinlab_pad.app.settings import LIVE

    script = Path("spinlab_pad/web/static/config.js").read_text("utf-8")
    assert [key for key in LIVE if f'"{key}": [' not in script] == []
