import asyncio
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spinlab_pad.emulator.port import Buttons, Unreachable
from spinlab_pad.emulator.retroarch import retropad
from spinlab_pad.emulator.retroarch.retropad import RELEASE_ALL, RetroPad, RetroPads, encode, next_change

WISHES = st.integers(0, 0xFFF).map(Buttons)


def carry_out(messages: list[bytes], held: Buttons = Buttons.NONE) -> Buttons:
    """What RetroArch's remote pad holds after these datagrams (input_driver.c)."""
    for message in messages:
        if len(message) != 20:
            held = Buttons.NONE
            continue
        _, device, _, button, state = struct.unpack("<iiiiHxx", message)
        assert device == 1
        held = held | Buttons(1 << button) if state else held & ~Buttons(1 << button)
    return held


def changes(held: Buttons, wanted: Buttons) -> list[bytes]:
    messages = []
    while change := next_change(held, wanted):
        messages.append(change[0])
        held = change[1]
    return messages


@given(WISHES, WISHES)
def test_changes_lead_to_the_wish_in_as_few_frames_as_can_be(held: Buttons, wanted: Buttons) -> None:
    messages = changes(held, wanted)
    assert carry_out(messages, held) == wanted
    assert len(messages) <= min((held ^ wanted).bit_count(), 1 + wanted.bit_count())


@given(WISHES, WISHES)
def test_opposite_directions_are_never_held_together_on_the_way(held: Buttons, wanted: Buttons) -> None:
    for pair in (Buttons.LEFT | Buttons.RIGHT, Buttons.UP | Buttons.DOWN):
        if pair in held or pair in wanted:
            continue
        messages = changes(held, wanted)
        assert all(pair not in carry_out(messages[:count], held) for count in range(len(messages)))


def test_a_jump_comes_before_run_and_before_what_is_let_go() -> None:
    messages = changes(Buttons.RIGHT, Buttons.Y | Buttons.B)
    assert messages == [encode(Buttons.B, True), encode(Buttons.Y, True), encode(Buttons.RIGHT, False)]


class Wire:
    """The RetroPad port of a RetroArch, as a socket of our own."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.news = asyncio.Event()

    async def open(self) -> int:
        wire = self

        class Receiver(asyncio.DatagramProtocol):
            def datagram_received(self, data: bytes, addr: object) -> None:
                wire.messages.append(data)
                wire.news.set()

        loop = asyncio.get_running_loop()
        self.transport, _ = await loop.create_datagram_endpoint(Receiver, local_addr=("127.0.0.1", 0))
        return int(self.transport.get_extra_info("sockname")[1])

    async def received(self, count: int) -> list[bytes]:
        async with asyncio.timeout(5):
            while len(self.messages) < count:
                self.news.clear()
                await self.news.wait()
        return self.messages


async def test_one_datagram_a_frame_and_the_newest_wish_wins() -> None:
    wire = Wire()
    pad = RetroPad("127.0.0.1", await wire.open())
    await pad.open()
    pad.press(Buttons.RIGHT | Buttons.Y | Buttons.B)
    pad.press(Buttons.RIGHT | Buttons.Y)
    pad.press(Buttons.B | Buttons.RIGHT)
    assert await wire.received(2) == [RELEASE_ALL, encode(Buttons.B, True)]
    pad.tick()
    pad.tick()
    assert pad.settled
    assert carry_out(await wire.received(3)) == Buttons.B | Buttons.RIGHT
    pad.close()
    assert (await wire.received(4))[-1] == RELEASE_ALL
    assert len(wire.messages) == 4
    with pytest.raises(Unreachable, match="closed"):
        pad.press(Buttons.NONE)
    wire.transport.close()


async def test_without_a_sampler_the_timer_hands_changes_out() -> None:
    wire = Wire()
    pads = RetroPads("127.0.0.1", await wire.open(), sampled=lambda: False)
    await pads.open()
    pads.press(Buttons.LEFT | Buttons.A, 0)
    assert carry_out(await wire.received(3)) == Buttons.LEFT | Buttons.A
    with pytest.raises(ValueError, match="pad 2"):
        pads.press(Buttons.NONE, 2)
    pads.close()
    wire.transport.close()


async def test_frames_cost_nothing_while_nothing_is_to_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire()
    pads = RetroPads("127.0.0.1", await wire.open(), sampled=lambda: True)
    await pads.open()
    looked: list[Buttons] = []

    def counting(held: Buttons, wanted: Buttons) -> tuple[bytes, Buttons] | None:
        looked.append(wanted)
        return next_change(held, wanted)

    monkeypatch.setattr(retropad, "next_change", counting)
    pads.tick()
    assert looked == []
    pads.press(Buttons.A | Buttons.B, 0)
    for _ in range(5):
        pads.tick()
    assert carry_out(await wire.received(3)) == Buttons.A | Buttons.B
    busy = len(looked)
    pads.tick()
    assert len(looked) == busy
    pads.press(Buttons.A, 0)
    pads.press(Buttons.NONE, 0)
    pads.tick()
    assert carry_out(await wire.received(5)) == Buttons.NONE
    pads.close()
    wire.transport.close()


async def test_a_pad_that_nobody_listens_to_says_what_to_turn_on() -> None:
    wire = Wire()
    port = await wire.open()
    wire.transport.close()
    await asyncio.sleep(0)
    pad = RetroPad("127.0.0.1", port)
    await pad.open()
    async with asyncio.timeout(5):
        while not pad.refused:
            await asyncio.sleep(0.001)
    with pytest.raises(Unreachable, match="Network RetroPad"):
        pad.press(Buttons.B)
    pad.close()
