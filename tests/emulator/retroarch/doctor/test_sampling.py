import pytest

from spinlab_pad.emulator.retroarch.doctor.sampling import Sampled, check

HZ = 60.0988


@pytest.mark.parametrize(
    ("sampled", "state", "says"),
    [
        (Sampled(3.0, 180, 0, HZ, moved=True), "pass", "180 seen, 0 missed (0.0%), 60.0 frames"),
        (Sampled(3.0, 179, 1, HZ, moved=True), "pass", "1 missed"),
        (Sampled(3.0, 140, 40, HZ, moved=True), "warn", "22.2%"),
        (Sampled(3.0, 90, 90, HZ, moved=True), "fail", "50.0%"),
        (Sampled(3.0, 360, 0, HZ, moved=True), "warn", "120.0 frames"),
        (Sampled(3.0, 150, 0, HZ, moved=True), "warn", "50.0 frames"),
        (Sampled(3.0, 180, 0, HZ, moved=False), "fail", "stands still"),
        (Sampled(3.0, 0, 0, HZ, moved=False), "fail", "stands still"),
    ],
)
def test_what_was_sampled_is_judged(sampled: Sampled, state: str, says: str) -> None:
    told = check(sampled)
    assert told.state == state
    assert says in told.found
    assert (told.remedy.do != "") is (state != "pass")
