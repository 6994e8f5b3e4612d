from __future__ import annotations

from dataclasses import replace

from spinlab_pad.simulate import summarise
from spinlab_pad.simulate.measure import Report
from spinlab_pad.simulate.summary import Mean
from spinlab_pad.simulate.table import markdown, markdown_estimators, plain, plain_estimators
from tests.simulate.test_summary import CHOSEN, THREE

REPORT = Report(
    estimator="kalman",
    runners=12,
    answers=Mean(0.95, 0.01),
    off=Mean(0.07, None),
    run=Mean(1.02, 0.01),
    slower=Mean(None, None),
    rho=Mean(0.25, 0.06),
    top=Mean(0.4, 0.05),
    holds=0.81,
    score=1.234,
)


def words(line: str) -> str:
    """A line of a table without its spaces."""
    return " ".join(line.split())


def test_a_terminal_of_100_columns_shows_it_all() -> None:
    text = plain(summarise(THREE, CHOSEN))
    assert max(map(len, text.splitlines())) <= 110
    lines = text.splitlines()
    row = next(line for line in lines if line.startswith("greedy + kalman"))
    assert words(row) == "greedy + kalman 23.3 ±14.5 % 55.0 ±16.1 % 32 % 55.0 ±16.1 % 32.0"
    assert "greedy + kalman -40.0 ±30.6 -6.7 ±21.9" in map(words, lines)
    assert "By world, after 20 min:" in text
    assert "greedy + kalman 70.0 ±10.0 % 25.0 %" in map(words, lines)
    assert "  kaizo: a first-timer on a kaizo hack" in text


def test_one_world_needs_no_table_by_world() -> None:
    assert "By world" not in plain(summarise(THREE[:6], CHOSEN))
    assert markdown(summarise(THREE[:6], CHOSEN)).count("|---|") == 2


def test_several_seeds_are_shown_one_by_one() -> None:
    other = [replace(one, job=replace(one.job, seed=one.job.seed + 1)) for one in THREE]
    assert "By seed" not in plain(summarise(THREE, CHOSEN))
    summary = summarise([*THREE, *other], CHOSEN)
    lines = [words(line) for line in plain(summary).splitlines()]
    seeds = (THREE[0].job.seed, other[0].job.seed)
    for seed in seeds:
        assert f"greedy + kalman {seed} 23.3 ±14.5 % 55.0 ±16.1 % -40.0 ±30.6 -6.7 ±21.9 32 %" in lines
        assert any(line.startswith(f"round_robin {seed} ") and " - - " in line for line in lines)
    assert markdown(summary).count("| greedy + kalman |") == 5


def test_markdown_has_a_rule_under_each_head() -> None:
    lines = markdown(summarise(THREE, CHOSEN)).splitlines()
    assert lines[0] == "| policy | 10 min | 20 min | worst tenth | next day | seconds a run |"
    assert lines[1] == "|---|---:|---:|---:|---:|---:|"
    assert all(line.startswith("|") and line.endswith("|") for line in lines if line)
    assert lines.count("") == 2


def test_estimators_are_shown_with_what_the_columns_mean() -> None:
    text = plain_estimators([REPORT], 120.0)
    assert "12 simulated runners after 120 min" in text
    assert "kalman 95.0 ±1.0 % 7.0 % 102.0 ±1.0 % - 0.25 ±0.06 40.0 ±5.0 % 81.0 % 1.23" in map(words, text.splitlines())
    assert "rank correlation" in text
    assert markdown_estimators([REPORT]).splitlines()[0].startswith("| estimator | answers | off |")
