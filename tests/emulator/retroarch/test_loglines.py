import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch.loglines import classify


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ('[ERROR] [State] Failed to load state from "/s/a b.state977".', "load", "a b.state977: it is missing"),
        ('[ERROR] [State]: Failed to load state from "C:\\\\s\\\\a.state".', "load", "state a.state: it is"),
        ('[ERROR] [State] Konnte Spielstand nicht laden von "/s/a.state".', "load", "state a.state: it is"),
        ("[ERROR] [State] Core does not support save states.", "no_states", "Update Core Info Files"),
        ('[ERROR] Failed to save state to "/s/a.state".', "save", "free space"),
        ("[WARN] Failed to load state. Run-Ahead has been disabled.", "run_ahead", "turned Run-Ahead off"),
        (
            "[WARN] Preemptive Frames has been disabled because this core does not support save states.",
            "run_ahead",
            "turned Preemptive Frames off",
        ),
        ('[ERROR] [Replay] Could not open replay file for recording: "/s/a.replay0".', "record", "record a replay"),
        ("[ERROR] [Replay] Failed to start movie record.", "record", "record a replay"),
        ("[ERROR] [Replay] Failed to load movie file..", "replay", "play a replay"),
        ("[ERROR] [Replay] Could not read state from movie.", "replay", "play a replay"),
        ("[WARN] You must pause or disable Achievements Hardcore Mode to load states.", "hardcore", "turn it off"),
        ("[INFO] [RCHEEVOS]: Load started, hardcore active", "hardcore", "turn it off"),
        ("[INFO] [RCHEEVOS]: Hardcore disabled", "hardcore", "is off from now on"),
        ("[INFO] [Command]: Achievements hardcore mode disabled by WRITE_CORE_RAM.", "hardcore", "is off from now on"),
        ("[ERROR] Failed to save SRAM.", "sram", "own save file"),
        ("[ERROR] [Content] Failed to load content.", "content", "load the game"),
        ('[WARN] Unrecognized command "LOAD_STATE_SLOT 977" received.', "command", "LOAD_STATE_SLOT: update"),
    ],
)  # fmt: skip
def test_what_a_runner_should_know_is_told_in_our_words(line: str, key: str, words: str) -> None:
    trouble = classify(line)
    assert trouble is not None
    assert trouble.key == f"log_{key}"
    assert words in trouble.text


@pytest.mark.parametrize(
    "line",
    [
        "",
        '[INFO] [State] Loading state "/s/a.state977", 0 bytes.',
        '[INFO] [State] Saving state "RAM", 823432 bytes.',
        "[INFO] [RCHEEVOS]: Load started, hardcore not active",
        "[ERROR] Failed to initialize audio driver. Will continue without audio.",
        "[INFO] [Core] Reset.",
    ],
)
def test_the_rest_is_not(line: str) -> None:
    assert classify(line) is None


def test_what_was_only_tried_is_no_trouble() -> None:
    line = '[WARN] Unrecognized command "SAVE_STATE_SLOT 977" received.'
    assert classify(line) is not None
    assert classify(line, {"SAVE_STATE_SLOT"}) is None


@settings(deadline=None)
@given(st.text())
def test_any_line_can_be_read(line: str) -> None:
    classify(line)
