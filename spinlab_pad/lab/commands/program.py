"""Commands about the emulator, the game that runs, what is asked on the overlay, and the program itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from spinlab_pad.lab.commands.key import NAME


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause the emulator."""

    name: ClassVar[str] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Let the emulator go on."""

    name: ClassVar[str] = "resume"


@dataclass(frozen=True, slots=True)
class LaunchEmulator:
    """Start RetroArch with the game that was last played."""

    name: ClassVar[str] = "launch_emulator"


@dataclass(frozen=True, slots=True)
class RestartEmulator:
    """End the RetroArch that was started from here and start it again; what is going on goes on afterwards."""

    name: ClassVar[str] = "restart_emulator"


@dataclass(frozen=True, slots=True)
class LaunchGame:
    """Start RetroArch with a game of `GET /api/games`, instead of the one that was started from here."""

    name: ClassVar[str] = "launch_game"
    id: str


@dataclass(frozen=True, slots=True)
class ChooseProfile:
    """Say which game runs, by the profile to watch it with; remembered for it."""

    name: ClassVar[str] = "choose_profile"
    profile: str


@dataclass(frozen=True, slots=True)
class SetCategory:
    """Run the game in this category from now on; each has runs and golds of its own. Remembered for the game."""

    name: ClassVar[str] = "set_category"
    category: str


@dataclass(frozen=True, slots=True)
class ScanGames:
    """Look through rom.dir again."""

    name: ClassVar[str] = "scan_games"


@dataclass(frozen=True, slots=True)
class ShowGames:
    """Offer the games of rom.dir on the overlay, to start one with the pad."""

    name: ClassVar[str] = "show_games"


@dataclass(frozen=True, slots=True)
class AskGame:
    """Ask on the overlay which game runs."""

    name: ClassVar[str] = "ask_game"


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """Go to another choice of what is asked on the overlay."""

    name: ClassVar[str] = "move_choice"
    way: Literal["up", "down", "page_up", "page_down"]


@dataclass(frozen=True, slots=True)
class TakeChoice:
    """Take the choice that is marked on the overlay."""

    name: ClassVar[str] = "take_choice"


@dataclass(frozen=True, slots=True)
class LeaveChoice:
    """Close what is asked on the overlay, without a choice."""

    name: ClassVar[str] = "leave_choice"


@dataclass(frozen=True, slots=True)
class FixSetting:
    """Correct a setting of RetroArch that `doctor` complains about."""

    name: ClassVar[str] = "fix_setting"
    setting: str = field(metadata=NAME)


@dataclass(frozen=True, slots=True)
class Mark:
    """Put a mark with a few words into the log and into the trace, to find this moment again."""

    name: ClassVar[str] = "mark"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ShowMenu:
    """Offer on the overlay what else can be done now; a game that is being played is paused meanwhile."""

    name: ClassVar[str] = "show_menu"


@dataclass(frozen=True, slots=True)
class Quit:
    """End the companion."""

    name: ClassVar[str] = "quit"
