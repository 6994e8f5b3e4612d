import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.nci import Space
from spinlab_pad.game.memory import WRAM_SIZE
from tests.emulator.retroarch.nci.examples import ARGUMENTS


@given(st.sampled_from(nci.COMMANDS).flatmap(lambda command: st.tuples(st.just(command), ARGUMENTS[command.form])))
def test_every_command_is_understood_as_it_was_meant(
    example: tuple[nci.Command, tuple[int | str | bytes, ...]],
) -> None:
    command, arguments = example
    raw = nci.encode(command.name, *arguments)
    (request,) = nci.understand(raw, command.since)
    assert (request.raw, request.command, request.arguments) == (raw, command, arguments)
    assert nci.understand(nci.datagram(nci.GET_STATUS, raw), command.since)[1] == request


@given(st.sampled_from(nci.COMMANDS), st.binary(min_size=1, max_size=20))
def test_what_is_no_argument_of_a_command_is_not_understood_as_one(command: nci.Command, junk: bytes) -> None:
    for request in nci.understand(command.name.encode() + b" " + junk, command.since):
        if request.command is command and request.arguments is not None:
            assert nci.understand(nci.encode(command.name, *request.arguments), command.since)[0].command is command


@given(st.binary(max_size=300), st.sampled_from([nci.OLDEST, (1, 22, 2), nci.NEXT]))
def test_understanding_never_raises(raw: bytes, release: nci.Release) -> None:
    for request in nci.understand(raw, release):
        nci.of_request(request)


def test_only_what_retroarch_takes_for_digits_are_digits() -> None:
    for line in ("LOAD_STATE_SLOT \u0663", "READ_CORE_RAM 13 \u0663", "GET_PLAYLIST Hacks \u0663"):
        (request,) = nci.understand(line.encode())
        assert request.arguments is None
    assert isinstance(nci.parse("\u0663\t\t/a\t\n".encode()), nci.Unrecognised)
    assert nci.active_replay("\u0663 0 0") is None


def test_a_datagram_is_read_as_retroarch_reads_it() -> None:
    names = [request.raw for request in nci.understand(b"\nVERSION\n\nGET_STATUS\0QUIT")]
    assert names == [b"VERSION", b"GET_STATUS"]
    (cut,) = nci.understand(b"SHOW_MSG " + b"x" * 3000)
    assert len(cut.raw) == nci.MAX_DATAGRAM_BYTES
    assert [request.command for request in nci.understand(b"version\nQUIT now\nHELP", (1, 22, 2))] == [None] * 3


@given(st.integers(0, WRAM_SIZE - 1), st.binary(min_size=1, max_size=64), st.sampled_from(Space))
def test_a_read_is_recognised_by_its_echo(address: int, data: bytes, space: Space) -> None:
    address = min(address, WRAM_SIZE - len(data))
    (request,) = nci.understand(nci.read_memory(address, len(data), space))
    assert request.arguments == (space.base + address, len(data))
    reply = nci.parse(nci.answer(nci.Memory(address, data), space))
    assert reply == nci.Memory(address, data)
    assert nci.of_reply(reply) in nci.of_request(request)


@pytest.mark.parametrize(("address", "size"), [(0, 0), (0, 16_385), (WRAM_SIZE, 1), (WRAM_SIZE - 1, 2), (-1, 1)])
def test_a_read_that_would_crash_retroarch_is_refused(address: int, size: int) -> None:
    with pytest.raises(nci.NciError):
        nci.read_memory(address, size)


def test_commands_are_joined_by_lines_up_to_what_is_read() -> None:
    assert nci.datagram() == b""
    assert nci.datagram(nci.GET_STATUS, nci.SAVE_STATE) == b"GET_STATUS\nSAVE_STATE"
    assert nci.datagram(b"x" * nci.MAX_DATAGRAM_BYTES)
    with pytest.raises(nci.NciError, match="2048"):
        nci.datagram(b"x" * (nci.MAX_DATAGRAM_BYTES + 1))
    for commands in ((b"SHOW_MSG a\nQUIT",), (b"SHOW_MSG a\nQUIT", b"VERSION")):
        with pytest.raises(nci.NciError, match="line break"):
            nci.datagram(*commands)


@given(st.text(max_size=3000))
def test_a_message_is_one_line_that_fits_and_cuts_no_character(text: str) -> None:
    message = nci.datagram(nci.show_message(text))
    assert re.fullmatch(rb"SHOW_MSG [^\n\0]*", message, re.DOTALL)
    words = " ".join(text.replace("\0", " ").split())
    assert words.encode("utf-8", "replace").startswith(message.removeprefix(b"SHOW_MSG "))
    message.decode()


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("NONE", ()),
        ("get_status", ()),
        ("GET_STATUS", ("x",)),
        ("GET_CONFIG_PARAM", ()),
        ("GET_CONFIG_PARAM", ("a b",)),
        ("LOAD_STATE_SLOT", (-1,)),
        ("LOAD_STATE_SLOT", (0x8000_0000,)),
        ("SHOW_MSG", ("",)),
        ("SHOW_MSG", ("a\nQUIT",)),
        ("SHOW_MSG", ("a\0b",)),
        ("SHOW_MSG", ("\ud800",)),
        ("READ_CORE_RAM", (0, nci.MAX_READ_BYTES + 1)),
        ("WRITE_CORE_RAM", (0, b"")),
        ("LOAD_CONTENT", ("/a|b", "/c")),
        ("LOAD_CONTENT", ("/a", "")),
        ("GET_PLAYLIST", ("../Hacks", 0)),
        ("SEEK_REPLAY", (-1,)),
    ],
)
def test_what_retroarch_would_misread_is_refused(name: str, arguments: tuple[int | str | bytes, ...]) -> None:
    with pytest.raises(nci.NciError):
        nci.encode(name, *arguments)


def test_commands_as_they_are_written() -> None:
    assert nci.get_parameter("savestate_directory") == b"GET_CONFIG_PARAM savestate_directory"
    assert nci.load_state_slot(990) == b"LOAD_STATE_SLOT 990"
    assert nci.save_state_slot(990) == b"SAVE_STATE_SLOT 990"
    assert nci.play_replay_slot(3) == b"PLAY_REPLAY_SLOT 3"
    assert nci.encode("HELP", "") == b"HELP"
    assert nci.encode("WRITE_CORE_MEMORY", 0x7E0013, b"\x01\xff") == b"WRITE_CORE_MEMORY 7e0013 01 ff"
    assert nci.encode("LOAD_CONTENT", "/c/a.so", "/g/b c.sfc") == b"LOAD_CONTENT /c/a.so|/g/b c.sfc"
    assert nci.encode("GET_PLAYLIST", "Top 10") == b"GET_PLAYLIST Top 10 0"
    assert nci.encode("SET_SHADER", "/s/\udcff.slangp") == b"SET_SHADER /s/\xff.slangp"
