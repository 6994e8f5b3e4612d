from spinlab_pad.game.events import CheckpointReached, Died, Event, LevelEntered, LevelFinished, LevelLeft, Spawned
from spinlab_pad.game.memory import Snapshot
from spinlab_pad.lab.practice.episode import (
    COMES_BACK_FRAMES,
    Began,
    CameBack,
    Completed,
    Episode,
    Fell,
    Reload,
    Strayed,
)
from spinlab_pad.route.subsplits import SETTLE_FRAMES, Place, Spot
from spinlab_pad.route.waypoints import Segment, at_screen, checkpoint, entrance, goal

HZ = 60.0988
TO_CHECKPOINT = Segment(entrance(1), checkpoint(1, 1))
TO_GOAL = Segment(checkpoint(1, 1), goal(1))


class Table:
    """Feeds an episode frame by frame."""

    def __init__(self, segment: Segment, event_counter: int = 250, *, comes_back: bool = False) -> None:
        self.episode = Episode(segment, event_counter, comes_back=comes_back)

    def frame(
        self,
        frame: int,
        *events: Event,
        load_id: int = 0,
        counter: int = 0,
        place: Place | None = None,
        lag: bool = False,
    ):
        snapshot = Snapshot(frame, frame * 16_639_000, {}, load_id, lag)
        self.episode, step = self.episode.step(snapshot, events, counter=counter, lag_total=0, frame_hz=HZ, place=place)
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


def test_standing_still_without_a_life_is_nothing_new():
    table = Table(TO_GOAL)
    assert table.episode.in_step(Snapshot(5, 5 * 16_639_000), HZ) is table.episode
    table.load(100, 1, counter=250)
    begun = table.episode
    assert begun.in_step(Snapshot(130, 900 * 16_639_000), HZ) != begun


def test_giving_up_counts_what_was_played():
    table = Table(TO_GOAL, event_counter=0)
    table.load(100, 1, counter=0)
    table.frame(150, Died(150, 1, 0, 0), load_id=1)
    table.load(160, 2, counter=0)
    episode, played = table.episode.abort(Snapshot(170, 170 * 16_639_000), lag_total=0)
    assert (played.frames, played.deaths, played.tail_frames) == (60, 1, 0)
    assert episode.phase == "over"


def test_a_checkpoint_on_the_way_ends_nothing():
    table = Table(Segment(entrance(1), checkpoint(1, 2)))
    table.load(1, 1, counter=250)
    assert table.frame(9, CheckpointReached(9, 1, 1, "midway"), load_id=1) is None
    assert isinstance(table.frame(20, CheckpointReached(20, 1, 2, "midway"), load_id=1), Completed)


TO_SCREEN = Segment(entrance(1), at_screen(entrance(1), Spot(7, 2, 0, 1)))


def walked(table: Table, load_id: int, frames: range, x: int, lag: frozenset[int] = frozenset()):
    steps = [table.frame(n, load_id=load_id, place=(7, x, 0), lag=n in lag) for n in frames]
    return [step for step in steps if step is not None]


def test_a_segment_that_ends_at_a_screen_ends_in_the_frame_in_which_the_life_came_there():
    table = Table(TO_SCREEN, event_counter=0)
    table.load(100, 1, counter=2)
    assert walked(table, 1, range(101, 140), 300) == []
    assert walked(table, 1, range(140, 140 + SETTLE_FRAMES), 520) == []
    (step,) = walked(table, 1, range(140 + SETTLE_FRAMES, 160), 530)
    assert isinstance(step, Completed)
    assert (step.ago_frames, step.played.frames, step.played.tail_frames) == (SETTLE_FRAMES, 42, 42)
    assert abs(step.played.rta_ms - 42 * 1000 / HZ) < 2
    assert table.episode.phase == "over"


