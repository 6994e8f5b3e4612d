"""Whatever is not possible says why, in words for a runner: every command in every state of every mode."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.machine import ANY, SAME
from spinlab_pad.lab.rules import NAMES, PHASES, Facts, GameFacts, refusal
from spinlab_pad.lab.scene import ModeFacts
from spinlab_pad.lab.transitions import MODES, RESTING, homes, leads_to
from spinlab_pad.lab.view import Mode


def states() -> list[str]:
    """As the table of all modes calls them."""
    found = {name: {item.source for item in rows} | {item.target for item in rows} for name, rows in MODES.items()}
    named = [f"{name}.{state}" for name, of in found.items() for state in of - {ANY, SAME, *RESTING.split()}]
    return [*RESTING.split(), *sorted(named)]


def situations(state: str) -> Iterator[Facts]:
    """What may be true beside the state."""
    mode, _, phase = state.partition(".")
    many = (0, 3)
    for connected, ours, known, count in itertools.product((False, True), (False, True), (False, True), many):
        games = GameFacts(known=known, asks=known, library=count > 0, listed=count, choosing=ours)
        doing = ModeFacts(
            result=known, result_valid=connected, result_rated=ours, segment="x" if count else None, pinned=ours
        )
        yield Facts(
            mode=as_mode(mode),
            phase=phase,
            connected=connected,
            open_run_splits=count,
            playable_segments=count,
            can_pause=ours,
            doing=doing,
            ours=ours,
            can_launch=known,
            games=games,
        )


def as_mode(name: str) -> Mode:
    return name  # type: ignore[return-value]


def faults(text: str) -> list[str]:
    """What makes it no sentence of a runner's; empty if nothing."""
    found = []
    plain = re.sub(r"`[^`]*`|\b(game|rom)\.\w+|config\.yaml", "", text)
    if not text or text != text.strip() or "\n" in text or len(text) > 120:
        found.append("not one short line")
    if re.search(r"[_{}<>*=]|None|\bself\b", plain):
        found.append("words of the program")
    if text[:1].isupper() and not text.startswith("RetroArch"):
        found.append("begins like a heading")
    if text.endswith("."):
        found.append("ends with a dot")
    if len(plain.split()) < 3:
        found.append("too short to say what to do")
    return found


@pytest.mark.parametrize("state", states())
def test_every_refusal_is_a_sentence(state):
    for facts in situations(state):
        for command in COMMANDS:
            if not homes(command):
                continue
            reason = refusal(command, facts)
            assert reason is None or faults(reason) == [], f"{command} in {state}: {reason!r}"
            assert reason is not None or leads_to(state, command) is not None


@pytest.mark.parametrize("state", [state for state in states() if "." in state])
def test_a_state_in_which_something_of_its_mode_is_not_possible_has_words_of_its_own(state):
    mode, _, _ = state.partition(".")
    lacks = [name for name in COMMANDS if mode in homes(name) and leads_to(state, name) is None]
    assert not lacks or state in PHASES, f"say in rules.PHASES why {', '.join(lacks)} is not possible in {state}"


@pytest.mark.parametrize("mode", MODES)
def test_what_belongs_to_rest_names_the_mode_that_is_to_be_stopped(mode):
    facts = replace(next(situations("idle")), mode=mode, phase="")
    assert refusal("activate_run", facts) == f"stop {NAMES[mode]} first"


@pytest.mark.parametrize("mode", MODES)
def test_what_belongs_to_a_mode_alone_says_at_rest_that_it_is_not_running(mode):
    alone = [name for name in COMMANDS if homes(name) == {mode}]
    facts = replace(next(situations("idle")), connected=True)
    for name in alone:
        reason = refusal(name, facts) or ""
        assert re.search(r"not running|is being|is going on|go on with", reason), f"{name}: {reason}"
