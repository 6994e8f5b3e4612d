"""The collector rests while much is read, and then leaves alone what stays."""

from __future__ import annotations

import gc

from spinlab_pad.lab import garbage


def test_it_rests_meanwhile_and_only_meanwhile() -> None:
    with garbage.undisturbed():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with garbage.undisturbed():
            pass
        assert not gc.isenabled(), "who has switched it off wants it off"
    finally:
        gc.enable()


def test_only_much_is_kept_from_it() -> None:
    before = gc.get_freeze_count()
    try:
        garbage.keep(garbage.MANY - 1)
        assert gc.get_freeze_count() == before
        garbage.keep(garbage.MANY)
        assert gc.get_freeze_count() > before
    finally:
        gc.unfreeze()
