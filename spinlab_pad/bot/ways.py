"""The ways through each level of the training cartridge, by name. Columns are tiles of 16 px, as in its README.

The first way of a level is the plain one: what `Bot.play_level` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from spinlab_pad.bot.intents import (
    BeatBoss,
    Die,
    Enter,
    Exit,
    Finish,
    Gate,
    GetHurt,
    Leave,
    Pause,
    Place,
    Reach,
    Respawn,
    SeeOut,
    SkipCredits,
    Take,
    Thing,
    Wait,
    WalkOut,
    Way,
)
from spinlab_pad.bot.rollout import Doom

_AWAY: Final = SeeOut(Place.LEVEL_SELECT)


def _to(exit_: Exit) -> Way:
    """Through this goal, to the end of its celebration."""
    return Finish(exit_), _AWAY


_GOAL: Final = _to(Exit.NORMAL)
_OUT: Final[Way] = (Leave(), _AWAY)


def _dead(by: Doom) -> Way:
    """Dead by this, and back again."""
    return Die(by), Respawn()


_PIT: Final = _dead(Doom.PIT)
_ENEMY: Final = _dead(Doom.ENEMY)
_SPIKES: Final = _dead(Doom.SPIKES)


def _twice(column: int) -> Way:
    """Over a checkpoint, back and over it again."""
    return Reach(column), Reach(column + 3), Reach(column - 3), Reach(column + 3)


_EVERYWHERE: Final[dict[str, Way]] = {
    "die-enemy": _ENEMY,
    "die-pit": _PIT,
    "leave": (Reach(8), *_OUT),
    "leave-paused": (Reach(8), Leave(paused=True), _AWAY),
}


def _one_checkpoint(column: int, name: str = "checkpoint") -> dict[str, Way]:
    """What is done with one tape or lamp in this column."""
    return {
        f"die-after-{name}": (Reach(column), *_PIT),
        f"die-enemy-after-{name}": (Reach(column), *_ENEMY),
        "twice" if name == "checkpoint" else f"twice-{name}": (*_twice(column), *_PIT),
    }


def _normal(**more: Way) -> dict[str, Way]:
    """A level with the plain goal, and the deaths that are everywhere."""
    return {"goal": _GOAL, **_EVERYWHERE, **{name.replace("_", "-"): way for name, way in more.items()}}


def _old(tape: int) -> dict[str, Way]:
    """What all of the first three levels have."""
    return _normal() | _one_checkpoint(tape)


_TO_THE_LOW_HALL: Final[Way] = (Reach(28), Enter(Gate.PIPE, 42))
_TO_THE_STILL_HALL: Final[Way] = (*_TO_THE_LOW_HALL, Reach(20), Enter(Gate.DOOR, 38))
_THREE_HALLS: Final[Way] = (*_TO_THE_STILL_HALL, Enter(Gate.DOOR, 27), Enter(Gate.PIPE, 58))
_TO_THE_KEY: Final[Way] = (Reach(13, 19), Take(Thing.KEY))
_UP_THE_STEPS: Final[Way] = (Reach(43, 19), Reach(48, 17), Reach(52, 15))

WAYS: Final[Mapping[int, Mapping[str, Way]]] = {
    1: _old(80) | {"goal-after-death": (Reach(80), *_PIT, *_GOAL)},
    2: _old(79) | {"die-spikes": (Reach(112), *_SPIKES)},
    3: _old(79) | {"die-spikes": (Reach(62), *_SPIKES)},
    4: _normal(
        side_exit=(*_UP_THE_STEPS, WalkOut(), _AWAY),
        goal_after_pause=(Reach(25), Pause(40), *_GOAL),
    ),
    5: _normal(
        die_spikes=_SPIKES,
        die_after_checkpoint=(Reach(102), *_PIT),
        die_after_each=(Reach(102), *_PIT, Reach(203), *_ENEMY, Reach(310), *_SPIKES),
        twice=(*_twice(102), *_PIT),
        leave_after_checkpoint=(Reach(104), *_OUT),
    ),
    6: _normal(
        goal=(*_THREE_HALLS, *_GOAL),
        die_in_room=(*_TO_THE_LOW_HALL, *_PIT),
        die_after_lamp=(*_TO_THE_LOW_HALL, Reach(20), *_ENEMY),
        die_in_third_room=(*_TO_THE_STILL_HALL, *_PIT),
        doors=(
            *_TO_THE_STILL_HALL,
            Enter(Gate.DOOR, 4),
            Enter(Gate.DOOR, 38),
            Enter(Gate.DOOR, 27),
            Enter(Gate.DOOR, 47),
            *_OUT,
        ),
        twice=(*_THREE_HALLS, Reach(28), *_PIT),
        leave_room=(*_TO_THE_LOW_HALL, Reach(8), *_OUT),
        leave_room_paused=(*_TO_THE_STILL_HALL, Leave(paused=True), _AWAY),
    ),
    7: {
        **_normal(),
        "secret": (Reach(83, 19), Reach(88, 17), *_to(Exit.SECRET)),
        "orb": (Reach(57, 19), *_to(Exit.ORB)),
        "key": (*_TO_THE_KEY, *_to(Exit.KEY)),
        "die-with-key": (*_TO_THE_KEY, *_PIT),
        "keyhole-without-key": (Reach(33, 19), Reach(36, 19), *_OUT),
    },
    8: {
        "goal": (BeatBoss(), _AWAY),
        **_EVERYWHERE,
        "die-spikes": _SPIKES,
        "die-boss": (Reach(58), *_ENEMY),
        "leave-boss": (Reach(60), *_OUT),
    },
    9: {
        "goal": _to(Exit.PALACE),
        **_EVERYWHERE,
        "die-spikes": _SPIKES,
    },
    10: {
        "credits": (BeatBoss(), SkipCredits()),
        **_EVERYWHERE,
        "die-spikes": _SPIKES,
        "die-boss": (Reach(58), *_ENEMY),
    },
    11: _normal(die_spikes=_SPIKES, die_often=_PIT * 3, die_after_each=(Reach(44), *_PIT, Reach(88), *_PIT, *_GOAL))
    | _one_checkpoint(44)
    | _one_checkpoint(88, "lamp"),
    12: _normal(
        die_spikes=_SPIKES,
        goal_and_death=(Finish(dying=True), Respawn()),
        die_often=(*_PIT, *_ENEMY, *_PIT),
    )
    | _one_checkpoint(44),
    13: _normal(),
    14: _normal(
        die_spikes=_SPIKES,
        mushroom=(Take(Thing.MUSHROOM), Wait(40), *_OUT),
        feather=(Take(Thing.FEATHER), Wait(40), *_OUT),
        flower=(Take(Thing.FLOWER), Wait(40), *_OUT),
        hurt=(Take(Thing.MUSHROOM), GetHurt(), *_ENEMY),
        hurt_then_goal=(Take(Thing.MUSHROOM), GetHurt(), *_GOAL),
        coins=(
            *(Take(Thing.COIN, column) for column in (18, 37, 62, 88, 106)),
            *_GOAL,
        ),
    ),
    15: _normal(die_spikes=_SPIKES, die_time=_dead(Doom.TIME)),
    16: _normal(
        die_spikes=_SPIKES,
        die_twice=(*_PIT, *_ENEMY, *_GOAL),
        game_over=(*_PIT, *_ENEMY, Die(Doom.PIT), SeeOut(Place.TITLE)),
    ),
}
