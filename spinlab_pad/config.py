"""config.yaml -> frozen dataclasses.

Every default is written once, here; `config.example.yaml` shows them all and is tested against these classes. An
unknown key or a value of the wrong kind is an error that names the file, the line and the nearest key.
"""

from __future__ import annotations

import difflib
from dataclasses import asdict, dataclass, field, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import yaml

from spinlab_pad.schedule import AllocatorName, EstimatorName
from spinlab_pad.store.records import CATEGORY_MAX


class ConfigError(ValueError):
    """The configuration can't be used; one line with file, line number and remedy."""


@dataclass(frozen=True, slots=True)
class EmulatorConfig:
    """RetroArch: where it is and how to find its states. Empty means: find it."""

    retroarch_path: str = ""
    ra_core_path: str = ""
    savestate_dir: str = ""
    ra_core_subdir: str = ""
    ra_movie_dir: str = ""
    spinlab_state_dir: str = ""
    embedded_core_path: str = ""


@dataclass(frozen=True, slots=True)
class RomConfig:
    """Where the runner's games lie."""

    dir: str = ""


@dataclass(frozen=True, slots=True)
class GameConfig:
    """`category` separates runs and golds of one game, until another is chosen for it. `profile` is 'auto' (by the
    game's checksum and header, else the runner is asked), or the name or path of the one to use for every game.
    """

    category: str = "any%"
    profile: str = "auto"


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Ports: RetroArch's command interface (UDP) and our own pages (TCP).

    Pages for other machines (`host` beyond loopback) need a `token` of 16 characters or more; commands from there are
    refused unless `remote_commands`.
    """

    host: str = "127.0.0.1"
    nci_host: str = "127.0.0.1"
    nci_port: int = 55355
    dashboard_port: int = 15483
    token: str = ""
    remote_commands: bool = False


@dataclass(frozen=True, slots=True)
class SchedulerConfig:
    """Which estimator is shown and used, which allocator picks."""

    estimator: EstimatorName = "belief"
    allocator: AllocatorName = "value"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class PracticeConfig:
    """The practice loop."""

    rating: Literal["after", "pause", "off"] = "after"
    auto_advance_s: float = 10.0
    death_penalty_ms: int = 3200
    start: Literal["hot", "cold"] = "hot"
    on_death: Literal["reload", "respawn"] = "reload"
    start_pause: bool = False
    countdown_s: float = 1.0
    goal_minutes: int = 0
    goal_attempts: int = 0
    break_after_min: int = 45


@dataclass(frozen=True, slots=True)
class ReferenceConfig:
    """Reference runs. `record_inputs`: keep what was pressed, so that a run can be replayed."""

    record_inputs: bool = True


@dataclass(frozen=True, slots=True)
class LiveSplitConfig:
    """LiveSplit, driven in a speed run through its server."""

    protocol: Literal["off", "tcp", "websocket"] = "off"
    host: str = "127.0.0.1"
    port: int = 16834


@dataclass(frozen=True, slots=True)
class OverlayConfig:
    """The overlay window."""

    enabled: bool = True
    theme: Literal["clear", "classic"] = "clear"
    scale: float = 1.0
    layout: Literal["column", "strip"] = "column"


@dataclass(frozen=True, slots=True)
class PadConfig:
    """The gamepad."""

    hold_ms: int = 250


@dataclass(frozen=True, slots=True)
class DataConfig:
    """Where everything is kept; empty is the system's folder for program data."""

    dir: str = ""


@dataclass(frozen=True, slots=True)
class TraceConfig:
    """The traces that are kept while the companion runs: `files` of up to `minutes` each, `max_mb` MB all together."""

    always: bool = False
    minutes: float = 10.0
    files: int = 3
    max_mb: float = 10.0


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration."""

    emulator: EmulatorConfig = field(default_factory=EmulatorConfig)
    rom: RomConfig = field(default_factory=RomConfig)
    game: GameConfig = field(default_factory=GameConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    scheduler: SchedulerConfig = field(default_factory=SchedulerConfig)
    practice: PracticeConfig = field(default_factory=PracticeConfig)
    reference: ReferenceConfig = field(default_factory=ReferenceConfig)
    livesplit: LiveSplitConfig = field(default_factory=LiveSplitConfig)
    overlay: OverlayConfig = field(default_factory=OverlayConfig)
    pad: PadConfig = field(default_factory=PadConfig)
    data: DataConfig = field(default_factory=DataConfig)
    trace: TraceConfig = field(default_factory=TraceConfig)


def load_config(path: Path | None) -> Config:
    """Read a configuration file; without one, all defaults.

    Raises:
        ConfigError: the file can't be read, is not YAML, or says something that is not known.
    """
    if path is None:
        return Config()
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{path} can't be read ({reason}); give another file with --config") from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> Config:
    """Make a configuration from YAML text; `name` is the file's name in errors.

    Raises:
        ConfigError: as in `load_config`.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}, line {mark.line + 1}" if mark else name
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ConfigError(f"{where}: not valid YAML ({problem}); compare with config.example.yaml") from error
    if node is None:
        return Config()
    made = _section(node, Config, "", name)
    assert isinstance(made, Config)
    return made