def test_whoever_goes_back_over_the_border_has_not_come_there():
    table = Table(TO_SCREEN)
    table.load(100, 1, counter=250)
    assert walked(table, 1, range(101, 120), 300) == []
    assert walked(table, 1, range(120, 124), 520) == []
    assert walked(table, 1, range(124, 150), 300) == []


def test_a_life_that_begins_on_the_screen_does_not_end_there():
    table = Table(TO_SCREEN)
    table.load(100, 1, counter=250)
    assert walked(table, 1, range(101, 150), 520) == []


def test_after_a_death_the_next_life_has_its_own_way_to_the_screen():
    table = Table(TO_SCREEN, event_counter=0)
    table.load(100, 1, counter=0)
    walked(table, 1, range(101, 110), 300)
    assert table.frame(110, Died(110, 1, 0, 0), load_id=1, place=(7, 520, 0)) == Reload()
    table.load(120, 2, counter=0)
    assert walked(table, 2, range(121, 130), 300) == []
    (step,) = walked(table, 2, range(130, 150), 520)
    assert (step.played.frames, step.played.tail_frames, step.played.deaths) == (20, 10, 1)


def test_what_memory_shows_in_lag_is_not_looked_at():
    table = Table(TO_SCREEN)
    table.load(100, 1, counter=250)
    walked(table, 1, range(101, 110), 300)
    assert walked(table, 1, range(110, 150), 520, lag=frozenset(range(110, 150))) == []


def died(segment: Segment) -> Table:
    """A player who died after 50 frames, and whom the game brings back."""
    table = Table(segment, event_counter=0, comes_back=True)
    table.load(100, 1, counter=0)
    assert table.frame(150, Died(150, 1, 0, 0), load_id=1) == Fell()
    assert table.episode.phase == "dead"
    return table


def test_a_spawn_where_the_segment_starts_goes_on_with_the_clock():
    for segment, spawn in ((TO_CHECKPOINT, Spawned(300, 1, False, 0)), (TO_GOAL, Spawned(300, 1, True, 1))):
        table = died(segment)
        assert table.frame(299, load_id=1) is None
        assert table.frame(300, spawn, load_id=1) == CameBack()
        end = CheckpointReached(330, 1, 1, "midway") if segment is TO_CHECKPOINT else LevelFinished(330, 1, "normal")
        step = table.frame(330, end, load_id=1)
        assert isinstance(step, Completed)
        assert (step.played.frames, step.played.tail_frames, step.played.deaths) == (80, 30, 1)
        assert step.played.real_time(HZ), "what lies between death and spawn is in no life"


def test_a_spawn_elsewhere_loads_the_start_and_counts_the_death_once():
    for segment, spawn in ((TO_GOAL, Spawned(300, 1, False, 0)), (TO_CHECKPOINT, Spawned(300, 2, False, 0))):
        table = died(segment)
        assert table.frame(300, spawn, load_id=1) == Reload()
        assert (table.episode.phase, table.episode.clock.deaths, table.episode.clock.frames) == ("waiting", 1, 50)


def test_who_does_not_come_back_is_loaded_after_a_while():
    table = died(TO_GOAL)
    assert table.frame(150 + COMES_BACK_FRAMES, load_id=1) is None
    assert table.frame(151 + COMES_BACK_FRAMES, load_id=1) == Reload()
    assert table.episode.clock.deaths == 1


def test_a_load_by_hand_or_another_level_while_dead_voids_nothing_but_the_wait():
    table = died(TO_GOAL)
    assert table.frame(200, load_id=2) == Strayed()
    table = died(TO_GOAL)
    assert table.frame(200, LevelEntered(200, 2, 0), load_id=1) == Strayed()
    assert (table.episode.clock.deaths, table.episode.clock.frames) == (1, 50)


def test_giving_up_while_dead_counts_what_was_played():
    episode, played = died(TO_GOAL).episode.abort(Snapshot(400, 400 * 16_639_000), lag_total=0)
    assert (played.frames, played.deaths, episode.phase) == (50, 1, "over")
