"""The example in the document, run as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).parents[2] / "docs" / "schedule.md"


def test_the_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    choice, estimate = capsys.readouterr().out.splitlines()
    assert re.match(r"1\.(entrance|checkpoint) (saves about .* % deaths|random: 1 of 2) \{", choice)
    expected, low, high, death_rate = (float(word) for word in estimate.split())
    assert 25_000 < low < expected < high < 200_000
    assert 0.2 < death_rate < 0.7
