"""Every command of the Network Command Interface, from RetroArch 1.14 to the development version after 1.22.2. Pure.

Source: the lists that 1.14.0 and 1.22.2 print for an unknown `--command`, `command.h` and `command.c` of the version
in development, and the change log for what lies between. Other modules encode and parse from this table, and the tests
compare it with the real RetroArch.

A number says little about a build: one that was made after 1.22.2 calls itself 1.22.2 until the next release. So what
is new after it is used only where a probe was answered (`abilities.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from spinlab_pad.emulator.retroarch.nci import forms, replies
from spinlab_pad.emulator.retroarch.nci.forms import Form

Release = tuple[int, int, int]

OLDEST: Final[Release] = (1, 14, 0)
"""The oldest release that the table covers: what is older than it has this as its `since`."""

NEXT: Final[Release] = (1, 23, 0)
"""Stands for the development version after 1.22.2."""


class Kind(Enum):
    """An `ACTION` is carried out, and answered, in the input poll that reads it. A `HOTKEY` is a key press of one
    frame: never answered, and looked at in the next frame."""

    ACTION = "action"
    HOTKEY = "hotkey"


@dataclass(frozen=True, slots=True)
class Command:
    """One command as the releases from `since` to before `until` know it.

    `replies` are what it may answer with (nothing: it is silent). `tested` is false where no RetroArch that knows it
    has been run: it is encoded from the published source.
    """

    name: str
    kind: Kind
    form: Form = forms.NOTHING
    since: Release = OLDEST
    until: Release | None = None
    replies: tuple[type, ...] = ()

    @property
    def tested(self) -> bool:
        """Whether a RetroArch that knows it has been run."""
        return self.since < NEXT

    def known_to(self, release: Release) -> bool:
        """Whether that release knows it."""
        return self.since <= max(release, OLDEST) and (self.until is None or release < self.until)


def _action(name: str, form: Form = forms.NOTHING, *answers: type, since: Release = OLDEST) -> Command:
    return Command(name, Kind.ACTION, form, since, None, answers)


def _hotkeys(*names: str, since: Release = OLDEST, until: Release | None = None) -> tuple[Command, ...]:
    return tuple(Command(name, Kind.HOTKEY, since=since, until=until) for name in names)


_IN_1_15: Final = (1, 15, 0)
_IN_1_21: Final = (1, 21, 0)
_IN_1_22: Final = (1, 22, 0)

ACTIONS: Final = (
    _action("VERSION", forms.NOTHING, replies.Version),
    _action("GET_STATUS", forms.NOTHING, replies.Status, replies.Failed),
    _action("GET_CONFIG_PARAM", forms.SETTING, replies.Parameter),
    _action("SHOW_MSG", forms.MESSAGE),
    _action("SET_SHADER", forms.SHADER),
    _action("READ_CORE_RAM", forms.READ, replies.Memory, replies.MemoryRefused, replies.Failed),
    _action("WRITE_CORE_RAM", forms.WRITE),
    _action(
        "READ_CORE_MEMORY",
        forms.READ,
        replies.Memory,
        replies.MemoryRefused,
        replies.BusMemory,
        replies.BusRefused,
        replies.Failed,
    ),
    _action("WRITE_CORE_MEMORY", forms.WRITE, replies.Written, replies.WriteRefused),
    _action("LOAD_STATE_SLOT", forms.SLOT, replies.SlotEcho, since=_IN_1_15),
    _action("PLAY_REPLAY_SLOT", forms.SLOT, replies.ReplayStarted, replies.Empty, since=_IN_1_15),
    _action("SEEK_REPLAY", forms.FRAME, replies.Sought, replies.Declined, since=_IN_1_22),
    _action("SAVE_FILES", forms.NOTHING, replies.Done, replies.Declined, since=_IN_1_22),
    _action("LOAD_FILES", forms.NOTHING, replies.Done, replies.Declined, since=_IN_1_22),
    _action("LOAD_CORE", forms.CORE, since=_IN_1_22),
    _action("HELP", forms.COMMAND, replies.Help, replies.Failed, since=NEXT),
    _action("LIST_CORES", forms.NOTHING, replies.Cores, since=NEXT),
    _action("LIST_PLAYLISTS", forms.NOTHING, replies.Playlists, since=NEXT),
    _action("GET_PLAYLIST", forms.PLAYLIST, replies.Playlist, replies.Failed, since=NEXT),
    _action("SAVE_STATE_SLOT", forms.SLOT, replies.SaveEcho, since=NEXT),
    _action("START_CORE", since=NEXT),
    _action("LOAD_CONTENT", forms.CORE_AND_CONTENT, since=NEXT),
    _action("CLOSE_CONTENT", since=NEXT),
    _action("UNLOAD_CORE", since=NEXT),
    _action("VIDEO_REINIT", since=NEXT),
    _action("AUDIO_REINIT", since=NEXT),
    _action("DRIVERS_REINIT", since=NEXT),
)

HOTKEYS: Final = (
    *_hotkeys("MENU_TOGGLE", "QUIT", "RESET"),
    *_hotkeys("CLOSE_CONTENT", until=NEXT),
    *_hotkeys("FAST_FORWARD", "FAST_FORWARD_HOLD", "SLOWMOTION", "SLOWMOTION_HOLD", "REWIND"),
    *_hotkeys("PAUSE_TOGGLE", "FRAMEADVANCE"),
    *_hotkeys("MUTE", "VOLUME_UP", "VOLUME_DOWN"),
    *_hotkeys("LOAD_STATE", "SAVE_STATE", "STATE_SLOT_PLUS", "STATE_SLOT_MINUS"),
    *_hotkeys("BSV_RECORD_TOGGLE", until=_IN_1_15),
    *_hotkeys("PLAY_REPLAY", "RECORD_REPLAY", "HALT_REPLAY", "REPLAY_SLOT_PLUS", "REPLAY_SLOT_MINUS", since=_IN_1_15),
    *_hotkeys("SAVE_REPLAY_CHECKPOINT", "PREV_REPLAY_CHECKPOINT", "NEXT_REPLAY_CHECKPOINT", since=_IN_1_22),
    *_hotkeys("DISK_EJECT_TOGGLE", "DISK_NEXT", "DISK_PREV"),
    *_hotkeys("SHADER_TOGGLE", "SHADER_NEXT", "SHADER_PREV"),
    *_hotkeys("SHADER_HOLD", since=_IN_1_22),
    *_hotkeys("CHEAT_TOGGLE", "CHEAT_INDEX_PLUS", "CHEAT_INDEX_MINUS"),
    *_hotkeys("SCREENSHOT", "RECORDING_TOGGLE", "STREAMING_TOGGLE"),
    *_hotkeys("TURBO_FIRE_TOGGLE", since=_IN_1_21),
    *_hotkeys("GRAB_MOUSE_TOGGLE", "GAME_FOCUS_TOGGLE", "FULLSCREEN_TOGGLE", "UI_COMPANION_TOGGLE"),
    *_hotkeys("VRR_RUNLOOP_TOGGLE", "RUNAHEAD_TOGGLE"),
    *_hotkeys("PREEMPT_TOGGLE", since=_IN_1_15),
    *_hotkeys("VIDEO_FILTER_TOGGLE", "HEADSET_RECENTER", "LASER_POINTER_TOGGLE", since=NEXT),
    *_hotkeys("FPS_TOGGLE", "STATISTICS_TOGGLE", "AI_SERVICE"),
    *_hotkeys("NETPLAY_PING_TOGGLE", "NETPLAY_HOST_TOGGLE", "NETPLAY_GAME_WATCH", "NETPLAY_PLAYER_CHAT"),
    *_hotkeys("NETPLAY_FADE_CHAT_TOGGLE"),
    *_hotkeys("MENU_UP", "MENU_DOWN", "MENU_LEFT", "MENU_RIGHT", "MENU_A", "MENU_B"),
    *_hotkeys("OVERLAY_NEXT", "OSK"),
)

COMMANDS: Final = ACTIONS + HOTKEYS

FORMS: Final = {command.name: command.form for command in COMMANDS}
"""What stands behind each name: the same in all releases that know it."""

SETTINGS: Final[dict[str, Release]] = {
    "video_fullscreen": OLDEST,
    "savefile_directory": OLDEST,
    "savestate_directory": OLDEST,
    "runtime_log_directory": OLDEST,
    "log_dir": OLDEST,
    "cache_directory": OLDEST,
    "system_directory": OLDEST,
    "netplay_nickname": OLDEST,
    "active_replay": (1, 16, 0),
    "menu_active": NEXT,
    "cheevos_enable": NEXT,
}
"""What GET_CONFIG_PARAM tells, and since when; `unsupported` for everything else."""


def known_to(release: Release) -> tuple[Command, ...]:
    """The commands of one release."""
    return tuple(command for command in COMMANDS if command.known_to(release))
