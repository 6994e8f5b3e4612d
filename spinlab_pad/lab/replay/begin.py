"""The beginning of a replay: which run, whether it can be played here, and why not."""

from __future__ import annotations

from spinlab_pad.emulator.port import WHO_CAN
from spinlab_pad.lab.commands import Refused, StartReplay
from spinlab_pad.lab.context import Attached, LabContext, wall_ms
from spinlab_pad.lab.reference.writer import RunWriter
from spinlab_pad.lab.replay.mode import ReplayMode
from spinlab_pad.lab.replay.take import Taken
from spinlab_pad.store.records import RunRecord
from spinlab_pad.store.store import Store


def _chosen(store: Store, game: str, wanted: int) -> RunRecord | Refused:
    """The run with this id, or the active one for 0; of a replay the run that it played."""
    runs = {run.id: run for run in store.runs(game)}
    active = next((run.id for run in runs.values() if run.active), None)
    run = runs.get(wanted or active or 0)
    if run is not None and run.source == "replay":
        run = runs.get(run.replay_of or 0)
    if run is not None:
        return run
    if wanted:
        return Refused(f"there is no run {wanted} of this game, or the run that it replayed is gone")
    return Refused("there is no active run to replay: record a reference run first")


def _playable(store: Store, here: Attached, run: RunRecord) -> tuple[list[Taken], str | None] | Refused:
    """Its takes that play on this core, and what is to be said of those that don't."""
    takes = store.recordings.of_run(run.id)
    if not takes:
        return Refused(f"{run.name} has no recording: record a run with reference.record_inputs on to replay it")
    fitting = [take for take in takes if take.core == here.core]
    others = ", ".join(sorted({take.core for take in takes} - {here.core}))
    if not fitting:
        return Refused(f"{run.name} was recorded with {others}, and here runs {here.core}: replay it in that core")
    count = len(takes) - len(fitting)
    parts = "1 part left out, which was" if count == 1 else f"{count} parts left out, which were"
    left_out = f"{parts} recorded with {others}" if others else None
    return [Taken(take, tuple(store.recordings.events(take.id))) for take in fitting], left_out


async def begin(context: LabContext, command: StartReplay) -> ReplayMode | Refused:
    """Replay a run on the emulator at hand."""
    here = context.attached
    if here is None:
        return Refused("the emulator has gone meanwhile: start it again")
    if not here.emulator.capabilities.play:
        able = here.emulator.capabilities
        return Refused(f"{able.emulator} {here.version} can't play recordings: {WHO_CAN}")
    game = here.game.id
    run = await context.store.call(lambda store: _chosen(store, game, command.run))
    if isinstance(run, Refused):
        return run
    found = await context.store.call(lambda store: _playable(store, here, run))
    if isinstance(found, Refused):
        return found
    takes, left_out = found
    name, now_ms = f"Replay of {run.name}", wall_ms()
    id_ = await context.store.call(lambda store: store.recordings.start_replay(run.id, game, name, now_ms))
    into = RunRecord(id_, game, name, "recording", False, now_ms, "replay", run.id)
    writer = RunWriter(context)
    await writer.turn_to(id_)
    mode = ReplayMode(context, here, run, writer, into, takes, left_out)
    mode.begin()
    return mode
