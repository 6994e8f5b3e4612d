from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.replay.take import Shown
from tests.lab.fakes import FIELDS, GOAL, NOTHING, SMW, TAPE, Changes, enter

CALM = dict.fromkeys(FIELDS, 0)


class Piece:
    """Frames of one load, from `frame` on; `count` is the game's counter before the first one."""

    def __init__(self, values: dict[str, int], frame: int, count: int, load_id: int) -> None:
        self.values = values | {"frame_counter": count}
        self.frame, self.load_id = frame, load_id

    def start(self) -> Snapshot:
        return Snapshot(self.frame, 0, dict(self.values), self.load_id)

    def step(self, changes: Changes, frames: int = 1) -> Snapshot:
        self.frame += frames
        self.values |= {"frame_counter": (self.values["frame_counter"] + frames) % 256} | changes
        return Snapshot(self.frame, 0, dict(self.values), self.load_id)


def see(shown: Shown, *snapshots: Snapshot) -> list[Snapshot]:
    return [shown.see(snapshot, snapshot["frame_counter"])[0] for snapshot in snapshots]


def played(shown: Shown, piece: Piece, *frames: Changes) -> list[Snapshot]:
    shown.begin_piece(piece.start())
    return see(shown, piece.start(), *[piece.step(changes) for changes in frames])


def test_frames_count_from_the_start_of_the_take():
    shown = Shown(SMW)
    played(shown, Piece(CALM, 500, 10, 3), *enter(5), *[NOTHING] * 3, TAPE)
    assert [(event.frame, event.unseen, event.counter) for event in shown.events] == [(7, 0, 17), (11, 0, 21)]
    assert (shown.frames, shown.piece_frames, shown.load_id) == (11, 11, 3)


def test_frames_that_no_piece_holds_are_counted_by_the_game_and_nothing_is_forgotten():
    shown = Shown(SMW)
    first = Piece(CALM, 500, 250, 3)
    played(shown, first, *enter(5), TAPE, NOTHING)
    second = Piece(first.values, 520, first.values["frame_counter"] + 4, 4)
    stream = played(shown, second, NOTHING, TAPE, GOAL)
    assert [snapshot.frame for snapshot in stream] == [513, 514, 515, 516]
    assert (shown.ahead, shown.frames, shown.piece_frames) == (-7, 16, 3)
    assert [(event.frame, event.unseen) for event in shown.events] == [(7, 0), (8, 0), (16, 0)], "the tape counts once"
    assert {snapshot.load_id for snapshot in stream} == {0}, "one stream"


def test_what_happened_between_two_pieces_is_seen_at_the_start_of_the_second():
    shown = Shown(SMW)
    first = Piece(CALM, 500, 10, 3)
    played(shown, first, *enter(5))
    second = Piece(first.values | TAPE, 508, 17 + 5, 4)
    played(shown, second, NOTHING)
    assert [(event.frame, event.unseen) for event in shown.events] == [(7, 0), (12, 4)]


def test_frames_that_were_not_seen_before_an_event_are_kept_with_it():
    shown = Shown(SMW)
    piece = Piece(CALM, 500, 10, 3)
    played(shown, piece, *enter(5))
    see(shown, piece.step(TAPE, frames=3))
    assert [(event.frame, event.unseen) for event in shown.events] == [(7, 0), (10, 2)]


def test_a_jump_within_the_recording_breaks_the_stream():
    shown = Shown(SMW)
    piece = Piece(CALM, 500, 10, 3)
    played(shown, piece, *enter(5))
    piece.values["frame_counter"] += 100
    (after,) = see(shown, piece.step(NOTHING))
    assert after.load_id == 1
