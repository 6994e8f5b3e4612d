"""Commands to bytes. Pure.

UDP text; one datagram may hold many commands, one a line, which RetroArch carries out in one input poll, that is in one
frame. Names and arguments are checked against the table: nothing is written that RetroArch would misread.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from spinlab_pad.emulator.retroarch.nci.forms import MAX_DATAGRAM_BYTES, MAX_READ_BYTES, NciError, Value
from spinlab_pad.emulator.retroarch.nci.table import FORMS
from spinlab_pad.game.memory import WRAM_SIZE

DEFAULT_PORT: Final = 55355

SAVE_STATE: Final = b"SAVE_STATE"
LOAD_STATE: Final = b"LOAD_STATE"
PAUSE_TOGGLE: Final = b"PAUSE_TOGGLE"
GET_STATUS: Final = b"GET_STATUS"
VERSION: Final = b"VERSION"
RECORD_REPLAY: Final = b"RECORD_REPLAY"
HALT_REPLAY: Final = b"HALT_REPLAY"
BSV_RECORD_TOGGLE: Final = b"BSV_RECORD_TOGGLE"
QUIT: Final = b"QUIT"


class Space(Enum):
    """Which of the two read commands is used; the value is its name and the address of work RAM in it."""

    CORE_RAM = ("READ_CORE_RAM", 0)
    BUS = ("READ_CORE_MEMORY", 0x7E0000)

    @property
    def command(self) -> str:
        return self.value[0]

    @property
    def base(self) -> int:
        return self.value[1]


def encode(name: str, *arguments: Value) -> bytes:
    """Any command of the table.

    Raises:
        NciError: there is no such command, or it doesn't take these arguments.
    """
    form = FORMS.get(name)
    if form is None:
        raise NciError(f"RetroArch has no command {name!r}")
    try:
        text = form.write(*arguments)
    except TypeError as error:
        raise NciError(f"{name} takes: {form.label}") from error
    made = f"{name} {text}" if text else name
    try:
        return made.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise NciError(f"{made!r} can't be written as UTF-8") from error


def read_memory(address: int, size: int, space: Space = Space.CORE_RAM) -> bytes:
    """Read `size` bytes of work RAM from offset `address`.

    Raises:
        NciError: outside of work RAM or more than one reply can hold; RetroArch would crash or stay silent.
    """
    if not 1 <= size <= MAX_READ_BYTES:
        raise NciError(f"a read of {size} bytes is not within 1 to {MAX_READ_BYTES}")
    if not 0 <= address <= WRAM_SIZE - size:
        raise NciError(f"a read of {size} bytes at {address:#x} is outside of work RAM")
    command, base = space.value
    return b"%s %x %d" % (command.encode(), base + address, size)


def load_state_slot(slot: int) -> bytes:
    """Load the state file of `slot` (since 1.15; older ones are silent)."""
    return encode("LOAD_STATE_SLOT", slot)


def save_state_slot(slot: int) -> bytes:
    """Save a state to the file of `slot` (after 1.22.2 only; probe first)."""
    return encode("SAVE_STATE_SLOT", slot)


def play_replay_slot(slot: int) -> bytes:
    """Play the replay file of `slot`, from a paused game: while it runs, playback is a frame late or hangs."""
    return encode("PLAY_REPLAY_SLOT", slot)


def get_parameter(name: str) -> bytes:
    """Ask for one of the few settings that RetroArch tells."""
    return encode("GET_CONFIG_PARAM", name)


def show_message(text: str) -> bytes:
    """Show a line on RetroArch's screen; line breaks become blanks, overlong text is cut at a character."""
    words = text.replace("\0", " ").split()
    line = " ".join(words).encode("utf-8", "replace")[: MAX_DATAGRAM_BYTES - len("SHOW_MSG ")]
    return b"SHOW_MSG " + line.decode("utf-8", "ignore").encode()


def datagram(*commands: bytes) -> bytes:
    """Join commands that belong into one poll.

    Raises:
        NciError: they don't fit one datagram, or a command holds a line break.
    """
    joined = b"\n".join(commands)
    if joined.count(b"\n") >= max(1, len(commands)):
        raise NciError("a command holds a line break")
    if len(joined) > MAX_DATAGRAM_BYTES:
        raise NciError(f"{len(joined)} bytes of commands don't fit the {MAX_DATAGRAM_BYTES} that RetroArch reads")
    return joined
