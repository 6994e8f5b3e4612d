"""The datagrams of the network RetroPad, read back as RetroArch's struct, and on the real thing."""

from __future__ import annotations

import ctypes
import itertools
import os
import socket
import statistics
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.port import Buttons
from spinlab_pad.emulator.retroarch import RetroArch, launch
from spinlab_pad.emulator.retroarch.padwire import RELEASE_ALL, SIZE, Analog, Axis, Button, Digital, Stick, encode
from spinlab_pad.emulator.retroarch.retropad import RetroPad
from spinlab_pad.game.memory import Snapshot
from tests.emulator.cartridge import CARTRIDGE, FIELDS, PAD_BITS, walk_into_level
from tests.emulator.watch import Watch, watching
from tests.emulators.installations import BSNES, SNES9X, installations


class RemoteMessage(ctypes.LittleEndianStructure):
    """RetroArch's own struct, laid out by a C compiler's rules."""

    _fields_ = (
        ("port", ctypes.c_int32),
        ("device", ctypes.c_int32),
        ("index", ctypes.c_int32),
        ("id", ctypes.c_int32),
        ("state", ctypes.c_uint16),
    )


@settings(deadline=None)
@given(st.sampled_from(Button), st.booleans())
def test_a_button_is_read_back(button: Button, pressed: bool) -> None:
    message = RemoteMessage.from_buffer_copy(encode(Digital(button, pressed)))
    assert (message.device, message.index, message.id, message.state) == (1, 0, button, pressed)


@settings(deadline=None)
@given(st.sampled_from(Stick), st.sampled_from(Axis), st.integers(-0x8000, 0x7FFF))
def test_an_axis_is_read_back(stick: Stick, axis: Axis, value: int) -> None:
    message = RemoteMessage.from_buffer_copy(encode(Analog(stick, axis, value)))
    assert (message.device, message.index, message.id) == (5, stick, axis)
    assert ctypes.c_int16(message.state).value == value


def test_all_sixteen_buttons_and_four_axes_differ_and_have_the_size_that_counts() -> None:
    messages = [encode(Digital(button, pressed)) for button in Button for pressed in (False, True)]
    messages += [encode(Analog(stick, axis, 5)) for stick in Stick for axis in Axis]
    assert len(set(messages)) == 36
    assert {len(message) for message in messages} == {SIZE, ctypes.sizeof(RemoteMessage)}
    assert len(RELEASE_ALL) != SIZE


@pytest.mark.parametrize("value", [-0x8001, 0x8000])
def test_an_axis_beyond_its_end_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="axis"):
        Analog(Stick.LEFT, Axis.DOWN, value)


PRESSES = int(os.environ.get("SPINLAB_LONG") == "1") * 170 + 30
TOGETHER = (Button.B, Button.Y, Button.UP, Button.RIGHT)
BITS = {Button[button.name or ""]: bit for button, bit in PAD_BITS.items()}


def first_with(snapshots: list[Snapshot], bits: int) -> int:
    """The number of the frame in which these bits are first held together."""
    return next(shot.frame for shot in snapshots if shot["held_1"] & bits == bits)


async def arrivals(watch: Watch, wire: socket.socket) -> list[int] | None:
    """In which frames four presses that are sent together arrive; None where a frame on the way was not seen."""
    wire.send(RELEASE_ALL)
    await watch.until(lambda snapshot: snapshot["held_1"] == 0)
    before = len(watch.snapshots)
    for button in TOGETHER:
        wire.send(encode(Digital(button, True)))
    whole = sum(BITS[button] for button in TOGETHER)
    await watch.until(lambda snapshot: snapshot["held_1"] == whole)
    seen = watch.snapshots[before:]
    bits = itertools.accumulate(BITS[button] for button in TOGETHER)
    frames = [first_with(seen, bit) for bit in bits]
    numbers = [shot.frame for shot in seen if frames[0] - 1 <= shot.frame <= frames[-1]]
    return frames if numbers == list(range(numbers[0], frames[-1] + 1)) else None


async def late(watch: Watch, pad: RetroPad) -> int:
    """Frames from the end of a hundred wishes that follow each other at once to the sight of the last one."""
    wishes = itertools.cycle((Buttons.B | Buttons.Y, Buttons.UP, Buttons.NONE, Buttons.DOWN | Buttons.B))
    for wish in itertools.islice(wishes, 25):
        for each in (wish, Buttons.Y, wish, Buttons.RIGHT):
            pad.press(each)
        await watch.take(1)
        pad.tick()
    pad.press(Buttons.LEFT)
    while not pad.settled:
        await watch.take(1)
        pad.tick()
    sent = watch.snapshots[-1].frame
    shown = await watch.until(lambda snapshot: snapshot["held_1"] == BITS[Button.LEFT])
    return shown.frame - sent


async def latencies(watch: Watch, emulator: RetroArch) -> list[int]:
    """Frames from the newest one at the time of a press to the one that shows it."""
    found = []
    for number in range(PRESSES):
        wanted = (Buttons.B, Buttons.NONE)[number % 2]
        await watch.take(2)
        emulator.press(wanted)
        before = watch.snapshots[-1].frame
        bits = BITS[Button.B] if wanted else 0
        found.append((await watch.until(lambda snapshot, bits=bits: snapshot["held_1"] == bits)).frame - before)  # type: ignore[misc]
    return found


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)])
async def test_presses_come_one_a_frame_never_queue_up_and_count_in_the_next(name: str) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    assert emulator.process is not None
    port = emulator.process.ports.pads
    try:
        async with watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
                wire.connect(("127.0.0.1", port))
                frames = None
                for _ in range(10):
                    frames = frames or await arrivals(watch, wire)
                assert frames is not None, "in none of ten tries every frame was seen"
                assert [after - before for before, after in itertools.pairwise(frames)] == [1, 1, 1]
                # Nothing that a SNES pad hasn't got, and no stick, is a button of the game.
                wire.send(RELEASE_ALL)
                await watch.until(lambda snapshot: snapshot["held_1"] == 0)
                for button in (Button.L2, Button.R2, Button.L3, Button.R3):
                    wire.send(encode(Digital(button, True)))
                wire.send(encode(Analog(Stick.LEFT, Axis.ACROSS, 0x7FFF)))
                assert {shot["held_1"] for shot in await watch.take(10)} == {0}
                wire.send(RELEASE_ALL)
            pad = RetroPad("127.0.0.1", port)
            await pad.open()
            assert await late(watch, pad) <= 6, "a queue would be tens of frames long"
            pad.close()
            await watch.until(lambda snapshot: snapshot["held_1"] == 0)
            frames = await latencies(watch, emulator)
            print(f"{name}: frames from press to sight {dict(Counter(frames))}")
            assert statistics.median(frames) <= 2, "the next frame polls it, and memory shows it with the one after"
    finally:
        await emulator.close()
