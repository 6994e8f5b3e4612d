"""Find RetroArch and an SNES core where they usually are, on Linux, Windows and macOS (the places: `places.py`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spinlab_pad.emulator.port import SetupError
from spinlab_pad.emulator.retroarch import cfg, cores
from spinlab_pad.emulator.retroarch.launch import Recipe
from spinlab_pad.emulator.retroarch.layouts import LAYOUTS, NAMED, Layout
from spinlab_pad.emulator.retroarch.machine import Folders, Machine, this_machine

__all__ = ["Installation", "Machine", "find", "info_folder", "installations", "this_machine"]


@dataclass(frozen=True, slots=True)
class Installation:
    """One RetroArch on this machine: how it is started, and where it keeps things, as this machine sees them.

    `config` is its retroarch.cfg, there or not; `overrides` the folder of the runner's overrides. `cores` are the SNES
    cores that can be practised with, the best first; `unusable` those that show no memory. `workplace` is set for a
    sandbox, and is a folder that it sees; `start_in` where it must be started in a certain folder.
    """

    kind: str
    command: tuple[str, ...]
    config: Path
    overrides: Path
    cores: tuple[Path, ...] = ()
    unusable: tuple[Path, ...] = ()
    info_folders: tuple[Path, ...] = field(default=(), repr=False)
    workplace: Path | None = None
    start_in: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder of its configuration."""
        return self.config.parent

    def __str__(self) -> str:
        """What a person is told of it, in one line."""
        names = ", ".join(cores.name_of(core) for core in self.cores) or "none that can be practised with"
        if self.unusable:
            names += f" ({', '.join(cores.name_of(core) for core in self.unusable)}: shows no memory)"
        settings = self.config if self.config.is_file() else f"{self.config} (not there yet)"
        return f"{self.kind}: {' '.join(self.command)}; settings {settings}; SNES cores: {names}"


def installations(machine: Machine | None = None) -> Iterator[Installation]:
    """Every RetroArch that is there, the most likely one first, none twice."""
    machine = machine or this_machine()
    folders = Folders(machine)
    seen: set[Path] = set()
    for layout in LAYOUTS[machine.family]:
        if layout.if_any and not any(path.exists() for path in folders.all(layout.if_any)):
            continue
        for program in _programs(machine, folders, layout):
            real = Path(machine.which(program) or program).resolve()
            # Of one Steam folder the script comes before the program itself.
            key = real if layout.kind != "Steam" or machine.family != "linux" else real.parent
            if key not in seen:
                seen.add(key)
                yield _installation(machine, folders, layout, program)


def find(
    program: str | Path | None = None,
    core: str | Path | None = None,
    *,
    own_config: bool = False,
    machine: Machine | None = None,
) -> Recipe:
    """A recipe for the RetroArch and the core that are named, or else found.

    `own_config` starts from an empty configuration instead of the runner's. `name` of the recipe is the core's.

    Raises:
        SetupError: one of them is not there; says what to install or set.
    """
    machine = machine or this_machine()
    core_file = _named_core(core) if core is not None else None
    candidates = list(installations(machine)) if program is None else [named(program, machine)]
    if not candidates:
        raise SetupError("RetroArch was not found; install it, or set emulator.retroarch_path to it")
    # One that has a core goes before one that has none.
    installation = next((each for each in candidates if each.cores), candidates[0])
    if core_file is None:
        if not installation.cores:
            raise SetupError(_no_core(installation))
        core_file = installation.cores[0]
    return Recipe(
        name=cores.name_of(core_file),
        command=installation.command,
        core=core_file,
        info_folder=info_folder(core_file, installation.info_folders),
        own_config=own_config,
        overrides=None if own_config else installation.overrides,
        workplace=installation.workplace,
        start_in=installation.start_in,
    )


def info_folder(core: Path, others: Iterable[Path] = ()) -> Path | None:
    """The folder with the core's info file: by the layouts of RetroArch and of distributions, then `others`."""
    near = (core.parent.parent / "info", core.parent, *(parent / "share/libretro/info" for parent in core.parents))
    for folder in (*near, *others):
        if (folder / cores.info_name(core)).is_file():
            return folder
    return None


