"""What the table says is what real RetroArchs do: those that know a command answer so, the others are silent."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from spinlab_pad.emulator.retroarch import RetroArch, launch, nci
from spinlab_pad.emulator.retroarch.link import connected_socket
from tests.emulator.cartridge import CARTRIDGE
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations

RELEASES = {SNES9X: (1, 22, 2), NEW_BSNES: (1, 22, 2), BSNES: (1, 14, 0)}
VERSIONS = {(1, 22, 2): b"1.22.2\n", (1, 14, 0): b"1.14.0\n"}
DEADLINE_S = 10.0
FREE = 0x1D000
"""Work RAM that the cartridge doesn't use."""

NO_MAP = {SNES9X}
"""Cores that tell nothing of their memory on the bus."""

OF_EFFECT = {"SET_SHADER", "LOAD_CORE", "VERSION", "CLOSE_CONTENT"}
"""Not sent here: the first two replace what runs, VERSION is what the others are told apart by, and the last is another
command in the releases that run here."""


class Wire:
    """Datagrams to and from one RetroArch."""

    def __init__(self, port: int, release: nci.Release) -> None:
        self._socket: socket.socket = connected_socket("127.0.0.1", port)
        self._release = release

    async def ask(self, datagram: bytes) -> list[bytes]:
        """All that RetroArch answers. It answers in order, so the version, asked for behind, ends the answers."""
        loop = asyncio.get_running_loop()
        replies: list[bytes] = []
        async with asyncio.timeout(DEADLINE_S):
            await loop.sock_sendall(self._socket, datagram)
            await loop.sock_sendall(self._socket, nci.VERSION)
            while not replies or replies[-1] != VERSIONS[self._release]:
                replies.append(await loop.sock_recv(self._socket, 65_536))
        return replies[:-1]

    def close(self) -> None:
        self._socket.close()


def answers(name: str) -> dict[bytes, bytes | None]:
    """Commands, and what is answered to each where it is known at all; None: nothing."""
    no_map = name in NO_MAP
    address = f"{0x7E0000 + FREE:x}"
    return {
        b"GET_STATUS": b"GET_STATUS PLAYING super_nes,spinlab,crc32=%x\n",
        b"GET_CONFIG_PARAM state_slot": b"GET_CONFIG_PARAM state_slot unsupported",
        b"GET_CONFIG_PARAM menu_active": b"GET_CONFIG_PARAM menu_active unsupported",
        b"GET_CONFIG_PARAM cheevos_enable": b"GET_CONFIG_PARAM cheevos_enable unsupported",
        b"GET_CONFIG_PARAM video_fullscreen": b"GET_CONFIG_PARAM video_fullscreen false",
        b"SHOW_MSG a message": None,
        f"WRITE_CORE_RAM {FREE:x} 01 fe".encode(): None,
        f"READ_CORE_RAM {FREE:x} 3".encode(): f"READ_CORE_RAM {FREE:x} 01 FE 00\n".encode(),
        b"READ_CORE_RAM 1fffffff 1": b"READ_CORE_RAM 1fffffff -1\n",
        b"READ_CORE_RAM zz 1": None,
        b"READ_CORE_RAM 13": None,
        f"WRITE_CORE_MEMORY {address} 02 fd 03".encode(): (
            f"WRITE_CORE_MEMORY {address} " + ("-1 no memory map defined\n" if no_map else "3\n")
        ).encode(),
        f"READ_CORE_MEMORY {address} 3".encode(): (
            f"READ_CORE_MEMORY {address} " + ("-1 no memory map defined\n" if no_map else "02 FD 03\n")
        ).encode(),
        b"LOAD_STATE_SLOT 991": b"LOAD_STATE_SLOT 991",
        b"PLAY_REPLAY_SLOT 991": b"",
        b"SEEK_REPLAY 60": b"NO\n",
        b"SAVE_FILES": b"OK\n",
        b"LOAD_FILES": b"NO\0",  # the cartridge has no save RAM
        **dict.fromkeys([b"HELP", b"HELP SAVE_STATE_SLOT", b"LIST_CORES", b"LIST_PLAYLISTS"], None),
        **dict.fromkeys([b"GET_PLAYLIST Hacks 0", b"SAVE_STATE_SLOT 991", b"START_CORE"], None),
        **dict.fromkeys([b"LOAD_CONTENT /none|/none", b"UNLOAD_CORE"], None),
        **dict.fromkeys([b"VIDEO_REINIT", b"AUDIO_REINIT", b"DRIVERS_REINIT"], None),
        b"get_status": None,
        b"QUIT now": None,
        b"NONE": None,
    }


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.emulator(name)) for name in RELEASES])
async def running(request: pytest.FixtureRequest) -> AsyncIterator[tuple[str, RetroArch, Wire]]:
    emulator = await launch(installations()[request.param], CARTRIDGE, headless=True)
    assert emulator.process is not None
    wire = Wire(emulator.process.ports.commands, RELEASES[request.param])
    yield request.param, emulator, wire
    wire.close()
    await emulator.close()


