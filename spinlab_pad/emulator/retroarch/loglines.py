"""Which lines of RetroArch's log a runner should know of, and what they mean in our words. Pure.

RetroArch tells nobody that it refused a command but its log (texts: `intl/msg_hash_us.h`, `tasks/task_save.c`,
`command.c`, `cheevos/cheevos.c`; seen on 1.14 and 1.22.2, which differ by a colon after the tag). In another language
than English only what begins with a tag is understood. That a state could not be *written* is told nowhere: RetroArch
1.14 and 1.22.2 log nothing when the folder is gone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from spinlab_pad.emulator.port import Trouble


@dataclass(frozen=True, slots=True)
class Rule:
    """Lines in which `pattern` is found are the trouble `text`, filled in with the groups of the pattern."""

    pattern: re.Pattern[str]
    key: str
    text: str
    level: Literal["warn", "error"] = "warn"


def _rule(pattern: str, key: str, text: str, level: Literal["warn", "error"] = "warn") -> Rule:
    return Rule(re.compile(pattern), f"log_{key}", text, level)


_FILE: Final = r'"(?:[^"]*[/\\])?(?P<file>[^"/\\]+)"'

RULES: Final = (
    _rule(
        r"Core does not support save states",
        "no_states",
        "RetroArch refuses save states for this core: choose Online Updater > Update Core Info Files, or use Snes9x",
        "error",
    ),
    _rule(
        r"(?P<what>Run-Ahead|Preemptive Frames) has been disabled",
        "run_ahead",
        "RetroArch has turned {what} off, because this core's states failed",
    ),
    _rule(
        r"Failed to save state to(?: " + _FILE + ")?",
        "save",
        "RetroArch could not write a save state: look at Settings > Directory > Save States and at the free space",
        "error",
    ),
    _rule(
        r"Failed to (?P<what>undo (?:load|save) state)",
        "undo",
        "RetroArch had nothing to undo ({what})",
    ),
    _rule(
        r"(?:^\[ERROR\] \[State\]:? .*|Failed to load state from )" + _FILE,
        "load",
        "RetroArch could not load the save state {file}: it is missing, damaged, or of another core",
    ),
    _rule(
        r"Could not open replay file for recording|Failed to start movie record",
        "record",
        "RetroArch could not record a replay: look at Settings > Directory > Save States and at the free space",
    ),
    _rule(
        r"CRC32 checksum mismatch between content file and saved content",
        "replay",
        "this replay was made with another version of the game and will go wrong",
    ),
    _rule(
        r"Failed to load movie file|Could not read (?:movie header|state from movie)|^\[ERROR\] \[Replay\]",
        "replay",
        "RetroArch could not play a replay: it is missing, or of another version, core or game",
    ),
    _rule(
        r"You must pause or disable Achievements Hardcore Mode|Achievements Hardcore Mode Enabled|Hardcore enabled|"
        r"[Hh]ardcore (?:active|enabled)",
        "hardcore",
        "Achievements > Hardcore Mode is on, which forbids to load states: turn it off to practise",
        "error",
    ),
    _rule(
        r"Hardcore (?:disabled|paused)|Hardcore Mode disabled|hardcore mode disabled",
        "hardcore",
        "Achievements > Hardcore Mode is off from now on in this session",
    ),
    _rule(
        r"Failed to save SRAM",
        "sram",
        "RetroArch could not write the game's own save file: look at the free space",
        "error",
    ),
    _rule(r"Failed to load content", "content", "RetroArch could not load the game: it is missing or damaged", "error"),
    _rule(
        r'Unrecognized command "(?P<command>[A-Z_0-9]+)[^"]*"',
        "command",
        "this RetroArch doesn't know the command {command}: update it to 1.22",
    ),
)
"""The first that fits counts."""


def classify(line: str, ignored: Collection[str] = ()) -> Trouble | None:
    """What a line of the log is for a runner; None for all others.

    `ignored` are commands that were only sent to see whether RetroArch knows them.
    """
    for rule in RULES:
        found = rule.pattern.search(line)
        if found is not None:
            groups = found.groupdict()
            return (
                None if groups.get("command") in ignored else Trouble(rule.key, rule.text.format(**groups), rule.level)
            )
    return None
