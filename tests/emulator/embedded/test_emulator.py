import asyncio
import itertools
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from spinlab_pad.emulator.embedded import EmbeddedCore
from spinlab_pad.emulator.embedded.pacing import Speed
from spinlab_pad.emulator.port import Buttons, EmulatorError, SetupError, StateError, Unreachable
from spinlab_pad.game.memory import WRAM_SIZE, Field
from tests.emulator.contract import CARTRIDGE, LOG_ADDRESS

pytestmark = pytest.mark.emulator("embedded")

COUNTER = (Field("frame_counter", 0x0013),)
HZ = 60.0988


class ScriptedTime:
    """A clock that goes on only while somebody sleeps or `work_ns` is spent."""

    def __init__(self) -> None:
        self.now_ns = 10**9
        self.sleeps_s: list[float] = []

    def clock(self) -> int:
        return self.now_ns

    async def sleep(self, seconds: float) -> None:
        self.sleeps_s.append(seconds)
        self.now_ns += round(seconds * 1e9)
        await asyncio.sleep(0)


async def run(emulator: EmbeddedCore, frames: int) -> None:
    stream = emulator.frames(COUNTER)
    for _ in range(frames):
        await anext(stream)


async def run_scripted(emulator: EmbeddedCore, script: list[Buttons]) -> None:
    stream = emulator.frames(COUNTER)
    for buttons in script:
        emulator.press(buttons)
        await anext(stream)


@pytest.fixture
def time() -> ScriptedTime:
    return ScriptedTime()


@pytest.fixture
async def emulator() -> AsyncIterator[EmbeddedCore]:
    emulator = await EmbeddedCore.open(CARTRIDGE, speed="max")
    yield emulator
    await emulator.close()


async def open_at(speed: Speed, time: ScriptedTime) -> EmbeddedCore:
    return await EmbeddedCore.open(CARTRIDGE, speed=speed, clock=time.clock, sleep=time.sleep)


# Pace


@pytest.mark.parametrize("speed", [0.5, 1.0, 4.0])
async def test_frames_come_at_the_speed_that_is_asked_for(speed: float, time: ScriptedTime) -> None:
    emulator = await open_at(speed, time)
    start_ns = time.now_ns
    await run(emulator, 121)
    await emulator.close()
    assert (time.now_ns - start_ns) / 1e9 == pytest.approx(120 / HZ / speed, rel=1e-4)


async def test_as_fast_as_it_goes_the_loop_gets_a_turn_every_two_milliseconds(time: ScriptedTime) -> None:
    emulator = await open_at("max", time)
    async for snapshot in emulator.frames(COUNTER):
        time.now_ns += 300_000  # what a frame takes
        if snapshot.frame == 100:
            break
    await emulator.close()
    assert set(time.sleeps_s) == {0.0}
    assert 100 * 0.3 / 2 * 0.8 <= len(time.sleeps_s) <= 100 * 0.3 / 2


async def test_the_time_of_a_snapshot_is_the_games_own(time: ScriptedTime) -> None:
    emulator = await open_at("max", time)
    start_ns = time.now_ns
    stream = emulator.frames(COUNTER)
    first = await anext(stream)
    time.now_ns += 10**10  # the consumer was busy for ten seconds
    second = await anext(stream)
    period_ns = 1e9 / emulator.capabilities.frame_hz
    await emulator.close()
    assert first.t_ns == pytest.approx(start_ns + period_ns, abs=1)
    assert second.t_ns - first.t_ns == pytest.approx(period_ns, abs=1)


async def test_a_pause_while_a_frame_waits_for_its_time_holds_that_frame(time: ScriptedTime) -> None:
    emulator = await open_at(1.0, time)
    await run(emulator, 3)
    stream = emulator.frames(COUNTER)
    sleeps = len(time.sleeps_s)
    pull = asyncio.ensure_future(anext(stream))
    await asyncio.sleep(0)
    assert len(time.sleeps_s) == sleeps + 1
    await emulator.pause()
    for _ in range(10):
        await asyncio.sleep(0)
    assert not pull.done()
    time.now_ns += round(3e9 / HZ)  # few enough frames to be caught up, were they not paused
    await emulator.resume()
    resumed_ns = time.now_ns
    assert (await pull).frame == 4
    assert time.now_ns == resumed_ns
    await anext(stream)
    assert time.now_ns - resumed_ns == pytest.approx(1e9 / HZ, rel=1e-4)
    await emulator.close()


async def test_the_speed_can_be_changed_on_the_way(time: ScriptedTime) -> None:
    emulator = await open_at("max", time)
    await run(emulator, 10)
    emulator.speed = 2.0
    before_ns = time.now_ns
    await run(emulator, 61)
    assert emulator.speed == 2.0
    assert (time.now_ns - before_ns) / 1e9 == pytest.approx(60 / HZ / 2, rel=1e-4)
    await emulator.close()


async def test_other_tasks_go_on_beside_a_core_at_full_speed(emulator: EmbeddedCore) -> None:
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    task = asyncio.create_task(other())
    await run(emulator, 300)
    task.cancel()
    assert turns >= 5


# Frames


async def test_lag_is_a_frame_in_which_the_counter_stood_still(emulator: EmbeddedCore) -> None:
    stream = emulator.frames(COUNTER)
    snapshots = [await anext(stream) for _ in range(200)]
    stood = [after["frame_counter"] == before["frame_counter"] for before, after in itertools.pairwise(snapshots)]
    assert [snapshot.lag for snapshot in snapshots[1:]] == stood
    assert emulator.stats.lag_frames == sum(snapshot.lag for snapshot in snapshots)
    assert not all(stood)


