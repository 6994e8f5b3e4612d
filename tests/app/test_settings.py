"""The configuration of a running program: what it is, and what can be changed of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from spinlab_pad.app.companion import settings_of
from spinlab_pad.app.settings import LIVE, Settings
from spinlab_pad.config import Config, NetworkConfig, keys, values
from spinlab_pad.lab import commands
from spinlab_pad.lab.commands import Refused
from spinlab_pad.lab.configuration import BadSetting, SettingRow
from spinlab_pad.lab.context import LabSettings
from spinlab_pad.web.errors import REASON_CHARS
from tests.lab.fakes import Desk, desk_in

CONFIG = replace(Config(), network=NetworkConfig(token="0123456789abcdef"))


@dataclass
class Office:
    desk: Desk
    settings: Settings

    def row(self, key: str) -> SettingRow:
        return next(row for row in self.settings.rows() if row.key == key)

    @property
    def used(self) -> LabSettings:
        return self.desk.lab.context.settings


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    plain = settings_of(CONFIG, tmp_path)
    async with desk_in(tmp_path, **{item.name: getattr(plain, item.name) for item in fields(LabSettings)}) as desk:
        yield Office(desk, Settings(CONFIG, desk.lab))


OTHERS: Mapping[str, Any] = {
    "scheduler.estimator": "exp_decay",
    "scheduler.allocator": "random",
    "practice.rating": "pause",
    "practice.auto_advance_s": 4.5,
    "practice.start": "cold",
    "practice.on_death": "respawn",
    "practice.start_pause": True,
    "practice.countdown_s": 3.0,
    "practice.goal_minutes": 30,
    "practice.goal_attempts": 12,
    "practice.break_after_min": 0,
}


async def test_every_key_is_told_with_its_default(office: Office):
    rows = office.settings.rows()
    assert [row.key for row in rows] == list(keys())
    assert all(row.default == keys()[row.key] for row in rows)
    assert all(row.value == row.configured for row in rows)
    assert {row.key for row in rows if row.changeable} == set(LIVE) == set(OTHERS)
    assert office.row("practice.countdown_s") == SettingRow(
        "practice.countdown_s", "number", 1.0, 1.0, 1.0, None, 0, 60, changeable=True
    )
    assert office.row("practice.rating").choices == ("after", "pause", "off")
    assert office.row("overlay.enabled").type == "switch"


async def test_a_secret_is_not_told(office: Office):
    row = office.row("network.token")
    assert (row.value, row.configured, row.default, row.changeable) == ("(set)", "(set)", "", False)
    assert "0123456789abcdef" not in repr(office.settings.rows())


@pytest.mark.parametrize("key", OTHERS)
async def test_what_is_changed_holds_at_once_and_is_told_beside_what_was_configured(office: Office, key: str):
    before = values(CONFIG)[key]
    assert await office.settings.change({key: OTHERS[key]}) is None
    row = office.row(key)
    assert (row.value, row.configured) == (OTHERS[key], before)
    assert getattr(office.used, LIVE[key]) == OTHERS[key]
    assert [other.key for other in office.settings.rows() if other.value != other.configured] == [key]


async def test_all_of_it_can_be_changed_at_once_and_the_scheduler_follows(office: Office):
    await office.desk.practise()
    assert await office.settings.change(OTHERS) is None
    view = office.desk.lab.view()
    assert (view.estimator, view.allocator) == ("exp_decay", "random")
    course = office.desk.lab.context.course
    assert course is not None
    assert (course.scheduler.estimator, course.scheduler.allocator) == ("exp_decay", "random")
    assert view.session is not None
    assert (view.session.goal_minutes, view.session.goal_attempts) == (30, 12)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"practice.countdown_s": 3, "practice.rating": "never"}, "practice.rating must be one of after, pause, off"),
        ({"practice.countdown_s": 61}, "practice.countdown_s must be a number 0 to 60, not 61"),
        ({"practice.goal_minutes": True}, "practice.goal_minutes must be a whole number 0 to 1440"),
        ({"practice.start_pause": 1}, "practice.start_pause must be true or false"),
        ({"practice.countdown_s": None}, "must be a number"),
        ({"practice.rating": ["off"]}, "must be one of"),
        ({"scheduler.alocator": "mix"}, "unknown key 'scheduler.alocator'; did you mean scheduler.allocator?"),
        ({"scheduler": {"allocator": "mix"}}, "scheduler.{estimator, allocator}; practice.{rating, auto_advance_s"),
        ({"practice.countdown_s": 3, "network.host": "0.0.0.0"}, "network.host is read when the program starts"),
    ],
)
async def test_what_cannot_be_changes_nothing_and_the_reason_is_short_enough_to_be_shown(
    office: Office, changes: dict[str, Any], says: str
):
    before = office.used
    with pytest.raises(BadSetting) as caught:
        await office.settings.change(changes)
    assert says in str(caught.value)
    assert len(str(caught.value)) <= REASON_CHARS
    assert office.used == before


async def test_an_allocator_that_can_not_be_used_here_leaves_everything_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda _: None)
    before = office.used
    refused = await office.settings.change({**OTHERS, "scheduler.allocator": "spaced"})
    assert isinstance(refused, Refused)
    assert "pip install 'spinlab-pad[spaced]'" in refused.reason
    assert office.used == before


async def test_a_goal_that_is_refused_leaves_everything_as_it_was(office: Office):
    await office.desk.attach()
    await office.desk.wait(2)
    await office.desk.do(commands.StartReference())
    before = office.used
    outcome = await office.settings.change({"practice.countdown_s": 3.0, "practice.goal_minutes": 5})
    assert outcome == Refused("stop the reference run first")
    assert office.used == before
    assert await office.settings.change({"practice.countdown_s": 3.0, "practice.goal_minutes": 0}) is None
    assert office.used.countdown_s == 3.0