async def test_commands_are_answered_as_the_table_says(running: tuple[str, RetroArch, Wire]) -> None:
    name, emulator, wire = running
    release = RELEASES[name]
    game = await emulator.identify()
    assert emulator.process is not None
    sent: set[str] = set()
    for command, expected in answers(name).items():
        (request,) = nci.understand(command, release)
        replies = await wire.ask(command)
        if request.command is None or expected is None:
            assert replies == [], command
            sent.add(command.split()[0].decode())
            continue
        assert replies == [expected % game.crc32 if b"%x" in expected else expected], command
        sent.add(request.command.name)
        reply = nci.parse(replies[0])
        assert type(reply) in request.command.replies
        assert nci.of_reply(reply) in nci.of_request(request)
        space = nci.Space.BUS if command.startswith(b"READ_CORE_MEMORY") else nci.Space.CORE_RAM
        assert nci.answer(reply, space) == replies[0].replace(b"\0", b"\n")
    assert {command.name for command in nci.COMMANDS if command.kind is nci.Kind.ACTION} - sent == OF_EFFECT
    await everything_in_a_datagram(wire, release)
    await settings(wire, release)
    assert list(emulator.process.states.iterdir()) == [], "nothing was saved"
    assert await emulator.identify() == game, "nothing was replaced"
    emulator._parts.questions.send(nci.QUIT)
    await emulator.process.ended_within(DEADLINE_S)
    assert emulator.process.exit_status == 0


async def everything_in_a_datagram(wire: Wire, release: nci.Release) -> None:
    """The largest read; many commands at once; and what is too much for a datagram is cut where we think it is."""
    (largest,) = await wire.ask(nci.read_memory(0, nci.MAX_READ_BYTES))
    memory = nci.parse(largest)
    assert isinstance(memory, nci.Memory)
    assert len(memory.data) == nci.MAX_READ_BYTES
    too_much = b"\n".join(b"READ_CORE_RAM %x 1" % (FREE + number) for number in range(150))
    understood = nci.understand(too_much, release)
    assert len(too_much) > nci.MAX_DATAGRAM_BYTES
    assert len(understood) < 150
    replies = await wire.ask(b"\n" + too_much)
    asked = [request.arguments[0] for request in nci.understand(b"\n" + too_much, release) if request.arguments]
    assert [reply.address for reply in map(nci.parse, replies) if isinstance(reply, nci.Memory)] == asked


async def settings(wire: Wire, release: nci.Release) -> None:
    """Those of the table are told from the release on that it says."""
    for name, since in nci.SETTINGS.items():
        (raw,) = await wire.ask(nci.get_parameter(name))
        told = nci.parse(raw)
        assert isinstance(told, nci.Parameter)
        assert (told.value != nci.UNSUPPORTED) == (since <= release), told
        if name == "active_replay" and since <= release:
            assert nci.active_replay(told.value) == nci.NO_REPLAY
