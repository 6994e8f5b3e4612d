from spinlab_pad.emulator.retroarch import nci


def test_the_active_replay_is_three_numbers() -> None:
    recording = nci.active_replay("1700000000 8 1234")
    assert recording == nci.ActiveReplay(1_700_000_000, 8, 1234)
    assert (recording.recording, recording.playing) == (True, False)
    playing = nci.active_replay("1700000000 4 0")
    assert playing is not None
    assert (playing.recording, playing.playing) == (False, True)
    assert nci.active_replay("0 0 0") == nci.NO_REPLAY
    assert nci.active_replay(nci.UNSUPPORTED) is None
    assert nci.active_replay("1 2") is None


def test_a_switch_is_true_false_or_not_told() -> None:
    assert (nci.truth("true"), nci.truth("false"), nci.truth(nci.UNSUPPORTED)) == (True, False, None)
