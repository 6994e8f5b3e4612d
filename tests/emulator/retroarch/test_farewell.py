import pytest

from spinlab_pad.emulator.retroarch.farewell import ended, last_words, status_in_words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, "closed"),
        (3, "status 3"),
        (1, "status 1"),
        (127, "can't be started: a program or library is missing, status 127"),
        (137, "killed, signal 9"),
        (-9, "killed, signal 9"),
        (143, "killed, signal 15"),
        (139, "crashed, signal 11"),
        (134, "crashed, signal 6"),
        (0xC0000005, "crashed, status 0xc0000005"),
    ],
)
def test_a_status_says_what_happened(status: int, words: str) -> None:
    assert status_in_words(status) == words


START = """[INFO] RetroArch 1.22.2 (Git b2ceb50)
[WARN] [GameMode] GameMode cannot be enabled on this system ("dlopen failed").
[ERROR] Failed to initialize audio driver. Will continue without audio.
[ERROR] Unable to init menu driver.
[ERROR] [MIDI] Initialization failed.
"""
QUIET = "[INFO] [Network] Bringing up remote interface on port 44351.\n[INFO] [Core] Reset.\n"


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("", "the log is empty"),
        (START + QUIET, "[ERROR] [MIDI] Initialization failed. / " + " / ".join(QUIET.splitlines())),
        (
            START + "[ERROR] [Core] Failed to open libretro core\n[WARN] so it is\n" + QUIET,
            "[ERROR] [Core] Failed to open libretro core",
        ),
        (QUIET + "[WARN] [Video] no window\n" + QUIET, "[WARN] [Video] no window"),
        (QUIET + "munmap_chunk(): invalid pointer\n", "munmap_chunk(): invalid pointer"),
        ("[ERROR] long ago\n" + "[INFO] x\n" * 100 + QUIET, "[INFO] x / " + " / ".join(QUIET.splitlines())),
        ("[ERROR] again\n" * 3, "[ERROR] again"),
        ("e" * 1000, "e" * 200),
    ],
)
def test_the_lines_that_tell_most_are_the_last_words(log: str, words: str) -> None:
    assert last_words(log) == words


def test_the_end_is_one_line() -> None:
    assert ended(0, "[ERROR] whatever\n") == "RetroArch was closed"
    assert ended(139, "[ERROR] bad\n") == "RetroArch has ended (crashed, signal 11); its last words: [ERROR] bad"