def _section(node: yaml.Node, kind: type[Any], prefix: str, name: str) -> Any:
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
        return kind()
    if not isinstance(node, yaml.MappingNode):
        raise ConfigError(f"{_at(node, name)}: {prefix.rstrip('.') or 'the file'} must hold keys, one a line")
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
        if key not in hints:
            near = difflib.get_close_matches(key, hints, 1)
            known = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(hints)}"
            raise ConfigError(f"{_at(key_node, name)}: unknown key {prefix}{key}; {known}")
        if key in values:
            raise ConfigError(f"{_at(key_node, name)}: {prefix}{key} stands twice; keep one of them")
        hint = hints[key]
        if is_dataclass(hint):
            assert isinstance(hint, type)
            values[key] = _section(value_node, hint, f"{prefix}{key}.", name)
        else:
            values[key] = _scalar(value_node, hint, f"{prefix}{key}", name)
    return kind(**values)


def _scalar(node: yaml.Node, hint: Any, key: str, name: str) -> Any:
    if get_origin(hint) is Literal and node.value in get_args(hint):
        return node.value  # before YAML takes an unquoted "off" for false
    try:
        value = yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError) as error:  # what PyYAML's constructors raise
        raise ConfigError(f"{_at(node, name)}: {key} can't be read; compare with config.example.yaml") from error
    try:
        return _fitting(key, hint, value)
    except ConfigError as error:
        raise ConfigError(f"{_at(node, name)}: {error}") from None


def checked(key: str, value: Any) -> Any:
    """A value for a known key in dotted form, as the configuration holds it.

    Raises:
        ConfigError: the value can't be; the text says what can.
    """
    return _fitting(key, kinds()[key], value)


def _fitting(key: str, hint: Any, value: Any) -> Any:
    if get_origin(hint) is Literal:
        if value in get_args(hint):
            return value
        raise ConfigError(f"{key} must be one of {', '.join(get_args(hint))}, not {value!r}")
    if hint is float and type(value) is int:
        value = float(value)
    if type(value) is not hint or (hint in (int, float) and not _sane(key, value)):
        words = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}[hint]
        extra = f" {RANGES[key][0]} to {RANGES[key][1]}" if key in RANGES else ""
        raise ConfigError(f"{key} must be {words}{extra}, not {value!r}")
    if key in _LONGEST:
        value = value.strip()
        if not (0 < len(value) <= _LONGEST[key] and value.isprintable()):
            raise ConfigError(f"{key} must be 1 to {_LONGEST[key]} characters that can be shown")
    return value


RANGES: dict[str, tuple[float, float]] = {
    "network.nci_port": (1, 65535),
    "network.dashboard_port": (0, 65535),
    "practice.auto_advance_s": (0, 3600),
    "practice.death_penalty_ms": (0, 600_000),
    "livesplit.port": (1, 65535),
    "practice.countdown_s": (0, 60),
    "practice.goal_minutes": (0, 1440),
    "practice.goal_attempts": (0, 100_000),
    "practice.break_after_min": (0, 1440),
    "overlay.scale": (0.5, 3),
    "pad.hold_ms": (100, 2000),
    "trace.minutes": (0.1, 600),
    "trace.files": (2, 100),
    "trace.max_mb": (0.1, 10_000),
}
"""Least and greatest sensible values."""


_LONGEST: dict[str, int] = {"game.category": CATEGORY_MAX}
"""Texts that are shown as they are, and the most characters that they may have."""


def _sane(key: str, value: float) -> bool:
    low, high = RANGES.get(key, (float("-inf"), float("inf")))
    return low <= value <= high


def _at(node: yaml.Node, name: str) -> str:
    return f"{name}, line {node.start_mark.line + 1}"


def keys() -> dict[str, Any]:
    """Every key with its default, in dotted form."""
    return values(Config())


def kinds() -> dict[str, Any]:
    """Every key with the type of its value, in dotted form."""
    sections = get_type_hints(Config)
    return {f"{name}.{key}": hint for name, kind in sections.items() for key, hint in get_type_hints(kind).items()}


def values(config: Config) -> dict[str, Any]:
    """Every key with its value, in dotted form."""
    return {f"{name}.{key}": value for name, section in asdict(config).items() for key, value in section.items()}
