"""The whole examination of a RetroArch: what can be seen from its files, and live from its answers, in one order."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import places
from spinlab_pad.emulator.retroarch.abilities import version_number
from spinlab_pad.emulator.retroarch.cores import name_of
from spinlab_pad.emulator.retroarch.doctor import coexistence, connection, core_info, live, memory, versions
from spinlab_pad.emulator.retroarch.doctor.check import Check, Remedy, skipped
from spinlab_pad.emulator.retroarch.doctor.folders import check_folder
from spinlab_pad.emulator.retroarch.doctor.listening import Greeting, greet, is_here
from spinlab_pad.emulator.retroarch.doctor.wanted import WANTED, Situation, judge_all
from spinlab_pad.emulator.retroarch.find import Installation, Machine, installations, named, this_machine
from spinlab_pad.emulator.retroarch.processes import Running, holder, of_this_home, retroarchs
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files, of_port

NO_ANSWER: Final = "no RetroArch answers"
NO_GAME: Final = "there is no game whose memory can be read"
CRASHES: Final = "this RetroArch would crash when asked (see Core info file)"
REMOTE: Final = "RetroArch runs on another machine, whose files can't be looked at"
STATES: Final = Remedy(
    do="make the folder and let your user write to it",
    menu="Settings > Directory > Save States (1.14: Savestate)",
    line='savestate_directory = "a folder of yours"',
)


@dataclass(frozen=True, slots=True)
class Order:
    """What to examine. `program`, `core` and `states` are what our own configuration names, if it does.

    `leave_alone`: why the game must not be touched; the live tests are then skipped for this reason.
    """

    host: str
    port: int
    program: Path | None = None
    core: Path | None = None
    states: Path | None = None
    leave_alone: str = ""
    machine: Machine = field(default_factory=this_machine)


@dataclass(frozen=True, slots=True)
class Subject:
    """The RetroArch that was examined, as far as it is known; `command` starts it."""

    host: str
    port: int
    running: bool
    version: str = ""
    game: str = ""
    system: str = ""
    core: str = ""
    memory_command: str = ""
    command: tuple[str, ...] = ()
    settings: UserSettings = field(default_factory=UserSettings)
    situation: Situation = field(default_factory=lambda: Situation(0))

    def to_json(self) -> dict[str, object]:
        """The subject as JSON holds it."""
        return {
            "host": self.host,
            "port": self.port,
            "running": self.running,
            "version": self.version,
            "game": self.game,
            "system": self.system,
            "core": self.core,
            "memory_command": self.memory_command,
            "command": list(self.command),
            "config_files": [str(file) for file in self.settings.files],
            "config_certain": self.settings.certain,
        }


Tell = Callable[[Check], None]
Progress = Callable[[str], None]


async def examine(order: Order, tell: Tell, progress: Progress) -> Subject:
    """Make all checks of RetroArch, tell each as soon as it is known; what was examined."""
    return await _Examination(order, tell, progress).run()


class _Examination:
    """One examination; what is known of the RetroArch grows from step to step."""

    def __init__(self, order: Order, tell: Tell, progress: Progress) -> None:
        self._order = order
        self._checks: dict[str, Check] = {}
        self._tell_on = tell
        self._progress = progress
        self._here = is_here(order.host)
        self._all = retroarchs(order.machine) if self._here else ()
        self._running = of_this_home(self._all, order.machine)
        self._found = _installations(order) if self._here else ()
        self._version = ""
        self._process: Running | None = None
        self._told = UserSettings()
        self._core: Path | None = None
        self._content: Path | None = None
        self._look: memory.Look | None = None

    async def run(self) -> Subject:
        order = self._order
        self._progress(f"asking {order.host}:{order.port} for its version")
        greeting = await greet(order.host, order.port)
        if greeting.kind == "retroarch":
            self._version = greeting.text
        self._look_at_files()
        self._tell_connection(greeting)
        await self._look_at_game()
        situation = self._settle()
        self._tell_game()
        states = self._states_folder()
        if states is not None:
            self._tell(check_folder("state_folder", "RetroArch", "State folder", states, STATES))
        elif self._here:
            reason = "neither RetroArch nor its settings tell it"
            self._tell(skipped("state_folder", "RetroArch", "State folder", reason))
        await self._test(situation, states)
        situation = replace(situation, hotkeys_work=self._checks[coexistence.KEY].state == "pass")
        for check in self._settings_checks(situation):
            self._tell(check)
        return self._subject(situation)

    def _tell(self, check: Check) -> None:
        self._checks[check.key] = check
        self._tell_on(check)

    def _look_at_files(self) -> None:
        """Which process it is, and what it has read."""
        if not self._here:
            return
        order = self._order
        there = [item for item in self._all if order.port in item.ports]
        # Of several at one port the newest gets the commands. Where none is, the one that runs should be there.
        candidates = there or ([] if self._version else list(self._running))
        if candidates:
            self._process = candidates[0]
            self._told = of_files(self._process.files, certain=True)
            self._core, self._content = self._process.core, self._process.content
            return
        if self._version:
            self._told = of_port(order.port, order.machine)
        else:
            self._core = order.core or next((core for item in self._found for core in item.cores), None)
        if not self._told.files:
            self._told = of_files([item.config for item in self._found if item.config.is_file()][:1])

    def _tell_connection(self, greeting: Greeting) -> None:
        """Installation, who answers, version, cores."""
        order = self._order
        if self._here:
            self._tell(connection.check_installation(self._found, runs=bool(self._version or self._running)))
        owner = holder(order.port, order.machine) if self._here and greeting.kind == "silent" else ""
        start = shlex.join(self._found[0].command) if self._found else ""
        self._tell(
            connection.check_greeting(
                greeting, order.host, order.port, running=self._running, holder=owner, start=start
            )
        )
        shared = connection.check_shared(order.port, self._all)
        if shared is not None:
            self._tell(shared)
        if self._version:
            # Faults of one system only are not known to be those of another machine.
            self._tell(versions.check_version(self._version, order.machine.platform if self._here else "linux"))
        else:
            self._tell(skipped("version", "RetroArch", "Version", NO_ANSWER))
        if self._here:
            wanted = None if self._version else order.core
            self._tell(connection.check_cores(self._found, wanted, self._core))

    async def _look_at_game(self) -> None:
        """Ask for the game, unless the question is known to crash this RetroArch."""
        if not self._version or core_info.asking_crashes(self._info(), self._version):
            return
        self._progress("looking at the game")
        self._look = await memory.look(self._order.host, self._order.port)
        if self._here and self._look.status is not None and (self._core is None or self._content is None):
            played = places.loaded(self._told, self._look.status.content)
            self._core, self._content = self._core or played.core, self._content or played.content

    def _settle(self) -> Situation:
        """All that the settings are judged by: overrides on top, and what RetroArch does before what its files say."""
        files = places.Loaded(self._content, self._core)
        self._told = self._told.overridden(files.library, files.content)
        if self._version and self._told.files:
            running = {"network_cmd_enable": "true", "network_cmd_port": str(self._order.port)}
            self._told = replace(self._told, values={**self._told.values, **running})
        info = self._info()
        number = versions.number(self._version)
        return Situation(
            self._order.port,
            number[:2] if number else None,
            self._core_name(),
            self._order.machine.platform,
            info_missing=info is not None and info.missing,
            states_folder_given=self._order.states is not None,
            states_beside_found=self._beside_the_game() is not None,
        )

    def _tell_game(self) -> None:
        """Core info file, game and memory."""
        info = self._info()
        if info is None:
            reason = "it is not known which core runs" if self._here else REMOTE
            self._tell(skipped(core_info.KEY, "RetroArch", core_info.TITLE, reason))
        else:
            bypass = self._told.on("core_info_savestate_bypass", default=False)
            self._tell(core_info.check(info, self._version, bypass=bypass))
        if self._look is not None:
            self._tell(self._look.check)
        else:
            self._tell(skipped(memory.KEY, "RetroArch", memory.TITLE, CRASHES if self._version else NO_ANSWER))

    async def _test(self, situation: Situation, states: Path | None) -> None:
        order, look = self._order, self._look
        if look is None or look.status is None or look.space is None or order.leave_alone:
            for check in live.skip_all(order.leave_alone or (NO_GAME if self._version else NO_ANSWER)):
                self._tell(check)
            return
        subject = live.Subject(order.host, order.port, look.status, self._told, situation, states, order.states)
        await live.test(subject, self._tell, self._progress)

    def _settings_checks(self, situation: Situation) -> Iterable[Check]:
        key, title = "config", "Settings file"
        if not self._told.files:
            reason = "no retroarch.cfg was found: start RetroArch once and close it" if self._here else REMOTE
            yield skipped(key, "Settings", title, reason)
            yield from (skipped(setting.name, "Settings", setting.title, reason) for setting in WANTED)
            return
        names = ", ".join(map(str, self._told.files))
        sure = "read by the RetroArch that runs" if self._told.certain else "in the usual place"
        if self._version:
            sure += "; what was changed in its menu since is not in it"
        yield Check(key, "Settings", title, "pass", f"{names} ({sure})", "RetroArch's own")
        yield from judge_all(self._told, situation)

    def _subject(self, situation: Situation) -> Subject:
        look = self._look
        status = look.status if look else None
        return Subject(
            self._order.host,
            self._order.port,
            bool(self._version),
            self._version,
            status.content if status else "",
            status.system if status else "",
            self._core_name(),
            look.space.command if look and look.space else "",
            self._found[0].command if self._found else (),
            self._told,
            situation,
        )

    def _info(self) -> core_info.InfoFile | None:
        return core_info.look(self._core, self._told) if self._here and self._core is not None else None

    def _core_name(self) -> str:
        return name_of(self._core) if self._core else ""

    def _beside_the_game(self) -> Path | None:
        """The folder of states beside the game; None where they go elsewhere, or it isn't known for certain."""
        if not (self._told.certain and self._told.on("savestates_in_content_dir", default=False)):
            return None
        files = places.Loaded(self._content, self._core)
        return places.place(Path(), self._told, version_number(self._version)[:2], files)

    def _states_folder(self) -> Path | None:
        """As configured by us, beside the game, as RetroArch tells, as its settings say; None on another machine."""
        if not self._here:
            return None
        if self._order.states is not None:
            return self._order.states
        beside = self._beside_the_game()
        if beside is not None:
            return beside
        if self._look is not None and self._look.states not in {"", "unsupported"}:
            return Path(self._look.states).expanduser()
        return self._told.path("savestate_directory", self._told.folder / "states" if self._told.folder else None)


def _installations(order: Order) -> tuple[Installation, ...]:
    """The one that our configuration names, or all that are found."""
    if order.program is None:
        return tuple(installations(order.machine))
    try:
        return (named(order.program, order.machine),)
    except SetupError:
        return ()
