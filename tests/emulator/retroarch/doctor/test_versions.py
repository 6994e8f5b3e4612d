import pytest

from spinlab_pad.emulator.retroarch.doctor.versions import check_version, number


@pytest.mark.parametrize(
    ("text", "platform", "state", "says"),
    [
        ("1.22.2", "linux", "pass", "crashes when asked for the game"),
        ("1.22.2", "win32", "pass", "cuts it off"),
        ("1.19.1", "linux", "pass", "1.19.1"),
        ("1.14.0", "linux", "pass", "while paused"),
        ("1.17.0", "linux", "warn", "achievement"),
        ("1.13.0", "linux", "warn", "not tried"),
        ("1.8.4", "linux", "fail", "1.8.5"),
        ("2.0", "linux", "pass", "newer than the newest"),
        ("nightly", "linux", "warn", "not understood"),
    ],
)
def test_known_faults_are_told(text: str, platform: str, state: str, says: str) -> None:
    check = check_version(text, platform)
    assert check.state == state
    assert says in f"{check.found} {check.why}"


def test_faults_of_other_systems_are_not_told_here() -> None:
    assert "cuts it off" not in check_version("1.16.0", "linux").why
    assert "cuts it off" in check_version("1.16.0", "darwin").why


def test_numbers() -> None:
    assert [number(text) for text in ("1.22.2", "1.14", "x")] == [(1, 22, 2), (1, 14, 0), None]