def _no_core(installation: Installation) -> str:
    remedy = (
        "in RetroArch choose Online Updater > Core Downloader > Nintendo - SNES / SFC (Snes9x), "
        "or set emulator.ra_core_path"
    )
    if installation.unusable:
        names = ", ".join(cores.name_of(core) for core in installation.unusable)
        return f"no SNES core that shows its memory was found ({names} doesn't); {remedy}"
    return f"no SNES core was found; {remedy}"


def _named_core(core: str | Path) -> Path:
    path = Path(core).expanduser()
    if not path.is_file():
        raise SetupError(f"emulator.ra_core_path {path} is not there; correct it, or remove it to search for one")
    return path


def named(program: str | Path, machine: Machine | None = None) -> Installation:
    """The installation of a program that our configuration names.

    Raises:
        SetupError: it is no program.
    """
    machine = machine or this_machine()
    path = Path(program).expanduser()
    found = machine.which(str(path))
    if found is None:
        raise SetupError(f"emulator.retroarch_path {path} is no program; correct it, or remove it to search for one")
    for installation in installations(machine):
        usual = machine.which(installation.command[0])
        if len(installation.command) == 1 and usual and Path(usual).resolve() == Path(found).resolve():
            return installation
    return _installation(machine, Folders(machine), NAMED[machine.family], str(path))


def _programs(machine: Machine, folders: Folders, layout: Layout) -> Iterator[str]:
    """What starts RetroArch in this layout, of those that are there."""
    for template in layout.programs:
        found = [template] if "/" not in template else [str(path) for path in folders.all((template,))]
        yield from (program for program in found if machine.which(program) is not None)


def _installation(machine: Machine, folders: Folders, layout: Layout, program: str) -> Installation:
    """What belongs to a program that is there."""
    file = Path(machine.which(program) or program)
    known = {"program": file, "app": file.parent}
    config = folders.first(layout.configs, **known)
    known["folder"] = config.parent
    told = cfg.read(config)

    def places(setting: str, *defaults: str) -> list[Path]:
        configured = _expanded(folders, layout, known, told.get(setting, ""))
        return list(dict.fromkeys([*configured, *folders.all(defaults, **known)]))

    core_folders = places("libretro_directory", *layout.cores)
    return Installation(
        kind=layout.kind,
        command=(program, *layout.arguments),
        config=config,
        overrides=places("rgui_config_directory", layout.overrides)[0],
        cores=tuple(_cores(cores.USABLE, core_folders, machine.suffix)),
        unusable=tuple(_cores(cores.WITHOUT_MEMORY, core_folders, machine.suffix)),
        info_folders=tuple(places("libretro_info_path", *layout.infos)),
        workplace=folders.first((layout.workplace,)) if layout.workplace is not None else None,
        start_in=file.parent if layout.starts_in_its_folder else None,
    )


def _cores(wanted: Iterable[cores.Core], folders: Sequence[Path], suffix: str) -> Iterator[Path]:
    for core in wanted:
        for folder in folders:
            file = folder / f"{core.name}_libretro{suffix}"
            if file.is_file():
                yield file
                break


def _expanded(folders: Folders, layout: Layout, known: Mapping[str, Path], value: str) -> Iterator[Path]:
    """Where a folder of the configuration may be on this machine; nothing where the configuration doesn't say.

    As RetroArch expands it (file_path.c, `fill_pathname_expand_special`): `~` is its home, `:` the folder of its
    program, on macOS the application.
    """
    if not value or value == "default":
        return
    text, app = value.replace("\\", "/"), known["app"]
    if text.startswith("~"):
        yield folders.first(layout.homes, **known) / text[1:].lstrip("/")
    elif text.startswith(":"):
        base = app.parents[1] if app.as_posix().endswith(".app/Contents/MacOS") else app
        yield base / text[1:].lstrip("/")
    else:
        yield Path(text)
