"""The Manage page: what a runner changes of segments, and which run they are of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import ActivateRun, ChangeSegment, Command, Merge, RecaptureState, Refused, Split
from spinlab_pad.lab.queries import SegmentDetail, SplitPoint
from spinlab_pad.lab.view import View
from tests.browser.chromium import Page
from tests.browser.conftest import Stage, now_ms
from tests.web.samples import practice_view
from tests.web.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

POINTS = (SplitPoint("checkpoint1", "checkpoint 1", None), SplitPoint("screen_0_261_2_0_1", "screen 2", 5_050))


async def opened(stage: Stage, index: int = 2, *, phone: bool = False) -> Page:
    """The page with one segment open for changes."""
    ask = stage.queries.segment

    async def segment(segment_id: str) -> SegmentDetail | None:
        found = await ask(segment_id)
        return found and replace(found, splits_at=POINTS)

    stage.queries.segment = segment  # type: ignore[method-assign]
    width, height = (360, 740) if phone else (1280, 1400)
    page = await stage.open("/#manage", width, height, phone)
    await page.until("document.querySelectorAll('.row-open').length === 12")
    await page.evaluate(f"document.querySelectorAll('.row-open')[{index}].click()")
    await page.until("!document.querySelector('.editor').hidden && document.querySelector('.detail h2').textContent")
    await page.evaluate("document.querySelector('.editor').open = true")
    return page


async def press(page: Page, label: str) -> None:
    find = f"[...document.querySelectorAll('.editor button')].find((b) => b.textContent === {label!r})"
    await page.until(find)
    await page.evaluate(f"{find}.click()")


async def write(page: Page, selector: str, text: str) -> None:
    await page.evaluate(f"document.querySelector({selector!r}).value = {text!r}")


async def test_the_run_in_use_is_named_and_another_is_put_to_use(stage: Stage) -> None:
    one, other = stage.queries.run_rows
    stage.queries.run_rows = (one, replace(other, state="finished"))
    page = await stage.open("/#manage")
    await page.until_text(".runs-card summary", "Any% 14.11.")
    assert "12 segments" in await page.text(".runs-card summary")
    await page.evaluate("document.querySelector('.runs-card').open = true")
    assert "● in use" in await page.text(".run-list li:first-child")
    await page.evaluate("document.querySelector('.run-list button').click()")
    await until(lambda: stage.hub.handled == [ActivateRun(run=1)])


async def test_without_runs_there_is_no_card_for_them(stage: Stage) -> None:
    stage.queries.run_rows, stage.queries.rows = (), ()
    page = await stage.open("/#manage")
    await page.until_text("main", "No segments yet")
    assert await page.evaluate("document.querySelector('.runs-card').hidden")


async def test_name_and_note_are_saved_together_and_only_what_was_changed(stage: Stage) -> None:
    page = await opened(stage)
    await write(page, "#segment-name", " The pipe ")
    await write(page, "#segment-note", "late")
    await press(page, "Save")
    await until(lambda: stage.hub.handled == [ChangeSegment("seg-3", "The pipe", note="late")])
    await write(page, "#segment-name", "")
    await write(page, "#segment-note", "early")
    await press(page, "Save")
    await until(lambda: len(stage.hub.handled) == 2)
    assert stage.hub.handled[1] == ChangeSegment("seg-3", note="early")


async def test_what_is_being_written_outlives_a_new_result(stage: Stage) -> None:
    page = await opened(stage)
    await write(page, "#segment-note", "half a sen")
    stage.queries.rows = tuple(replace(row, attempts=999) for row in stage.queries.rows)
    view = practice_view(now_ms())
    assert view.result is not None
    await stage.hub.publish(replace(view, result=replace(view.result, attempt=312)))
    await page.until_text(".detail-inside", "999")
    assert await page.evaluate("document.querySelector('#segment-note').value") == "half a sen"
    await page.evaluate("document.querySelectorAll('.row-open')[3].click()")
    await page.until_text(".detail h2", "Cheese Bridge")
    await page.until("document.querySelector('#segment-note').value === 'wait for the second saw'")


async def test_a_segment_is_switched_off_in_its_row_without_being_opened(stage: Stage) -> None:
    page = await stage.open("/#manage")
    await page.until("document.querySelectorAll('.row-open').length === 12")
    await page.evaluate("document.querySelector('[aria-label=\"Practise Vanilla Secret 2\"]').click()")
    await until(lambda: stage.hub.handled == [ChangeSegment("seg-3", active=False)])
    assert await page.evaluate("document.querySelector('.detail').hidden")
    assert "switched off" in await page.text("tbody tr:nth-child(11)")
    assert await page.evaluate("document.querySelector('tbody tr:nth-child(11)').className") == "inactive openable"


async def test_a_refusal_is_shown_and_the_switch_goes_back(stage: Stage) -> None:
    def refuse(command: Command) -> View | Refused:
        return Refused("the disk is full")

    stage.hub.answer = refuse
    page = await opened(stage)
    page.expected = ["409"]
    await page.evaluate("document.querySelector('#segment-active').click()")
    await page.until_text(".editor .said", "the disk is full")
    await page.until("document.querySelector('#segment-active').checked")


async def test_a_segment_is_merged_split_and_given_another_start(stage: Stage) -> None:
    page = await opened(stage)
    await press(page, "Merge with Cheese Bridge")
    await until(lambda: stage.hub.handled == [Merge("seg-3")])
    await page.evaluate("document.querySelector('.split-row select').value = 'screen_0_261_2_0_1'")
    await press(page, "Split")
    await until(lambda: stage.hub.handled[1:] == [Split("seg-3", "screen_0_261_2_0_1")])
    assert "screen 2 (5.0)" in await page.text(".split-row")
    await press(page, "Start from the game as it is now")
    await press(page, "Press again to do it")
    await until(lambda: stage.hub.handled[2:] == [RecaptureState("seg-3")])


async def test_what_is_not_possible_now_says_why(stage: Stage) -> None:
    stage.hub.refusals = {"merge": "stop practice first", "split": "stop practice first"}
    page = await opened(stage, 11)
    await page.until_text(".editor", "Stop practice first.")
    assert await page.evaluate("document.querySelector('.split-row button').disabled")
    assert "Merge with" not in await page.text(".editor"), "nothing follows the last one"


@pytest.mark.parametrize("phone", [False, True])
async def test_a_variant_says_what_it_stands_beside_and_can_be_made_primary(stage: Stage, phone: bool) -> None:
    rows = list(stage.queries.rows)
    rows[2] = replace(
        rows[2],
        variants=("Vanilla Secret 2 (big)",),
        primary=False,
        left_out="Vanilla Secret 2 (big) is practised instead",
    )
    stage.queries.rows = tuple(rows)
    page = await opened(stage, phone=phone)
    await page.until_text(".left-out", "Vanilla Secret 2 (big) is practised instead")
    await page.until_text(".editor", "A variant beside Vanilla Secret 2 (big)")
    await press(page, "Make it the primary one")
    await until(lambda: stage.hub.handled == [ChangeSegment("seg-3", primary=True)])
    width = 360 if phone else 1280
    assert await page.evaluate(f"document.documentElement.scrollWidth <= {width}")
    outside = await page.evaluate(
        "[...document.querySelectorAll('.editor *')].filter((e) => e.getBoundingClientRect().right"
        " > document.querySelector('.detail').getBoundingClientRect().right).length"
    )
    assert outside == 0
