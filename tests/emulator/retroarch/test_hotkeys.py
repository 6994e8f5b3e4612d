import asyncio
import os
from dataclasses import replace

import pytest

from spinlab_pad.emulator.port import StateError
from spinlab_pad.emulator.retroarch import RetroArch, launch, nci
from spinlab_pad.emulator.retroarch.hotkeys import SETTLE_S, SPACING_S, TRIES, Hotkeys
from tests.emulator.cartridge import CARTRIDGE, LOG_ADDRESS
from tests.emulator.watch import DEADLINE_S
from tests.emulators.installations import BSNES, SNES9X, installations

FRAMEADVANCE = b"FRAMEADVANCE"
PRESSES = 60 if os.environ.get("SPINLAB_LONG") == "1" else 20


class Wire:
    """What was sent and when; a toggle that takes effect with every second press."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, ...]] = []
        self.at: list[float] = []

    def send(self, *commands: bytes) -> None:
        self.sent.append(commands)
        self.at.append(asyncio.get_running_loop().time())

    async def second(self) -> bool:
        return len(self.sent) >= 2


async def test_the_same_key_is_pressed_again_only_when_it_counts() -> None:
    wire = Wire()
    keys = Hotkeys(wire)
    await asyncio.gather(keys.press(b"A", b"LOOK"), keys.press(b"A"), keys.press(b"B"))
    assert sorted(wire.sent) == [(b"A",), (b"B",), (b"LOOK", b"A")]
    first, second = (at for at, sent in zip(wire.at, wire.sent, strict=True) if sent[-1] == b"A")
    assert second - first >= SPACING_S


async def test_a_key_is_pressed_until_its_effect_is_seen_and_no_more() -> None:
    wire = Wire()
    assert await Hotkeys(wire).until(b"A", wire.second, settle_s=0.01)
    assert wire.sent == [(b"A",)] * 2


async def test_a_key_without_effect_is_given_up() -> None:
    wire = Wire()

    async def never() -> bool:
        return False

    assert not await Hotkeys(wire).until(b"A", never, tries=3, settle_s=0.01)
    assert len(wire.sent) == 3


class Toggled:
    """Answers in the poll of each frame, and lets a toggle have its effect a frame later, as RetroArch does."""

    FRAME_S = 1 / 60

    def __init__(self) -> None:
        self.on = False
        self.sent = 0
        self._pressed = False
        self._waiting: list[asyncio.Future[bool]] = []

    def send(self, *commands: bytes) -> None:
        self._pressed = True
        self.sent += 1

    async def is_on(self) -> bool:
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        return await answer

    async def is_off(self) -> bool:
        return not await self.is_on()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(self.FRAME_S)
            pressed, self._pressed = self._pressed, False
            waiting, self._waiting = self._waiting, []
            for answer in waiting:
                if not answer.done():
                    answer.set_result(self.on)
            self.on ^= pressed


async def test_the_effect_of_a_toggle_that_was_given_up_is_waited_for() -> None:
    game = Toggled()
    frames = asyncio.create_task(game.run())
    keys = Hotkeys(game)
    on = asyncio.create_task(keys.until(b"A", game.is_on))
    while not game.sent:
        await asyncio.sleep(0)
    on.cancel()
    await asyncio.gather(on, return_exceptions=True)
    assert not game.on
    assert await keys.until(b"A", game.is_off)
    await asyncio.sleep(3 * game.FRAME_S)
    assert not game.on
    assert game.sent == 2
    frames.cancel()


async def advanced(emulator: RetroArch, keys: Hotkeys, presses: int) -> int:
    """How many frames `presses` of FRAMEADVANCE run, from standing still to standing still."""
    before = await still(emulator)
    for _ in range(presses):
        await keys.press(FRAMEADVANCE)
    return await still(emulator) - before


async def still(emulator: RetroArch) -> int:
    """The count of the game's frames once it stands still."""
    last, same = -1, 0
    async with asyncio.timeout(DEADLINE_S):
        while same < 5:
            now = int.from_bytes(await emulator.read(LOG_ADDRESS + 4, 4), "little")
            last, same = now, same + 1 if now == last else 0
            await asyncio.sleep(1 / 60)
    return last


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.emulator(name)) for name in (SNES9X, BSNES)])
async def test_a_real_one_counts_every_press(name: str) -> None:
    emulator = await launch(installations()[name], CARTRIDGE, headless=True)
    keys = Hotkeys(emulator._parts.questions)
    try:
        await keys.press(FRAMEADVANCE)  # the first one only holds the game still
        # On a machine that is busy for longer than the spacing, two presses meet in one frame: then once more.
        counted = [await advanced(emulator, keys, PRESSES)]
        while counted[-1] != PRESSES and len(counted) < 3:
            counted.append(await advanced(emulator, keys, PRESSES))
        assert counted[-1] == PRESSES, counted
        before = await still(emulator)
        emulator._parts.questions.send(*[FRAMEADVANCE] * 5)
        assert await still(emulator) - before == 1, "sent together they are one"
    finally:
        await emulator.close()


@pytest.mark.emulator(SNES9X)
async def test_a_real_one_that_loses_them_is_found_out_in_time() -> None:
    """Run-ahead in a single instance with late polling polls twice a frame, and the second poll takes them back."""
    lossy = {
        "run_ahead_enabled": "true",
        "run_ahead_frames": "1",
        "run_ahead_secondary_instance": "false",
        "input_poll_type_behavior": "2",
    }
    emulator = await launch(replace(installations()[SNES9X], settings=lossy), CARTRIDGE, headless=True)
    loop = asyncio.get_running_loop()

    async def paused() -> bool:
        return (await emulator._parts.questions.status()).state is nci.RunState.PAUSED

    try:
        started = loop.time()
        assert not await Hotkeys(emulator._parts.questions).until(nci.PAUSE_TOGGLE, paused)
        assert loop.time() - started < 10 * TRIES * SETTLE_S
        with pytest.raises(StateError, match="Run-Ahead"):
            await emulator.pause()
    finally:
        await emulator.close()
