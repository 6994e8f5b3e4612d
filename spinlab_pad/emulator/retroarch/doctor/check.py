"""What one check found, as a value that a terminal, a page and a script can show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Final, Literal

State = Literal["pass", "warn", "fail", "skip"]
"""`warn`: practice works, something will bother. `fail`: it doesn't work. `skip`: could not be looked at."""

Group = Literal["RetroArch", "Live test", "Settings", "This machine"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do: in words, by RetroArch's menu, by the line in its settings file. Each may be empty."""

    do: str = ""
    menu: str = ""
    line: str = ""


NOTHING: Final = Remedy()


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `key` is stable and unique in a report; of a setting it is the setting's name.

    `found` and `wanted` are the present value and the one that is right, `why` is what goes wrong otherwise (of a
    skipped check: why it could not be looked at; of a passed one: what else is known), `file` where the present value
    comes from. Each may be empty.
    """

    key: str
    group: Group
    title: str
    state: State
    found: str = ""
    wanted: str = ""
    why: str = ""
    remedy: Remedy = field(default=NOTHING)
    file: str = ""

    def to_json(self) -> dict[str, object]:
        """The check as JSON holds it."""
        return asdict(self)


def skipped(key: str, group: Group, title: str, reason: str) -> Check:
    """A check that could not be made."""
    return Check(key, group, title, "skip", why=reason)