async def test_a_counter_that_never_moves_is_lag_in_every_frame(emulator: EmbeddedCore) -> None:
    await run(emulator, 100)
    lag_before = emulator.stats.lag_frames
    stream = emulator.frames((Field("frame_counter", LOG_ADDRESS),))
    assert all([(await anext(stream)).lag for _ in range(10)])
    assert emulator.stats.lag_frames == lag_before + 10


async def test_without_the_counter_no_lag_is_claimed(emulator: EmbeddedCore) -> None:
    stream = emulator.frames((Field("game_mode", 0x0100),))
    assert not any([(await anext(stream)).lag for _ in range(100)])


async def test_a_second_consumer_takes_over(emulator: EmbeddedCore) -> None:
    first = emulator.frames(COUNTER)
    await anext(first)
    second = emulator.frames(COUNTER)
    assert (await anext(second)).frame == 2
    with pytest.raises(EmulatorError, match="another consumer"):
        await anext(first)
    assert (await anext(second)).frame == 3


async def test_close_ends_the_wait_of_a_paused_consumer(emulator: EmbeddedCore) -> None:
    await emulator.pause()
    pull = asyncio.ensure_future(anext(emulator.frames(COUNTER)))
    await asyncio.sleep(0)
    await emulator.close()
    with pytest.raises(Unreachable, match="closed"):
        await pull


# States


async def test_the_same_buttons_after_a_load_give_the_same_memory_byte_for_byte(emulator: EmbeddedCore) -> None:
    start = [Buttons.START, Buttons.NONE, Buttons.B, Buttons.NONE] * 40
    script = [Buttons.RIGHT, Buttons.RIGHT | Buttons.B, Buttons.NONE, Buttons.LEFT | Buttons.Y, Buttons.A] * 40
    await run_scripted(emulator, start)
    state = await emulator.save_state()
    endings = []
    for _ in range(2):
        await emulator.load_state(state.data)
        assert await emulator.read(0, WRAM_SIZE) == state.wram
        await run_scripted(emulator, script)
        endings.append(await emulator.save_state())
    assert endings[0].wram == endings[1].wram
    assert endings[0].wram != state.wram


async def test_a_foreign_state_never_reaches_the_core(emulator: EmbeddedCore, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (await emulator.save_state()).data
    seen: list[bytes] = []
    monkeypatch.setattr(emulator._core, "unserialize", seen.append)
    for foreign in (own[:-1], bytes(len(own)), own.replace(b"RAM:", b"ROM:")):
        with pytest.raises(StateError, match="save it anew"):
            await emulator.load_state(foreign)
    assert seen == []


async def test_a_core_that_refuses_a_state_is_put_back(emulator: EmbeddedCore) -> None:
    await run(emulator, 60)
    state = await emulator.save_state()
    core = emulator._core
    unserialize = core.unserialize
    answers = iter([False])

    def half_loads_then_refuses(data: bytes) -> bool:
        unserialize(data)
        return next(answers, True)

    await run(emulator, 5)
    before = await emulator.save_state()
    core.unserialize = half_loads_then_refuses  # type: ignore[method-assign]
    with pytest.raises(StateError, match="refuses the state"):
        await emulator.load_state(state.data)
    assert await emulator.read(0, WRAM_SIZE) == before.wram


# Pictures and pads


async def test_pictures_are_kept_only_on_demand(emulator: EmbeddedCore) -> None:
    await run(emulator, 30)
    assert emulator.picture() is None
    emulator.pictures = True
    await run(emulator, 2)
    picture = emulator.picture()
    assert picture is not None
    width, height, rgb = picture
    assert (width, len(rgb)) == (256, width * height * 3)
    assert height in (224, 239)
    emulator.pictures = False
    assert emulator.picture() is None


@pytest.mark.parametrize("port", [-1, 2])
async def test_a_pad_that_is_not_there_is_refused(emulator: EmbeddedCore, port: int) -> None:
    with pytest.raises(ValueError, match="not within 0 to 1"):
        emulator.press(Buttons.B, port)


# Errors


async def test_without_libretro_py_the_error_is_the_command_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "libretro", None)
    monkeypatch.setitem(sys.modules, "libretro.core", None)
    monkeypatch.delitem(sys.modules, "spinlab_pad.emulator.embedded.core", raising=False)
    with pytest.raises(SetupError) as caught:
        await EmbeddedCore.open(CARTRIDGE)
    assert str(caught.value) == "the embedded emulator needs libretro.py: pip install 'spinlab-pad[embedded]'"


async def test_a_rom_may_have_any_name(tmp_path: Path) -> None:
    rom = tmp_path / "Übung, mit ‘Zeichen’ スーパー #1.sfc"
    rom.write_bytes(CARTRIDGE.read_bytes())
    emulator = await EmbeddedCore.open(rom, speed="max")
    await run(emulator, 3)
    assert (await emulator.identify()).name == rom.stem
    await emulator.close()


async def test_a_missing_rom_is_a_matter_of_setup(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone\.sfc"):
        await EmbeddedCore.open(tmp_path / "gone.sfc")


async def test_a_missing_core_is_a_matter_of_setup(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"gone_libretro\.so"):
        await EmbeddedCore.open(CARTRIDGE, core=tmp_path / "gone_libretro.so")


async def test_a_speed_that_is_none_starts_no_core() -> None:
    with pytest.raises(ValueError, match="speed"):
        await EmbeddedCore.open(CARTRIDGE, speed=0)
    await (await EmbeddedCore.open(CARTRIDGE)).close()


async def test_a_core_that_shuts_itself_down_is_unreachable(emulator: EmbeddedCore) -> None:
    emulator._core._environment._shutdown()
    with pytest.raises(Unreachable, match="shut itself down"):
        await run(emulator, 1)
