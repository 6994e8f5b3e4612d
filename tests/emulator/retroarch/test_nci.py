import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.nci import RunState, Space
from spinlab_pad.game.memory import WRAM_SIZE

EXAMPLES = {
    b"READ_CORE_RAM 13 0A FF\n": nci.Memory(0x13, b"\x0a\xff"),
    b"READ_CORE_RAM 0 00\n": nci.Memory(0, b"\0"),
    b"READ_CORE_RAM 13 -1\n": nci.MemoryRefused(0x13, ""),
    b"READ_CORE_MEMORY 7e0013 0a ff\n": nci.Memory(0x13, b"\x0a\xff"),
    b"READ_CORE_MEMORY 7e0013 -1 no memory map defined\n": nci.MemoryRefused(0x13, "no memory map defined"),
    b"GET_STATUS CONTENTLESS": nci.Status(RunState.CONTENTLESS),
    b"GET_STATUS PAUSED super_nes,My Hack, v1.2, final,crc32=5cf\n": nci.Status(
        RunState.PAUSED, "super_nes", "My Hack, v1.2, final", 0x5CF
    ),
    b"GET_STATUS PLAYING super_nes,a,crc32=d59f576c\n": nci.Status(RunState.PLAYING, "super_nes", "a", 0xD59F576C),
    b"GET_STATUS PLAYING super_nes,\xff.sfc,crc32=1\n": nci.Status(RunState.PLAYING, "super_nes", "\udcff.sfc", 1),
    b"GET_CONFIG_PARAM savestate_directory /a b/states": nci.Parameter("savestate_directory", "/a b/states"),
    b"GET_CONFIG_PARAM state_slot unsupported": nci.Parameter("state_slot", "unsupported"),
    b"LOAD_STATE_SLOT 77": nci.SlotEcho(77),
    b"PLAY_REPLAY_SLOT 1795643460": nci.ReplayEcho(1795643460),
    b"PLAY_REPLAY_SLOT 0": nci.ReplayEcho(0),
    b"1.22.2\n": nci.Version("1.22.2"),
}


@pytest.mark.parametrize(("raw", "reply"), EXAMPLES.items())
def test_replies_as_retroarch_sends_them(raw: bytes, reply: nci.Reply) -> None:
    assert nci.parse(raw) == reply


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"READ_CORE_RAM",
        b"READ_CORE_RAM 13",
        b"READ_CORE_RAM zz 00",
        b"READ_CORE_RAM 13 0",
        b"READ_CORE_RAM 13 \xff\xff",
        b"READ_CORE_MEMORY 13 00",
        b"GET_STATUS MAYBE",
        b"GET_CONFIG_PARAM x",
        b"LOAD_STATE_SLOT",
    ],
)
def test_what_is_no_reply_is_unrecognised(raw: bytes) -> None:
    assert nci.parse(raw) == nci.Unrecognised(raw)


@given(st.binary(max_size=200) | st.sampled_from(sorted(EXAMPLES)).flatmap(lambda raw: st.binary().map(raw.__add__)))
def test_parsing_never_raises(raw: bytes) -> None:
    nci.parse(raw)


@given(st.integers(0, WRAM_SIZE - 1), st.binary(min_size=1, max_size=64), st.sampled_from(Space))
def test_a_read_is_recognised_by_its_echo(address: int, data: bytes, space: Space) -> None:
    address = min(address, WRAM_SIZE - len(data))
    command, where, size = nci.read_memory(address, len(data), space).decode().split(" ")
    assert int(size) == len(data)
    reply = f"{command} {where} {' '.join(f'{byte:02X}' for byte in data)}\n"
    assert nci.parse(reply.encode()) == nci.Memory(address, data)


@pytest.mark.parametrize(("address", "size"), [(0, 0), (0, 20_001), (WRAM_SIZE, 1), (WRAM_SIZE - 1, 2), (-1, 1)])
def test_a_read_that_would_crash_retroarch_is_refused(address: int, size: int) -> None:
    with pytest.raises(nci.NciError):
        nci.read_memory(address, size)


def test_commands_are_joined_by_lines_up_to_what_is_read() -> None:
    assert nci.datagram(nci.GET_STATUS, nci.SAVE_STATE) == b"GET_STATUS\nSAVE_STATE"
    assert nci.datagram(b"x" * nci.MAX_DATAGRAM_BYTES)
    with pytest.raises(nci.NciError, match="2048"):
        nci.datagram(b"x" * (nci.MAX_DATAGRAM_BYTES + 1))
    with pytest.raises(nci.NciError, match="line break"):
        nci.datagram(b"SHOW_MSG a\nQUIT")


@given(st.text(max_size=3000))
def test_a_message_is_one_line_that_fits_and_cuts_no_character(text: str) -> None:
    message = nci.datagram(nci.show_message(text))
    assert re.fullmatch(rb"SHOW_MSG [^\n]*", message, re.DOTALL)
    assert " ".join(text.split()).encode("utf-8", "replace").startswith(message.removeprefix(b"SHOW_MSG "))
    message.decode()


def test_names_of_settings_are_checked() -> None:
    assert nci.get_parameter("savestate_directory") == b"GET_CONFIG_PARAM savestate_directory"
    with pytest.raises(nci.NciError):
        nci.get_parameter("a b")
    with pytest.raises(nci.NciError):
        nci.load_state_slot(-1)
