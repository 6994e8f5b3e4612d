"""The sampler on the real RetroArch: every pace, a bad network, silence, and memory from the middle of a frame."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from spinlab_pad.emulator.port import Buttons, Emulator, Pace
from spinlab_pad.emulator.retroarch import RetroArch, attach, launch
from spinlab_pad.game.detector import Detector
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.game.profile import load_profile
from tests.emulator.cartridge import CARTRIDGE, FIELDS, steps, walk_into_level
from tests.emulator.proxy import Faults, Proxy, proxied
from tests.emulator.watch import DEADLINE_S, Watch, watching
from tests.emulators.installations import BSNES, NEW_BSNES, SNES9X, installations

LONG = os.environ.get("SPINLAB_LONG") == "1"
FAULTY_S = 20.0 if LONG else 1.8
NAMES = {field.name for field in FIELDS}
WATCHED = FIELDS + tuple(field for field in load_profile("smw").fields if field.name not in NAMES)


@asynccontextmanager
async def launched(name: str, settings: Mapping[str, str], rom: Path = CARTRIDGE) -> AsyncIterator[RetroArch]:
    recipe = installations()[name]
    # The dummy device of SDL plays sound at the right pace and throws it away.
    command = ("env", "SDL_AUDIODRIVER=dummy", *recipe.command)
    emulator = await launch(replace(recipe, settings=settings, command=command), rom, headless=True)
    try:
        yield emulator
    finally:
        await emulator.close()


def hotkey(emulator: RetroArch, command: bytes) -> None:
    """What the runner presses."""
    emulator._parts.questions.send(command)


async def until(holds: Callable[[], bool], what: str) -> float:
    """Wait; how long it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() < started + DEADLINE_S, f"never: {what}"
        await asyncio.sleep(0.005)
    return time.monotonic() - started


async def pace_becomes(emulator: Emulator, pace: Pace) -> None:
    await until(lambda: emulator.pace is pace, f"{pace}, but {emulator.pace}")


def check_numbers(snapshots: Sequence[Snapshot]) -> None:
    """Against the game's own count of interrupts, one a frame; and each snapshot is of one frame."""
    for before, after in itertools.pairwise(snapshots):
        assert after.frame > before.frame
        assert after.t_ns >= before.t_ns
        assert after.frame - before.frame == steps(before, after, "log_nmi", 2**32), (before, after)
    check_one_frame_each(snapshots)


def check_one_frame_each(snapshots: Sequence[Snapshot]) -> None:
    """The counters at both ends of work RAM keep their distance."""
    apart = {(item["log_nmi"] - item["log_lag"] - item["frame_counter"]) % 256 for item in snapshots}
    assert len(apart) == 1, "a snapshot mixes two frames"


@pytest.mark.emulator(SNES9X)
async def test_every_pace_is_told_and_no_frame_gets_a_wrong_number() -> None:
    settings = {"rewind_enable": "true", "fastforward_ratio": "4.0", "menu_driver": "rgui"}
    async with launched(SNES9X, settings) as emulator, watching(emulator, WATCHED) as watch:
        await walk_into_level(emulator, watch)
        await until(lambda: emulator._parts.sampler._meter.known, "the standard is learned")
        assert emulator.pace is Pace.NORMAL
        place = len(watch.snapshots)
        for command, pace in (
            (b"FAST_FORWARD", Pace.FAST),
            (b"FAST_FORWARD", Pace.NORMAL),
            (b"PAUSE_TOGGLE", Pace.PAUSED),
            (b"PAUSE_TOGGLE", Pace.NORMAL),
            (b"MENU_TOGGLE", Pace.STANDSTILL),
        ):
            hotkey(emulator, command)
            await pace_becomes(emulator, pace)
            await asyncio.sleep(0.1)
        await until(lambda: [trouble.key for trouble in emulator.troubles] == ["standstill"], "the menu is told")
        still = len(watch.snapshots)
        await asyncio.sleep(2.0)  # longer than any lag
        assert len(watch.snapshots) == still
        hotkey(emulator, b"MENU_TOGGLE")
        await pace_becomes(emulator, Pace.NORMAL)
        await watch.take(30)
        assert emulator.troubles == ()
        check_numbers(watch.snapshots[place:])
        assert not any(snapshot.lag for snapshot in watch.snapshots[place:])
        stats = emulator.stats
        assert (stats.rewinds, stats.foreign_loads) == (0, 0)

        detector = Detector(load_profile("smw"))
        fed = len(watch.snapshots) - 1

        def breaks() -> int:
            nonlocal fed
            for snapshot in watch.snapshots[fed:]:
                detector.feed(snapshot)
            fed = len(watch.snapshots)
            return detector.breaks

        mine = await emulator.save_state()
        hotkey(emulator, b"SAVE_STATE")
        await watch.take(60)
        assert breaks() == 0
        while stats.rewinds == 0:
            hotkey(emulator, b"REWIND")  # as if held
            await asyncio.sleep(0.008)
        assert emulator.pace is Pace.REWIND  # type: ignore[comparison-overlap]
        await pace_becomes(emulator, Pace.NORMAL)
        assert (stats.rewinds, stats.foreign_loads) == (1, 0)
        rewound = breaks()
        assert rewound >= 1
        hotkey(emulator, b"LOAD_STATE")
        await until(lambda: stats.foreign_loads == 1, "the runner's load is told")
        await watch.take(1)
        assert breaks() == rewound + 1
        for _ in range(3):
            await emulator.load_state(mine.data)
            await watch.take(3)
        assert breaks() == rewound + 1, "loads of ours break nothing"
        assert (stats.rewinds, stats.foreign_loads) == (1, 1)
        percentile = stats.latency.percentile_ms(0.5), stats.age.percentile_ms(0.5)
        assert all(value is not None and 0 < value < 50 for value in percentile)


