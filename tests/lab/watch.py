"""Watches the machines of the modes: each step that they make, and that a mode is where its machine is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from spinlab_pad.lab.lab import Lab
from spinlab_pad.lab.machine import ANY, SAME, Machine, Table, Transition, target_of
from spinlab_pad.lab.mode import Mode
from spinlab_pad.lab.transitions import MODES, RESTING

Reached = Counter[tuple[str, Transition]]
"""How often each row of each mode was gone along."""


def row_for(rows: Table, state: str, trigger: str) -> Transition | None:
    """The row that says where the trigger leads to from the state."""
    found = {item.source: item for item in rows if item.trigger == trigger}
    return found.get(state, found.get(ANY))


def neighbours(rows: Table, state: str) -> set[str]:
    """Where any trigger leads to from the state."""
    targets = {target_of(rows, state, item.trigger) for item in rows if item.source in (state, ANY)}
    return {target for target in targets if target is not None}


def can_come(rows: Table, start: str, goal: str) -> bool:
    """Whether some way along the rows leads from one state to the other."""
    seen, todo = {start}, [start]
    while todo:
        for state in neighbours(rows, todo.pop()) - seen:
            seen.add(state)
            todo.append(state)
    return goal in seen


@dataclass
class Watch:
    """What was seen of the modes of one lab."""

    reached: Reached = field(default_factory=Counter)
    machines: dict[str, Machine] = field(default_factory=dict)
    """The newest machine of each mode that has one."""
    faults: list[str] = field(default_factory=list)
    _mode: Mode | None = None
    _phase: str = ""

    def made(self, machine: Machine, rows: Table) -> None:
        name = next((name for name, of in MODES.items() if of is rows), None)
        if name is not None:
            self.machines[name] = machine

    def stepped(self, machine: Machine, rows: Table, before: str, trigger: str) -> None:
        name = next((name for name, of in MODES.items() if of is rows), None)
        row = row_for(rows, before, trigger)
        if name is None or row is None:
            return
        self.reached[name, row] += 1
        if machine.state != target_of(rows, before, trigger):
            self.faults.append(f"{name}: {trigger!r} led from {before!r} to {machine.state!r}")

    def commanded(self, state: str, command: str) -> None:
        """A command was carried out in this state, as the table of all modes calls it."""
        name, _, phase = state.partition(".")
        row = row_for(MODES[name], phase, command) if name in MODES else None
        if row is not None:
            self.reached[name, row] += 1

    def look(self, lab: Lab) -> None:
        """See where the mode at work is: where its machine is, and where a way of its table leads to."""
        mode = lab.mode
        if mode is None:
            self._mode = None
            return
        rows, phase = MODES[mode.name], mode.phase
        machine = self.machines.get(mode.name)
        assert machine is None or machine.state == phase, f"{mode.name} is {phase}, its machine {machine.state}"
        known = {item.source for item in rows} | {item.target for item in rows} - {SAME, ANY}
        assert phase in known - set(RESTING.split()), f"{mode.name} is {phase}"
        if self._mode is mode:
            assert can_come(rows, self._phase, phase), f"{mode.name}: from {self._phase} to {phase}"
        self._mode, self._phase = mode, phase
        assert not self.faults, self.faults


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch every machine that is made and moved meanwhile."""
    watch = Watch()
    make, fire = Machine.__init__, Machine.fire

    def made(machine: Machine, rows: Table, state: str) -> None:
        make(machine, rows, state)
        watch.made(machine, rows)

    def fired(machine: Machine, trigger: str) -> str:
        before = machine.state
        target = fire(machine, trigger)
        watch.stepped(machine, machine._rows, before, trigger)
        return target

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Machine, "__init__", made)
        patch.setattr(Machine, "fire", fired)
        yield watch
