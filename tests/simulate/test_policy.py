from __future__ import annotations

import pytest

from spinlab_pad.schedule import ALLOCATORS, ESTIMATORS, Scheduler
from spinlab_pad.simulate import Policy, policies
from spinlab_pad.simulate.policy import AllKnowing, Scheduled, chooser_for, default_estimator
from spinlab_pad.simulate.runners.runner import Player
from tests.simulate.people import runner, smooth


def test_without_names_every_allocator_and_greedy_with_every_estimator_are_compared() -> None:
    chosen = policies()
    assert chosen[0] == Policy("oracle")
    assert {policy.allocator for policy in chosen} == {*ALLOCATORS, "oracle"}
    assert {policy.estimator for policy in chosen if policy.allocator == "greedy"} == set(ESTIMATORS)
    others = {policy.estimator for policy in chosen if policy.allocator not in ("greedy", "oracle")}
    assert others == {default_estimator()} == {Scheduler(()).estimator}
    assert len({policy.name for policy in chosen}) == len(chosen)


def test_what_is_named_is_compared_with_the_oracle_and_with_taking_turns() -> None:
    assert [policy.name for policy in policies("greedy", "kalman")] == ["oracle", "greedy + kalman", "round_robin"]
    assert [policy.name for policy in policies("round_robin")] == ["oracle", "round_robin"]
    assert len(policies(estimator="kalman")) == 1 + len(ALLOCATORS)


def test_an_allocator_that_can_not_be_used_here_is_left_out_or_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spinlab_pad.schedule.cards.find_spec", lambda _: None)
    assert {policy.allocator for policy in policies()} == {*ALLOCATORS, "oracle"} - {"spaced"}
    with pytest.raises(ValueError, match="needs the package fsrs"):
        policies("spaced")


@pytest.mark.parametrize(("allocator", "estimator"), [("best", "kalman"), ("greedy", "guess"), ("greedy", None)])
def test_an_unknown_name_is_refused(allocator: str, estimator: str | None) -> None:
    with pytest.raises(ValueError, match=r"unknown (allocator|estimator) .*; known: "):
        Policy(allocator, estimator)


def test_a_scheduler_hears_of_attempts_and_nothing_else() -> None:
    player = Player(runner(smooth(), smooth(), smooth()))
    infos, reference = player.reference_run()
    chooser = chooser_for(Policy("round_robin", "kalman"), player, infos, reference, seed=0)
    assert isinstance(chooser, Scheduled)
    served = []
    for _ in range(6):
        served.append(chooser.next(1e6, 60.0))
        chooser.record(player.play(served[-1], 1e6, 0.0))
    assert served == [0, 1, 2, 0, 1, 2]
    assert isinstance(chooser_for(Policy("oracle"), player, infos, reference, seed=0), AllKnowing)
