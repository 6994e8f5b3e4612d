"""Each rule of smw is needed: whatever is dropped, turned round or put in another order, a case notices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spinlab_pad.game.detector import Detector
from spinlab_pad.game.document import Document
from spinlab_pad.game.events import Event
from spinlab_pad.game.joining import joined
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import Profile, ProfileError, bundled, profile_of
from spinlab_pad.game.profile_reader import check_document
from tests.game.cases import CASES
from tests.game.cases_vanilla import CASES as VANILLA
from tests.game.mutants import SECTIONS, mutants
from tests.game.script import Case, snapshots

EQUIVALENT = {
    # Both at once is the line above them.
    "rules.checkpoints: asm before tape",
}
"""Mutants that say the same in other words."""


def document(variant: str) -> dict[str, Any]:
    data: dict[str, Any] = joined(bundled("smw"), "smw", bundled)[0].data
    return data | {"variant": variant, "variants": {variant: data["variants"][variant]}}


def survivors(data: dict[str, Any], sections: tuple[str, ...], cases: Mapping[str, Case]) -> set[str]:
    """The mutants that no case notices; what can't even be read is noticed."""
    films = [(list(snapshots(rows)), events) for rows, events in cases.values()]
    found = set()
    for what, mutant in mutants(data, sections):
        try:
            profile = profile_of(check_document(Document(mutant, {}), "mutant"))
        except ProfileError:
            continue
        noticed = next((at for at, film in enumerate(films) if told(profile, film[0]) != film[1]), None)
        if noticed is None:
            found.add(what)
        else:
            # Neighbouring mutants are noticed by the same case: look there first.
            films.insert(0, films.pop(noticed))
    return found


def told(profile: Profile, shots: list[Snapshot]) -> list[Event]:
    detector = Detector(profile)
    return [event for shot in shots for event in detector.feed(shot)]


def test_no_part_of_the_rules_can_be_wrong_unnoticed() -> None:
    assert survivors(document("addmusick"), SECTIONS, CASES) == EQUIVALENT


def test_no_value_of_the_other_music_engine_can_be_wrong_unnoticed() -> None:
    assert survivors(document("vanilla"), (), VANILLA) == set()