def pal(folder: Path) -> Path:
    """The cartridge for European consoles."""
    image = bytearray(CARTRIDGE.read_bytes())
    image[0x7FD9] = 2
    image[0x7FDC:0x7FE0] = b"\xff\xff\0\0"
    checksum = sum(image) & 0xFFFF
    image[0x7FDC:0x7FE0] = (checksum ^ 0xFFFF).to_bytes(2, "little") + checksum.to_bytes(2, "little")
    path = folder / "pal.sfc"
    path.write_bytes(image)
    return path


@pytest.mark.emulator(SNES9X)
async def test_a_game_of_50_hz_is_recognised_and_a_burst_is_no_speed(tmp_path: Path) -> None:
    """Paced by sound alone, RetroArch runs frames in bursts; the same game in slow motion is slow."""
    settings = {"audio_driver": "sdl2", "vrr_runloop_enable": "false", "slowmotion_ratio": "3.0"}
    async with launched(SNES9X, settings, pal(tmp_path)) as emulator, watching(emulator, FIELDS) as watch:
        await walk_into_level(emulator, watch)
        await until(lambda: emulator.capabilities.frame_hz == 50.007, "50 Hz")
        assert emulator.pace is Pace.NORMAL
        place = len(watch.snapshots)
        hotkey(emulator, b"SLOWMOTION")
        await pace_becomes(emulator, Pace.SLOW)
        hotkey(emulator, b"SLOWMOTION")
        await pace_becomes(emulator, Pace.NORMAL)
        assert emulator.capabilities.frame_hz == 50.007
        check_numbers(watch.snapshots[place:])
        assert (emulator.stats.rewinds, emulator.stats.foreign_loads) == (0, 0)


@pytest.mark.emulator(SNES9X)
async def test_without_any_limit_frames_are_counted_by_the_game() -> None:
    async with launched(SNES9X, {"vrr_runloop_enable": "false"}) as emulator, watching(emulator, FIELDS) as watch:
        await walk_into_level(emulator, watch)
        place = len(watch.snapshots)
        await watch.take(200)
        await pace_becomes(emulator, Pace.FAST)
        snapshots = watch.snapshots[place:]
        check_one_frame_each(snapshots)
        frames = snapshots[-1].frame - snapshots[0].frame
        assert frames == pytest.approx(steps(snapshots[0], snapshots[-1], "log_nmi", 2**32), rel=0.05)


@pytest.mark.emulator(NEW_BSNES)
async def test_memory_from_the_middle_of_a_frame_is_recognised_and_its_cure_named() -> None:
    for polling, told in (("2", ["mid_frame"]), ("0", [])):
        settings = {"input_poll_type_behavior": polling}
        async with launched(NEW_BSNES, settings) as emulator, watching(emulator, FIELDS) as watch:
            await walk_into_level(emulator, watch)
            for _ in range(4):
                await watch.take(6)
                await emulator.save_state()
            await watch.take(8)
            assert emulator._parts.sampler.mid_frame == bool(told)
            assert [trouble.key for trouble in emulator.troubles] == told
            check_numbers(watch.snapshots[-30:])


@pytest.mark.emulator(SNES9X)
async def test_between_two_frames_is_never_taken_for_the_middle_of_one() -> None:
    async with launched(SNES9X, {"input_poll_type_behavior": "2"}) as emulator, watching(emulator, FIELDS) as watch:
        await walk_into_level(emulator, watch)
        for number in range(6):
            emulator.press(Buttons.RIGHT if number % 2 else Buttons.LEFT)
            await emulator.save_state()
        await watch.take(8)
        assert not emulator._parts.sampler.mid_frame
        assert emulator.troubles == ()


