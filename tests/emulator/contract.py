"""What every emulator adapter must do, as tests: on the real emulator, with the training cartridge in it.

An adapter runs the suite with a subclass in its own test module::

    @pytest.mark.emulator("embedded")
    class TestContract(EmulatorContract):
        gapless = True

        @pytest.fixture
        def open_emulator(self) -> OpenEmulator:
            return lambda: EmbeddedCore.open(CARTRIDGE)

`open_emulator` opens one adapter, as often as it is called, one after another; the emulator behind it may be
the same one all the time. No test needs the game to be anywhere: each that plays brings it to the first level
by itself, with the pad the first time and with the state of that place from then on.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import zlib

import pytest

from spinlab_pad.emulator.port import Buttons, Emulator, StateError, Unreachable, Unsupported
from spinlab_pad.game.memory import WRAM_SIZE, Field, MemoryRangeError
from tests.emulator.cartridge import (
    CARTRIDGE,
    FIELDS,
    IN_LEVEL,
    LOG_ADDRESS,
    PAD_BITS,
    SHOULDER_BITS,
    from_wram,
    held,
    steps,
)
from tests.emulator.harness import Harness, OpenEmulator, open_things
from tests.emulator.watch import DEADLINE_S, Watch, watching

__all__ = ["CARTRIDGE", "LOG_ADDRESS", "EmulatorContract", "OpenEmulator"]


class EmulatorContract(Harness):
    """The suite. Subclasses name the fixture `open_emulator`, and may sharpen or widen the bounds of `Harness`."""

    # What runs

    async def test_identify_names_the_content_by_the_checksum_of_its_file(self, emulator: Emulator) -> None:
        game = await emulator.identify()
        assert game.name == self.rom.stem
        assert game.crc32 == zlib.crc32(self.rom.read_bytes())
        assert game.system
        assert game.core
        assert game.version

    async def test_capabilities_name_the_emulator_and_its_pace(self, emulator: Emulator) -> None:
        capabilities = emulator.capabilities
        assert capabilities.emulator
        assert capabilities.version
        assert capabilities.save_state
        assert capabilities.load_state
        assert capabilities.frame_hz == pytest.approx(60.0988, abs=0.05)

    async def test_a_message_is_shown_or_refused_as_unsupported(self, emulator: Emulator, watch: Watch) -> None:
        if emulator.capabilities.message:
            await emulator.message("the contract suite says hello")
        else:
            with pytest.raises(Unsupported):
                await emulator.message("the contract suite says hello")
        await watch.take(2)

    # Frames

    async def test_every_frame_comes_once_and_in_order(self, emulator: Emulator, watch: Watch) -> None:
        before = emulator.stats.frames_seen
        snapshots = await watch.take(120)
        self.check_sequence(snapshots)
        assert set(snapshots[0].values) == {field.name for field in FIELDS}
        assert emulator.stats.frames_seen - before >= 120
        assert emulator.stats.frames_missed <= (0 if self.gapless else self.missed_of_100_max * 2)

    async def test_the_frame_number_steps_with_the_games_own_counter(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        snapshots = await watch.take(100)
        for before, after in itertools.pairwise(snapshots):
            lag = steps(before, after, "log_lag", 0x10000)
            assert steps(before, after, "frame_counter", 256) == (after.frame - before.frame - lag) % 256
            assert after.lag == (steps(before, after, "frame_counter", 256) == 0)

    async def test_all_fields_of_a_snapshot_are_of_one_frame(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        apart = {
            (snapshot["log_nmi"] - snapshot["log_lag"] - snapshot["frame_counter"]) % 256
            for snapshot in await watch.take(100)
        }
        assert len(apart) == 1, "the counters at both ends of work RAM drift: a snapshot mixes two frames"

    async def test_time_passes_at_the_pace_of_the_frames(self, emulator: Emulator, watch: Watch) -> None:
        snapshots = await watch.take(90)
        frames = snapshots[-1].frame - snapshots[0].frame
        expected_s = frames / emulator.capabilities.frame_hz
        passed_s = (snapshots[-1].t_ns - snapshots[0].t_ns) / 1e9
        assert passed_s == pytest.approx(expected_s, rel=1e-6 if self.gapless else 0.1)

    async def test_a_new_consumer_goes_on_where_the_last_one_stopped(self, emulator: Emulator) -> None:
        async with watching(emulator, FIELDS) as first:
            last = (await first.take(5))[-1]
        async with watching(emulator, FIELDS[:1]) as second:
            snapshots = await second.take(5)
        assert snapshots[0].frame > last.frame
        assert snapshots[0].t_ns > last.t_ns
        assert set(snapshots[0].values) == {"frame_counter"}

    # Memory

    async def test_read_returns_work_ram(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        assert await emulator.read(LOG_ADDRESS, 4) == b"SPLG"
        assert await emulator.read(0x0100, 1) == bytes([IN_LEVEL])
        assert len(await emulator.read(0, WRAM_SIZE)) == WRAM_SIZE

    @pytest.mark.parametrize(("address", "size"), [(WRAM_SIZE, 1), (WRAM_SIZE - 1, 2), (-1, 1), (0, 0)])
    async def test_read_outside_of_work_ram_is_refused(self, emulator: Emulator, address: int, size: int) -> None:
        with pytest.raises(ValueError, match="work RAM"):
            await emulator.read(address, size)

    async def test_a_field_outside_of_work_ram_is_refused(self, emulator: Emulator) -> None:
        with pytest.raises(MemoryRangeError, match=r"'far'.*outside of this system's work RAM"):
            await anext(aiter(emulator.frames((Field("far", 0x1FFFF, 2),))))

    # The pad

    async def test_a_press_reaches_the_game_at_once(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        for button, bit in PAD_BITS.items():
            newest = watch.snapshots[-1].frame
            emulator.press(button)
            seen = await watch.until(lambda snapshot, bit=bit: snapshot["held_1"] == bit)  # type: ignore[misc]
            before = watch.snapshots[watch.snapshots.index(seen) - 1]
            if seen.frame - before.frame == 1:  # else the edge was in a frame that was missed
                assert seen["pressed_1"] == bit
            assert seen.frame - newest <= self.press_frames_max
            emulator.press(Buttons.NONE)
            await held(watch, 0)

    async def test_shoulder_buttons_reach_the_second_byte(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        emulator.press(Buttons.L | Buttons.R)
        both = sum(SHOULDER_BITS.values())
        await watch.until(lambda snapshot: snapshot["held_2"] == both and snapshot["held_1"] == 0)

    async def test_two_buttons_changed_together_are_both_changed(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        emulator.press(Buttons.RIGHT | Buttons.Y)
        await held(watch, PAD_BITS[Buttons.RIGHT] | PAD_BITS[Buttons.Y])
        newest = watch.snapshots[-1].frame
        emulator.press(Buttons.LEFT | Buttons.B)
        seen = await held(watch, PAD_BITS[Buttons.LEFT] | PAD_BITS[Buttons.B])
        assert seen.frame - newest <= self.press_frames_max + 3  # four buttons changed, one a frame at the slowest

    async def test_the_newest_wish_wins_and_stays(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        for button in (Buttons.LEFT, Buttons.UP, Buttons.DOWN, Buttons.LEFT, Buttons.RIGHT):
            emulator.press(button)
        await held(watch, PAD_BITS[Buttons.RIGHT])
        snapshots = await watch.take(20)
        assert {snapshot["held_1"] for snapshot in snapshots} == {PAD_BITS[Buttons.RIGHT]}

    # States

    async def test_a_saved_state_holds_the_memory_of_one_frame(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        emulator.press(Buttons.RIGHT)
        await held(watch, PAD_BITS[Buttons.RIGHT])
        matches = 0
        for _ in range(3):
            asked = watch.snapshots[-1]
            state = await emulator.save_state()
            assert state.wram is not None
            assert len(state.wram) == WRAM_SIZE
            saved = from_wram(state.wram)
            await watch.take(3)
            assert (saved["log_nmi"] - asked["log_nmi"]) % 2**32 <= self.save_frames_max
            since_load = [s for s in watch.snapshots if s.load_id == asked.load_id]
            same_frame = [s for s in since_load if s["log_nmi"] == saved["log_nmi"]]
            assert all(dict(snapshot.values) == saved for snapshot in same_frame)
            matches += bool(same_frame)
        assert matches >= (3 if self.gapless else 1)

    async def test_a_load_brings_the_saved_moment_back(self, emulator: Emulator, watch: Watch) -> None:
        start = await self.in_level(emulator, watch)
        assert start.wram is not None
        saved = from_wram(start.wram)
        emulator.press(Buttons.RIGHT)
        await watch.until(lambda snapshot: abs(snapshot["player_x"] - saved["player_x"]) >= 24)
        before = watch.snapshots[-1]
        loaded = await emulator.load_state(start.data)
        first = await watch.first_of_load(loaded.load_id)
        assert loaded.load_id > before.load_id
        assert loaded.ms >= 0
        assert loaded.wram == start.wram
        assert first.frame > before.frame
        assert (first["frame_counter"] - saved["frame_counter"]) % 256 <= self.load_frames_max
        assert (first["log_nmi"] - saved["log_nmi"]) % 2**32 <= self.load_frames_max
        assert (first["game_mode"], first["level"]) == (saved["game_mode"], saved["level"])
        assert abs(first["player_x"] - saved["player_x"]) <= 8
        assert first["player_y"] == saved["player_y"]
        emulator.press(Buttons.NONE)
        await held(watch, 0)

    async def test_same_state_and_same_buttons_give_the_same_frames(self, emulator: Emulator, watch: Watch) -> None:
        start = await self.in_level(emulator, watch)
        emulator.press(Buttons.RIGHT)
        await held(watch, PAD_BITS[Buttons.RIGHT])
        runs: list[dict[int, dict[str, int]]] = []
        for _ in range(2):
            loaded = await emulator.load_state(start.data)
            first = await watch.first_of_load(loaded.load_id)
            place = watch.snapshots.index(first)
            await watch.until(lambda snapshot, first=first: snapshot.frame >= first.frame + 60)  # type: ignore[misc]
            runs.append({s["log_nmi"]: dict(s.values) for s in watch.snapshots[place : place + 60]})
        common = runs[0].keys() & runs[1].keys()
        assert len(common) >= 50
        assert {nmi: runs[0][nmi] for nmi in common} == {nmi: runs[1][nmi] for nmi in common}

    async def test_a_state_can_be_loaded_while_nobody_consumes_frames(self, emulator: Emulator) -> None:
        async with watching(emulator, FIELDS) as watch:
            start = await self.in_level(emulator, watch)
            emulator.press(Buttons.RIGHT)
            await watch.take(30)
            emulator.press(Buttons.NONE)
            last = (await watch.take(10))[-1]
        assert start.wram is not None
        saved = from_wram(start.wram)
        loaded = await emulator.load_state(start.data)
        assert await emulator.read(0x0100, 1) == bytes([IN_LEVEL])
        async with watching(emulator, FIELDS) as watch:
            first = watch.snapshots[0]
        assert loaded.load_id > last.load_id
        assert first.load_id == loaded.load_id
        assert first.frame > last.frame
        assert first["player_x"] == saved["player_x"]

    async def test_thirty_loads_in_a_row_all_arrive(self, emulator: Emulator, watch: Watch) -> None:
        start = await self.in_level(emulator, watch)
        assert start.wram is not None
        counter = from_wram(start.wram)["frame_counter"]
        place = len(watch.snapshots)
        loads = [await emulator.load_state(start.data) for _ in range(30)]
        ids = [loaded.load_id for loaded in loads]
        assert ids == sorted(set(ids))
        await watch.first_of_load(ids[-1])
        late = watch.snapshots[place:]
        assert [s.load_id for s in late] == sorted(s.load_id for s in late)
        for load_id in ids:
            first = next((s for s in late if s.load_id == load_id), None)
            if first is not None:  # two loads may be done within one frame
                assert (first["frame_counter"] - counter) % 256 <= self.load_frames_max

    @pytest.mark.parametrize("kind", ["empty", "one byte", "text", "half", "garbage", "zeros", "cut by a byte"])
    async def test_a_state_that_is_none_is_refused_and_the_game_goes_on(
        self, emulator: Emulator, watch: Watch, kind: str
    ) -> None:
        good = (await self.in_level(emulator, watch)).data
        bad = {
            "empty": b"",
            "one byte": good[:1],
            "text": b"this is not a state",
            "half": good[: len(good) // 2],
            "garbage": random.Random(0).randbytes(len(good)),
            "zeros": bytes(len(good)),
            "cut by a byte": good[:-1],
        }[kind]
        newest = watch.snapshots[-1]
        with pytest.raises(StateError):
            await emulator.load_state(bad)
        after = (await watch.take(10))[-1]
        assert after.load_id == newest.load_id
        passed = after.frame - newest.frame
        assert steps(newest, after, "frame_counter", 256) == passed % 256
        assert steps(newest, after, "log_nmi", 2**32) == passed

    # Pause

    async def test_pause_and_resume_may_be_called_twice(self, emulator: Emulator, watch: Watch) -> None:
        await self.in_level(emulator, watch)
        for _ in range(2):
            await emulator.pause()
            assert await self.stands_still(emulator)
        place = len(watch.snapshots) - 1
        for _ in range(2):
            await emulator.resume()
            await watch.take(10)
        snapshots = watch.snapshots[place:]
        self.check_sequence(snapshots)
        assert snapshots[-1].frame - snapshots[0].frame == steps(snapshots[0], snapshots[-1], "log_nmi", 2**32)

    # The end

    async def test_close_leaves_nothing_behind(self, open_emulator: OpenEmulator) -> None:
        async def use() -> None:
            emulator = await open_emulator()
            async with watching(emulator, FIELDS) as watch:
                await watch.take(2)
            await emulator.save_state()
            await emulator.close()

        await use()  # what is opened once for the whole process (a library, say) is open from now on
        before = open_things()
        await use()
        assert open_things() == before

    async def test_use_after_close_is_unreachable(self, open_emulator: OpenEmulator) -> None:
        emulator = await open_emulator()
        state = await emulator.save_state()
        await emulator.close()
        await emulator.close()
        for use in (
            emulator.identify,
            emulator.save_state,
            emulator.pause,
            emulator.resume,
            lambda: emulator.read(0x0013, 1),
            lambda: emulator.load_state(state.data),
            lambda: anext(emulator.frames(FIELDS)),
        ):
            with pytest.raises(Unreachable):
                await use()
        with pytest.raises(Unreachable):
            emulator.press(Buttons.NONE)

    async def test_close_ends_the_frames_of_a_waiting_consumer(self, open_emulator: OpenEmulator) -> None:
        emulator = await open_emulator()

        async def consume() -> None:
            async for _ in emulator.frames(FIELDS):
                consuming.set()

        consuming = asyncio.Event()
        consumer = asyncio.create_task(consume())
        async with asyncio.timeout(DEADLINE_S):
            await consuming.wait()
            await emulator.close()
            with pytest.raises(Unreachable):
                await consumer
