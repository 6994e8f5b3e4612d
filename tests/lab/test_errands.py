"""Marks and settings: commands that are possible in every mode and change none."""

from __future__ import annotations

import logging

import pytest

from spinlab_pad.lab.commands import FixSetting, Mark, Refused, StartReference
from spinlab_pad.lab.errands import MARK_MAX
from tests.lab.fakes import Desk, texts


class Fixer:
    def __init__(self, answer: str | Refused) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def fix(self, setting: str) -> str | Refused:
        self.asked.append(setting)
        return self.answer


async def test_a_mark_is_a_notice_and_a_line_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture):
    await desk.do(Mark("before any game"))
    assert "Marked: before any game" in texts(desk)
    await desk.attach()
    await desk.wait(2)
    await desk.do(StartReference())
    with caplog.at_level(logging.INFO, "spinlab_pad"):
        view = await desk.do(Mark("odd\njump " + "x" * 1000))
    frame = view.connection.frame
    assert f"Marked in frame {frame}: odd jump xxx" in texts(desk)
    assert f"Marked in frame {frame}: odd jump xxx" in caplog.text
    assert len(view.notices[-1].text) <= MARK_MAX + 40
    assert (await desk.do(Mark())).mode == "reference"
    assert texts(desk).endswith(f"Marked in frame {frame}")


async def test_a_mark_goes_into_the_trace_that_is_kept(desk: Desk):
    marks: list[str] = []

    def keep(text: str) -> bool:
        marks.append(text)
        return True

    desk.lab.errands.on_mark = keep
    await desk.do(Mark("here"))
    assert marks == ["here"]
    assert "Marked, also in the trace: here" in texts(desk)
    desk.lab.errands.on_mark = lambda _: False
    await desk.do(Mark("there"))
    assert "Marked: there" in texts(desk)


async def test_a_setting_is_put_right_by_whoever_can(desk: Desk):
    answer = await desk.lab.handle(FixSetting("network_cmd_enable"))
    assert isinstance(answer, Refused)
    assert "doctor --fix" in answer.reason
    desk.lab.errands.fixer = fixer = Fixer("network_cmd_enable is right now")
    await desk.do(FixSetting("network_cmd_enable"))
    assert fixer.asked == ["network_cmd_enable"]
    assert "network_cmd_enable is right now" in texts(desk)
    fixer.answer = Refused("RetroArch is running")
    assert await desk.lab.handle(FixSetting("network_cmd_enable")) == Refused("RetroArch is running")
