"""What this RetroArch with this core can do: by its version, and by asking.

The number of a build says too little: features came some weeks before the number changed, and a build that was made
after 1.22.2 still calls itself 1.22.2. So what can be asked is asked. The questions are harmless in every version: a
setting that isn't told is `unsupported`, an unknown command is a line in RetroArch's log, and `HELP NAME` (after
1.22.2) describes a command without carrying it out. What can't be asked without harm follows from the number:
LOAD_STATE_SLOT turns hardcore mode off even where there is nothing to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import faults, nci
from spinlab_pad.emulator.retroarch.questions import Questions

AFTER_1_22_2: Final[nci.Release] = (1, 22, 3)
"""What a build that answers HELP counts as at least, whatever it calls itself."""

_REPLAYS_SINCE: Final[nci.Release] = (1, 15, 0)
_SLOTS_SINCE: Final[nci.Release] = (1, 15, 0)


class ReplayKind(Enum):
    """How replays are recorded: not at all, by one toggle without playback (1.14), or by slots (since 1.15)."""

    NONE = "none"
    TOGGLE = "toggle"
    REPLAY = "replay"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one RetroArch can do. `number` is (0, 0, 0) where its version isn't understood.

    `space` is the read command that shows work RAM (None: not asked yet), `other_space` whether the other one does so
    too. `saves_while_paused`: SAVE_STATE and LOAD_STATE count while it is paused. `helps`: it answers HELP.
    `save_by_slot`, `helps` and the `tells_...` are only known by asking. `known_faults` are short sentences.
    """

    version: str
    number: nci.Release
    space: nci.Space | None
    other_space: bool
    load_by_slot: bool
    save_by_slot: bool
    saves_while_paused: bool
    replays: ReplayKind
    tells_active_replay: bool
    tells_menu: bool
    tells_cheevos: bool
    helps: bool
    known_faults: tuple[str, ...]

    def lines(self) -> tuple[str, ...]:
        """What it can do and what is wrong with it, in words, one sentence a line."""
        name = f"RetroArch {self.version}" + (", a build after 1.22.2" if self.helps else "")
        return (name, *self.can(), *(f"known fault: {fault}" for fault in self.known_faults))

    def can(self) -> tuple[str, ...]:
        """What it can do, in words, one of them a line."""
        told = [
            _memory_words(self.space, both=self.other_space),
            "loads states by slot number" if self.load_by_slot else "loads states from the current slot only",
            "saves states by slot number" if self.save_by_slot else "saves states to the current slot only",
            *(("saves and loads while paused",) if self.saves_while_paused else ()),
            _REPLAY_WORDS[self.replays],
        ]
        asked = {
            "the replay in progress": self.tells_active_replay,
            "an open menu": self.tells_menu,
            "achievements": self.tells_cheevos,
        }
        for tells, word in ((True, "tells of"), (False, "doesn't tell of")):
            names = [name for name, told_of in asked.items() if told_of is tells]
            if names:
                told.append(f"{word} {', '.join(names)}")
        return tuple(told)


def _memory_words(space: nci.Space | None, *, both: bool) -> str:
    if space is None:
        return "work RAM not tried yet"
    return f"shows work RAM by {' and '.join(item.command for item in nci.Space if both or item is space)}"


_REPLAY_WORDS: Final = {
    ReplayKind.NONE: "can't record replays",
    ReplayKind.TOGGLE: "records replays and can't play them",
    ReplayKind.REPLAY: "records and plays replays",
}


def version_number(text: str) -> nci.Release:
    """The number in a version; (0, 0, 0) where there is none. `1.15` counts as 1.15.0."""
    found = re.match(r"([0-9]{1,4})\.([0-9]{1,4})(?:\.([0-9]{1,4}))?", text)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else (0, 0, 0)


def by_version(text: str) -> Abilities:
    """What a RetroArch of this version can do as far as its number tells; nothing that must be asked."""
    number = version_number(text)
    replays = ReplayKind.REPLAY if number >= _REPLAYS_SINCE else ReplayKind.TOGGLE if any(number) else ReplayKind.NONE
    return Abilities(
        version=text,
        number=number,
        space=None,
        other_space=False,
        load_by_slot=number >= _SLOTS_SINCE,
        save_by_slot=False,
        saves_while_paused=number >= faults.PAUSED_SAVES_SINCE,
        replays=replays,
        tells_active_replay=False,
        tells_menu=False,
        tells_cheevos=False,
        helps=False,
        known_faults=faults.of_release(number),
    )


_READS: Final = tuple((space, nci.read_memory(offset, 1, space)) for offset, space in enumerate(nci.Space))
"""One byte by each read command, at offsets that tell the replies apart."""

_ASKED: Final = ("active_replay", "menu_active", "cheevos_enable")

PROBES: Final = frozenset({"HELP", *(space.command for space in nci.Space)})
"""Commands that are sent only to see whether RetroArch knows them; one that doesn't writes so to its log."""


async def probe(questions: Questions) -> Abilities:
    """Ask a RetroArch that runs a game.

    Raises:
        Unreachable: it doesn't answer.
        SetupError: the core shows no work RAM.
    """
    told = by_version(await questions.version())
    commands = (nci.encode("HELP", ""), *(read for _, read in _READS), *map(nci.get_parameter, _ASKED))
    helped, *replies = await questions.ask_together(*commands)
    known = {line.name for line in helped.lines} if isinstance(helped, nci.Help) else set()
    shown = [space for (space, _), reply in zip(_READS, replies, strict=False) if isinstance(reply, nci.Memory)]
    told_of = {reply.name for reply in replies if isinstance(reply, nci.Parameter) and reply.value != nci.UNSUPPORTED}
    if not shown:
        raise _no_memory(told.number, replies)
    return replace(
        told,
        space=shown[0],
        other_space=len(shown) > 1,
        load_by_slot=told.load_by_slot or "LOAD_STATE_SLOT" in known,
        save_by_slot="SAVE_STATE_SLOT" in known,
        tells_active_replay="active_replay" in told_of,
        tells_menu="menu_active" in told_of,
        tells_cheevos="cheevos_enable" in told_of,
        helps=bool(known),
        known_faults=faults.of_release(max(told.number, AFTER_1_22_2) if known else told.number),
    )


def _no_memory(number: nci.Release, replies: Iterable[nci.Reply | None]) -> SetupError:
    """Why there is no work RAM, and what to do."""
    if faults.applies(faults.NO_MEMORY, number):
        return SetupError(f"RetroArch {'.'.join(map(str, number))}: {faults.NO_MEMORY.text}")
    reasons = [reply.reason for reply in replies if isinstance(reply, nci.MemoryRefused) and reply.reason]
    reason = reasons[-1] if reasons else "nothing is loaded, or the core tells nothing about its memory"
    return SetupError(f"the core shows no work RAM ({reason}); use a SNES core such as Snes9x")