# A bad network


@asynccontextmanager
async def behind_a_proxy(name: str, seed: int) -> AsyncIterator[tuple[Proxy, RetroArch, Watch]]:
    """In a level, over a proxy; the pad goes past it."""
    async with launched(name, {}) as running:
        assert running.process is not None
        ports = running.process.ports
        async with proxied(ports.commands, seed) as proxy:
            emulator = await attach("127.0.0.1", proxy.port, pad_port=ports.pads)
            try:
                async with watching(emulator, FIELDS) as watch:
                    await walk_into_level(emulator, watch)
                    yield proxy, emulator, watch
            finally:
                await emulator.close()


FAULTS = {
    "lost": Faults(lost=0.2),
    "doubled": Faults(doubled=0.3),
    "reordered": Faults(reordered=0.3),
    "delayed": Faults(delayed=0.1),
    "cut": Faults(cut=0.2),
    "garbage": Faults(garbage=0.5),
    "all": Faults(lost=0.05, doubled=0.1, reordered=0.1, delayed=0.03, cut=0.03, garbage=0.1),
}


@pytest.mark.parametrize("name", [pytest.param(item, marks=pytest.mark.emulator(item)) for item in (SNES9X, BSNES)])
async def test_a_bad_network_makes_no_wrong_snapshot_and_no_wrong_number(name: str) -> None:
    async with behind_a_proxy(name, seed=7) as (proxy, emulator, watch):
        emulator.press(Buttons.RIGHT)
        faults = FAULTS if name == SNES9X or LONG else {"all": FAULTS["all"]}
        for what, fault in faults.items():
            place = len(watch.snapshots) - 1
            proxy.faults = fault
            await asyncio.sleep(FAULTY_S)
            proxy.faults = Faults()
            faulty = len(watch.snapshots) - place
            await watch.take(20)
            assert faulty > 5, what
            check_numbers(watch.snapshots[place:])
            back = watch.snapshots[-15:]
            assert back[-1].frame - back[0].frame <= 20, f"sampling recovers after {what}"
        count, stats = proxy.count, emulator.stats
        assert min(count.lost, count.doubled, count.reordered, count.delayed, count.cut, count.garbage) > 0
        assert min(stats.timeouts, stats.late, stats.duplicate, stats.foreign) > 0
        assert (stats.rewinds, stats.foreign_loads) == (0, 0)


@pytest.mark.emulator(SNES9X)
async def test_silence_is_told_within_a_second_and_passes_by_itself() -> None:
    async with behind_a_proxy(SNES9X, seed=1) as (proxy, emulator, watch):
        place = len(watch.snapshots) - 1
        proxy.faults = Faults(silent=True)
        assert await until(lambda: emulator.pace is Pace.SILENT, "silence") < 1.5
        await until(lambda: [trouble.key for trouble in emulator.troubles] == ["silence"], "it is told")
        await asyncio.sleep(4.4)
        proxy.faults = Faults()
        assert await until(lambda: emulator.pace is Pace.NORMAL, "it goes on") < 2
        await watch.take(20)
        assert emulator.troubles == ()
        check_numbers(watch.snapshots[place:])
        assert emulator.stats.frames_missed >= 250, "the game ran on, and its counter went round"


def retroarch_of(emulator: RetroArch) -> list[int]:
    """The processes of a RetroArch that we started: its keeper's descendants."""
    assert emulator.process is not None
    found, waiting = [], [emulator.process._keeper.pid]
    while waiting:
        parent = waiting.pop()
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        found += [int(child) for child in children]
        waiting += [int(child) for child in children]
    return found


@pytest.mark.emulator(SNES9X)
async def test_a_retroarch_that_hangs_is_told_and_goes_on_where_it_was() -> None:
    async with launched(SNES9X, {}) as emulator, watching(emulator, FIELDS) as watch:
        await walk_into_level(emulator, watch)
        place = len(watch.snapshots) - 1
        processes = retroarch_of(emulator)
        try:
            for process in processes:
                os.kill(process, signal.SIGSTOP)
            assert await until(lambda: emulator.pace is Pace.SILENT, "silence") < 1.5
            await asyncio.sleep(9.0 if LONG else 4.8)
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)
        assert await until(lambda: emulator.pace is Pace.NORMAL, "it goes on") < 2
        await watch.take(60)
        assert emulator.troubles == ()
        check_numbers(watch.snapshots[place:])
        assert not any(snapshot.lag for snapshot in watch.snapshots[place + 1 :])
