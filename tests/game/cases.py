"""Every case of Super Mario World's rules, by name: rows of memory and the events that they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.game.cases_base_lines import CASES as BASE_LINES
from tests.game.cases_checkpoints import CASES as CHECKPOINTS
from tests.game.cases_deaths import CASES as DEATHS
from tests.game.cases_entries import CASES as ENTRIES
from tests.game.cases_finishes import CASES as FINISHES
from tests.game.script import Case

CASES: Final[Mapping[str, Case]] = {**ENTRIES, **DEATHS, **CHECKPOINTS, **FINISHES, **BASE_LINES}
