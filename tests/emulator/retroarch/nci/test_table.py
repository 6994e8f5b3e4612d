"""The table is compared with what real RetroArchs print of themselves."""

from __future__ import annotations

import asyncio
import re

import pytest

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.nci import forms, table
from tests.emulator.retroarch.nci.examples import EXAMPLES
from tests.emulators.installations import BSNES, SNES9X, installations

RELEASES = {SNES9X: (1, 22, 2), BSNES: (1, 14, 0)}


async def printed(name: str) -> dict[str, str]:
    """The commands that a RetroArch lists when it is to send one that there is not, with what they take."""
    process = await asyncio.create_subprocess_exec(
        *installations()[name].command, "--command", "NONE", "--verbose",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with asyncio.timeout(30):
        told, _ = await process.communicate()
    return dict(
        re.findall(r"^\[ERROR\] (?:\[NetCMD\] )?\t\t(\w+) ?(.*)$", told.decode("utf-8", "replace"), re.MULTILINE)
    )


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in RELEASES])
async def test_the_commands_of_a_release_are_those_that_it_lists(name: str) -> None:
    listed = await printed(name)
    known = nci.known_to(RELEASES[name])
    assert sorted(listed) == sorted(command.name for command in known)
    for command in known:
        assert command.tested
        if command.kind is nci.Kind.HOTKEY:
            assert listed[command.name] == ""
        elif command.name != "SHOW_MSG":  # of which it says that it takes nothing
            assert listed[command.name] == command.form.label


def test_no_release_knows_a_name_twice() -> None:
    releases = {nci.OLDEST, nci.NEXT, *(command.since for command in nci.COMMANDS)}
    for release in releases:
        names = [command.name for command in nci.known_to(release)]
        assert len(names) == len(set(names))
    assert nci.known_to((1, 9, 1)) == nci.known_to(nci.OLDEST)


def test_what_is_new_after_1_22_2_counts_as_untested() -> None:
    new = {command.name for command in nci.COMMANDS if not command.tested}
    assert {"SAVE_STATE_SLOT", "HELP", "LOAD_CONTENT", "LIST_CORES", "CLOSE_CONTENT"} <= new
    assert not new & {command.name for command in nci.known_to((1, 22, 2))} - {"CLOSE_CONTENT"}
    assert nci.SETTINGS["menu_active"] == nci.SETTINGS["cheevos_enable"] == nci.NEXT


def test_a_hotkey_takes_nothing_and_is_silent() -> None:
    for command in table.HOTKEYS:
        assert command.replies == ()
        assert command.form is forms.NOTHING


def test_there_is_an_example_of_every_reply_in_the_table() -> None:
    answers = {kind for command in nci.COMMANDS for kind in command.replies}
    assert answers == {type(reply) for reply in EXAMPLES.values()}
