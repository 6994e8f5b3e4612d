from spinlab_pad.game.events import CheckpointReached, Died, Event, LevelEntered, LevelFinished, LevelLeft
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.episode import Began, Completed, Episode, Reload, Strayed
from spinlab_pad.route.waypoints import Segment, checkpoint, entrance, goal

HZ = 60.0988
TO_CHECKPOINT = Segment(entrance(1), checkpoint(1, 1))
TO_GOAL = Segment(checkpoint(1, 1), goal(1))


class Table:
    """Feeds an episode frame by frame."""

    def __init__(self, segment: Segment, event_counter: int = 250) -> None:
        self.episode = Episode(segment, event_counter)

    def frame(self, frame: int, *events: Event, load_id: int = 0, counter: int = 0):
        snapshot = Snapshot(frame, frame * 16_639_000, {}, load_id)
        self.episode, step = self.episode.step(snapshot, events, counter=counter, lag_total=0, frame_hz=HZ)
        return step

    def load(self, frame: int, load_id: int, counter: int):
        self.episode = self.episode.loading(load_id - 1)
        return self.frame(frame, load_id=load_id, counter=counter)


def test_nothing_happens_until_the_load_is_seen():
    table = Table(TO_GOAL)
    assert table.frame(1, LevelFinished(1, 1, "normal")) is None
    table.episode = table.episode.loading(0)
    assert table.frame(2, Died(2, 1, 0, 0)) is None
    assert table.frame(3, load_id=1) == Began()


def test_the_clock_starts_at_the_event_of_the_state_over_the_wrap_of_the_counter():
    table = Table(TO_GOAL, event_counter=250)
    table.load(100, 1, counter=2)
    step = table.frame(200, LevelFinished(200, 1, "normal"), load_id=1)
    assert isinstance(step, Completed)
    assert step.played.frames == 100 + 8


def test_a_death_reloads_and_the_lives_add_up():
    table = Table(TO_GOAL, event_counter=0)
    table.load(100, 1, counter=0)
    assert table.frame(150, Died(150, 1, 0, 0), load_id=1) == Reload()
    assert table.frame(151, Died(151, 1, 0, 0), load_id=1) is None
    table.load(160, 2, counter=0)
    step = table.frame(190, LevelFinished(190, 1, "normal"), load_id=2)
    assert isinstance(step, Completed)
    assert (step.played.frames, step.played.tail_frames, step.played.deaths) == (80, 30, 1)


def test_a_segment_to_a_checkpoint_ends_there():
    table = Table(TO_CHECKPOINT)
    table.load(1, 1, counter=250)
    assert isinstance(table.frame(9, CheckpointReached(9, 1, 1, "midway"), load_id=1), Completed)
    assert table.frame(10, LevelFinished(10, 1, "normal"), load_id=1) is None


def test_another_way_out_voids_the_life():
    for event in (LevelFinished(5, 1, "secret"), LevelLeft(5, 1), LevelEntered(5, 2, 0)):
        table = Table(TO_GOAL)
        table.load(1, 1, counter=250)
        assert table.frame(5, event, load_id=1) == Strayed()
        assert table.episode.phase == "waiting"
        assert table.episode.clock.frames == 0


def test_a_load_by_hand_voids_the_life():
    table = Table(TO_GOAL)
    table.load(1, 1, counter=250)
    assert table.frame(50, load_id=2) == Strayed()


def test_giving_up_counts_what_was_played():
    table = Table(TO_GOAL, event_counter=0)
    table.load(100, 1, counter=0)
    table.frame(150, Died(150, 1, 0, 0), load_id=1)
    table.load(160, 2, counter=0)
    episode, played = table.episode.abort(Snapshot(170, 170 * 16_639_000), lag_total=0)
    assert (played.frames, played.deaths, played.tail_frames) == (60, 1, 0)
    assert episode.phase == "over"
