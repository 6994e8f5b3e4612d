from spinlab_pad.lab.connection import SETTLED_S, Connection


def test_the_time_of_a_pause_counts_on_when_the_emulator_goes_in_it():
    link = Connection()
    link.go_on()
    link.pause()
    link.still_since -= 60
    link.pause()
    link.leave("lost")
    assert 60 <= link.go_on() < 120
    assert link.go_on() == 0


def test_only_frames_that_come_late_in_a_pause_mean_that_it_is_over():
    link = Connection()
    link.go_on()
    assert not link.resumed_by_hand()
    link.pause()
    assert not link.resumed_by_hand()
    link.still_since -= SETTLED_S
    assert link.resumed_by_hand()
