from spinlab_pad.lab.practice.goals import BREAK_S, Goal, PracticeTime


def test_what_stood_still_is_no_practice():
    time = PracticeTime(began_s=100.0)
    time.held(30.0, 200.0)
    assert time.practised_s(200.0) == 70.0


def test_nothing_is_practised_while_nothing_is_served():
    time = PracticeTime(began_s=0.0)
    time.stand(60.0)
    time.stand(70.0)
    assert time.practised_s(500.0) == 60.0
    time.go_on(500.0)
    time.go_on(500.0)
    assert time.practised_s(510.0) == 70.0


def test_a_pause_while_nothing_is_practised_counts_once():
    time = PracticeTime(began_s=0.0)
    time.stand(60.0)
    time.held(300.0, 400.0)
    assert time.practised_s(400.0) == 60.0
    time.go_on(500.0)
    assert time.practised_s(510.0) == 70.0


def test_of_a_pause_in_which_practice_came_to_stand_the_beginning_counts_too():
    time = PracticeTime(began_s=0.0)
    time.stand(60.0)
    time.held(50.0, 100.0)
    time.go_on(100.0)
    assert time.practised_s(100.0) == 50.0


def test_a_break_is_due_once_for_so_many_minutes_without_one():
    time = PracticeTime(began_s=0.0)
    assert not time.break_is_due(10, 599.0)
    assert time.break_is_due(10, 600.0)
    assert not time.break_is_due(10, 601.0)
    assert not time.break_is_due(10, 1199.0)
    assert time.break_is_due(10, 1200.0)


def test_a_pause_is_a_break_only_if_it_is_long_enough():
    time = PracticeTime(began_s=0.0)
    time.held(BREAK_S - 1, 590.0)
    assert time.break_is_due(5, 300.0 + BREAK_S - 1)
    time = PracticeTime(began_s=0.0)
    time.held(BREAK_S, 590.0)
    assert not time.break_is_due(5, 590.0 + 299.0)
    assert time.break_is_due(5, 590.0 + 300.0)


def test_who_wants_no_reminder_gets_none():
    assert not PracticeTime(began_s=0.0).break_is_due(0, 1e9)


def test_a_goal_is_reached_by_attempts_or_by_minutes():
    assert Goal().reached(1000, 1e6) is None
    assert Goal(attempts=5).reached(4, 1e6) is None
    assert Goal(attempts=5).reached(5, 0.0) == "5 attempts"
    assert Goal(minutes=2).reached(0, 119.0) is None
    assert Goal(minutes=2, attempts=50).reached(3, 120.0) == "2 minutes"
