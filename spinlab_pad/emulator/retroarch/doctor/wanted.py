"""RetroArch's settings that matter to an attached companion: one table, and the judgement of a set of values. Pure.

Defaults were read from the files that RetroArch 1.14 and 1.22.2 write from an empty configuration. What a setting does
was measured on the same two, except where `why` says that it was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.cores import needs_early_polling
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy
from spinlab_pad.emulator.retroarch.obstacles import LATE_POLLING, can_bypass, hardcore, preemptive, run_ahead
from spinlab_pad.emulator.retroarch.user_settings import UserSettings

LATE: Final = str(LATE_POLLING)
EARLY: Final = "0"
UNSET: Final = "nul"

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the judgement depends on beside the settings; what is not known is empty.

    `port` is the one that we ask, `core` the core's file name without `_libretro` and ending, `platform` as in
    `sys.platform`. `states_folder_given`: emulator.savestate_dir says where states lie. `states_beside_found`: they lie
    beside the game, and it is known where. `hotkeys_work`: hotkey commands were seen to have an effect.
    """

    port: int
    version: Version | None = None
    core: str = ""
    platform: str = "linux"
    info_missing: bool = False
    states_folder_given: bool = False
    states_beside_found: bool = False
    hotkeys_work: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One row. `wanted` may hold `{port}`. A `note` is shown and never complained about.

    `harmless` tells in words why another value does no harm in a situation, empty where it does. `fixable`: the wanted
    value can be written without asking what else the runner uses the setting for.
    """

    name: str
    title: str
    default: str
    wanted: str
    severity: Literal["fail", "warn", "note"]
    why: str
    menu: str
    harmless: Callable[[UserSettings, Situation], str] = lambda told, situation: ""
    fixable: bool = True

    def value(self, situation: Situation) -> str:
        """The wanted value."""
        return self.wanted.format(port=situation.port)

    def line(self, situation: Situation) -> str:
        """The wanted line of retroarch.cfg."""
        return cfg.line(self.name, self.value(situation))


def _no_login(told: UserSettings, situation: Situation) -> str:
    return "" if hardcore(told) else "no effect without a RetroAchievements login"


def _no_single_run_ahead(told: UserSettings, situation: Situation) -> str:
    if not told.on("run_ahead_enabled", default=False):
        return "run-ahead is off"
    if situation.hotkeys_work:
        return "the commands have an effect, so it was changed since"
    # Preemptive frames keep the commands too, but are to be turned off themselves.
    mended = replace(told, values={**told.values, "preemptive_frames_enable": "false"})
    if run_ahead(mended):
        return ""
    return "no frames to run ahead" if told.number("run_ahead_frames", 1) == 0 else "normal polling keeps the commands"


def _no_preemptive(told: UserSettings, situation: Situation) -> str:
    return "" if preemptive(told) else "no effect with 0 frames to run ahead"


def _clean_frames(told: UserSettings, situation: Situation) -> str:
    if not situation.core:
        return "only bsnes-mercury needs another"
    return "" if needs_early_polling(situation.core) else "any with this core"


def _no_auto_index(told: UserSettings, situation: Situation) -> str:
    return "" if told.on("savestate_auto_index", default=False) else "no effect with a fixed slot"


def _folder_given(told: UserSettings, situation: Situation) -> str:
    if situation.states_folder_given:
        return "emulator.savestate_dir is set"
    return "they are found there" if situation.states_beside_found else ""


def _info_found(told: UserSettings, situation: Situation) -> str:
    if not situation.info_missing:
        return "the core has its info file"
    used = situation.version is None or can_bypass(situation.version)
    return "" if used else "not used by this version"


def _overlay_seen(told: UserSettings, situation: Situation) -> str:
    if not told.on("video_fullscreen", default=False):
        return "not in full screen"
    return "" if situation.platform == "win32" else "seen all the same on this system"


def _button_unset(told: UserSettings, situation: Situation) -> str:
    return "" if told.text("input_enable_hotkey_btn", UNSET) not in {"", UNSET} else "not set"


WANTED: Final[tuple[Setting, ...]] = (
    Setting(
        "network_cmd_enable", "Network Commands", "false", "true", "fail",
        "the companion sees the game and sends its commands over this interface",
        "Settings > Network > Network Commands",
    ),
    Setting(
        "network_cmd_port", "Network Command Port", "55355", "{port}", "fail",
        "RetroArch and network.nci_port (or --attach) must name the same port",
        "Settings > Network > Network Command Port",
    ),
    Setting(
        "cheevos_hardcore_mode_enable", "Hardcore Mode", "true", "false", "fail",
        "with a RetroAchievements login, hardcore mode drops every state load without a word",
        "Settings > Achievements > Hardcore Mode", _no_login,
    ),
    Setting(
        "run_ahead_secondary_instance", "Run-ahead instance", "true", "true", "fail",
        "with run-ahead on, a single instance loses every hotkey command: no save, no pause",
        "Settings > Latency > Run-Ahead > Second Instance Mode", _no_single_run_ahead,
    ),
    Setting(
        "input_poll_type_behavior", "Polling (bsnes-mercury)", LATE, EARLY, "fail",
        "polled late or normally, bsnes-mercury shows memory from the middle of a frame",
        "Settings > Input > Polling Behavior > Early (then restart)", _clean_frames,
    ),
    Setting(
        "savestates_in_content_dir", "States beside the game", "false", "false", "fail",
        "the folder of the game is known on Linux only, so elsewhere no state is found beside it",
        "Settings > Saving > Write Save States to Content Directory", _folder_given,
    ),
    Setting(
        "pause_nonactive", "Pause without focus", "true", "false", "warn",
        "the game stands still while another window (this terminal, OBS, a browser) has the focus",
        "Settings > User Interface > Pause Content When Not Active",
    ),
    Setting(
        "preemptive_frames_enable", "Preemptive frames", "false", "false", "warn",
        "replays that are recorded with preemptive frames play back wrong",
        "Settings > Latency > Run-Ahead > Second Instance Mode or Off", _no_preemptive,
    ),
    Setting(
        "savestate_max_keep", "States to keep", "0", "0", "warn",
        "with a counted slot for each save, RetroArch deletes or overwrites older states of yours",
        "Settings > Saving > Maximum Auto-Increment Save States to Keep > 0", _no_auto_index,
    ),
    Setting(
        "core_info_savestate_bypass", "States without core info", "false", "true", "warn",
        "without its info file a core is refused save states by RetroArch 1.15 to 1.21",
        "Settings > Core > Bypass Core Info Save States Features", _info_found,
    ),
    Setting(
        "input_enable_hotkey_btn", "Hotkey Enable button", UNSET, UNSET, "warn",
        "while this button is held RetroArch answers nobody; it must not be Select, which opens our commands",
        "Settings > Input > Hotkeys > Hotkey Enable (any button but Select)", _button_unset, fixable=False,
    ),
    Setting(
        "video_windowed_fullscreen", "Windowed full screen", "true", "true", "warn",
        "on Windows nothing can be drawn above exclusive full screen (by documentation, not run)",
        "Settings > Video > Fullscreen Mode > Windowed Fullscreen Mode", _overlay_seen,
    ),
    Setting(
        "log_to_file", "Log to File", "false", "true", "warn",
        "some failures of RetroArch are told nowhere but in its log",
        "Settings > Logging > Log to File",
    ),
    Setting(
        "log_verbosity", "Logging Verbosity", "false", "true", "warn",
        "without it the log stays empty",
        "Settings > Logging > Logging Verbosity",
    ),
    Setting(
        "log_to_file_timestamp", "Timestamp Log Files", "false", "true", "note",
        "keeps a log of each session instead of the last one alone",
        "Settings > Logging > Timestamp Log Files",
    ),
    Setting(
        "replay_max_keep", "Replays to keep", "0", "0", "note",
        "has no effect in 1.22.2: with 1, three recordings were kept",
        "Settings > Saving > Maximum Auto-Increment Replays to Keep",
    ),
)  # fmt: skip

BY_NAME: Final = {setting.name: setting for setting in WANTED}


def judge(setting: Setting, told: UserSettings, situation: Situation) -> Check:
    """One setting's check."""
    value = _plain(told.text(setting.name, setting.default), setting.wanted)
    wanted = setting.value(situation)
    file = str(source(told, setting.name) or "")
    found = value if file else f"{value} (RetroArch's default)"
    if value == wanted:
        return Check(setting.name, "Settings", setting.title, "pass", found, wanted, file=file)
    excuse = setting.harmless(told, situation)
    if excuse or setting.severity == "note":
        told_so = f"{found}: {excuse}" if excuse else f"{found} ({wanted} {setting.why})"
        if setting.severity == "note":
            told_so = f"{found}; {setting.why}"
        return Check(setting.name, "Settings", setting.title, "pass", told_so, wanted, file=file)
    remedy = Remedy(menu=setting.menu, line=setting.line(situation) if setting.fixable else "")
    return Check(setting.name, "Settings", setting.title, setting.severity, found, wanted, setting.why, remedy, file)


def judge_all(told: UserSettings, situation: Situation) -> tuple[Check, ...]:
    """All settings, in the order of the table."""
    return tuple(judge(setting, told, situation) for setting in WANTED)


def fixable(checks: Iterable[Check]) -> tuple[str, ...]:
    """Names of the settings among `checks` that are wrong and can be written."""
    wrong = (check.key for check in checks if check.state in {"warn", "fail"})
    return tuple(name for name in wrong if name in BY_NAME and BY_NAME[name].fixable)


def source(told: UserSettings, name: str) -> Path | None:
    """The file that a value comes from: of those that hold it, the one that RetroArch reads last."""
    for file in reversed(told.files):
        if name in cfg.read(file):
            return file
    return None


def _plain(value: str, wanted: str) -> str:
    """RetroArch takes 1 and 0 for true and false."""
    return {"1": "true", "0": "false"}.get(value, value) if wanted in {"true", "false"} else value
