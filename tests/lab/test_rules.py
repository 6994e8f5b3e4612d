from dataclasses import replace

import pytest

from spinlab_pad.lab.commands import COMMANDS
from spinlab_pad.lab.rules import NEEDS, Facts, GameFacts, possible, refusal
from spinlab_pad.lab.scene import ModeFacts
from spinlab_pad.lab.transitions import homes

IDLE = Facts(mode="idle", connected=True, open_run_splits=0, playable_segments=6, can_pause=True)
PAUSED = replace(IDLE, mode="reference_paused", open_run_splits=1)
RECORDING = replace(IDLE, mode="reference", phase="playing", open_run_splits=2)
PRACTICE = replace(IDLE, mode="practice", phase="playing", doing=ModeFacts(result=True, result_valid=True))

ALWAYS = "set_allocator set_estimator mark show_menu quit"
RUNNING = f"{ALWAYS} pause"
REST = f"{RUNNING} activate_run choose_profile ask_game set_category set_goal"
BEGIN = "start_practice start_replay start_speed_run"
SERVING = (
    f"{RUNNING} stop_practice rate retry skip next_segment pin_segment snooze exclude practice_only set_goal"
    " invalidate_last"
)
PLAIN_SERVING = SERVING.replace(" rate", "").replace(" invalidate_last", "")
EDIT = "toggle_segment rename change_segment recapture_state"


def test_every_command_leads_somewhere():
    assert all(homes(name) for name in COMMANDS)


def test_what_a_command_needs_is_said_of_commands_only():
    assert set(NEEDS) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (IDLE, f"{REST} {BEGIN} start_reference"),
        (PAUSED, f"{REST} {BEGIN} resume_reference finish_reference discard_reference"),
        (replace(IDLE, run_segments=6), f"{REST} {BEGIN} start_reference {EDIT} merge split"),
        (replace(IDLE, cold_lacking=2, can_fix=True), f"{REST} {BEGIN} start_reference start_cold_fill fix_setting"),
        (replace(IDLE, playable_segments=0, can_play=False), f"{REST} start_reference"),
        (
            replace(IDLE, games=GameFacts(known=False, choosing=True)),
            f"{REST} move_choice take_choice leave_choice",
        ),
        (RECORDING, f"{RUNNING} stop_reference finish_reference discard_reference"),
        (PRACTICE, SERVING),
        (replace(PRACTICE, run_segments=6), f"{SERVING} {EDIT}"),
        (replace(PRACTICE, ours=True, can_launch=True), f"{SERVING} restart_emulator"),
        (replace(PRACTICE, phase="counting", doing=ModeFacts()), f"{PLAIN_SERVING} count_down hold_on"),
        (replace(IDLE, paused=True), f"{REST} {BEGIN} start_reference resume"),
        (replace(PRACTICE, phase="resting", paused=True, held=True), f"{SERVING} resume".replace(" pause", "")),
        (replace(IDLE, mode="cold_fill", phase="saving"), f"{RUNNING} stop_cold_fill"),
        (replace(IDLE, mode="replay", phase="playing"), f"{RUNNING} stop_replay"),
        (replace(IDLE, connected=False), f"{ALWAYS} set_goal"),
        (replace(IDLE, connected=False, can_launch=True), f"{ALWAYS} set_goal launch_emulator"),
        (replace(IDLE, connected=False, can_launch=True, ours=True), f"{ALWAYS} set_goal"),
        (
            replace(IDLE, connected=False, can_launch=True, games=GameFacts(library=True, listed=3)),
            f"{ALWAYS} set_goal launch_emulator launch_game show_games scan_games",
        ),
    ],
)
def test_what_is_possible_when(facts, names):
    assert {name for name, reason in possible(facts).items() if reason is None} == set(names.split())


@pytest.mark.parametrize(
    ("command", "facts", "says"),
    [
        ("start_reference", replace(IDLE, connected=False), "no game is running yet"),
        ("start_reference", PRACTICE, "stop practice first"),
        ("start_reference", PAUSED, "a paused reference run is open"),
        ("finish_reference", replace(RECORDING, open_run_splits=0), "nothing is recorded yet"),
        ("start_practice", replace(IDLE, playable_segments=0), "record a reference run first"),
        ("rate", IDLE, "practice is not running"),
        ("start_practice", replace(IDLE, playable_segments=0, run_segments=6), "switch a segment on"),
        ("start_speed_run", replace(IDLE, playable_segments=0, run_segments=6), "switch a segment on"),
        ("start_cold_fill", replace(IDLE, playable_segments=0, run_segments=6), "switch a segment on"),
        ("start_cold_fill", IDLE, "has its cold start already"),
        ("start_cold_fill", replace(IDLE, playable_segments=0), "record a reference run first"),
        ("start_practice", replace(IDLE, mode="cold_fill", phase="dead"), "stop the cold fill first"),
        ("skip", replace(IDLE, mode="cold_fill", phase="saving"), "is being saved: one moment"),
        ("stop_cold_fill", IDLE, "no cold fill is going on"),
        ("fix_setting", IDLE, "doctor --fix"),
        ("rate", replace(PRACTICE, doing=ModeFacts()), "no finished attempt yet"),
        ("finish_reference", IDLE, "no reference run to go on with"),
        ("resume_reference", replace(PRACTICE, open_run_splits=2), "stop practice first"),
        ("finish_reference", replace(PRACTICE, open_run_splits=2), "stop practice first"),
        ("resume_reference", PRACTICE, "no reference run to go on with"),
        ("stop_reference", PAUSED, "no reference run is being recorded"),
        ("unpin", PRACTICE, "no segment is pinned"),
        ("previous_segment", PRACTICE, "no other segment was served before"),
        ("snooze", IDLE, "practice is not running"),
        ("count_down", PRACTICE, "is being played already"),
        ("undo_invalidate", PRACTICE, "counts already"),
        ("undo_rate", PRACTICE, "is not rated"),
        ("undo_rate", replace(PRACTICE, doing=ModeFacts()), "no finished attempt yet"),
        ("invalidate_last", replace(PRACTICE, doing=ModeFacts(result=True)), "does not count already"),
        ("pause", replace(IDLE, can_pause=False), "can't be paused"),
        ("pause", replace(PRACTICE, phase="resting", paused=True, held=True), "stands still already"),
        ("resume", PRACTICE, "the game is not paused"),
        ("launch_emulator", replace(IDLE, can_launch=True), "running already"),
        ("launch_emulator", replace(IDLE, connected=False), "start it yourself"),
        ("restart_emulator", IDLE, "not started from here"),
        ("start_practice", replace(IDLE, games=GameFacts(known=False)), "which game is this? Answer that first"),
        ("choose_profile", PRACTICE, "stop practice first"),
        ("choose_profile", replace(IDLE, games=GameFacts(asks=False)), "`profile: auto`"),
        ("set_category", RECORDING, "stop the reference run first"),
        ("show_games", replace(IDLE, can_launch=True), "write it under rom.dir"),
        ("show_games", replace(IDLE, can_launch=True, games=GameFacts(library=True)), "no game in rom.dir"),
        ("launch_game", replace(IDLE, games=GameFacts(library=True, listed=1)), "start it yourself"),
        (
            "launch_game",
            replace(IDLE, can_launch=True, games=GameFacts(library=True, listed=1)),
            "RetroArch was not started from here: load the game there",
        ),
        ("launch_game", replace(PRACTICE, ours=True, games=GameFacts(library=True, listed=1)), "stop practice"),
        ("take_choice", IDLE, "nothing is asked"),
        ("show_menu", replace(PRACTICE, can_pause=False), "the game sees every button"),
        ("restart_emulator", replace(IDLE, connected=False, ours=True), "being started already"),
        ("merge", IDLE, "there are no segments yet: record a reference run first"),
        ("merge", replace(PRACTICE, run_segments=6), "stop practice first"),
        ("split", replace(RECORDING, run_segments=6), "stop the reference run first"),
        ("recapture_state", replace(IDLE, run_segments=6, connected=False), "no game is running yet"),
        ("recapture_state", replace(PRACTICE, run_segments=6, phase="loading"), "is being loaded: one moment"),
    ],
)
def test_a_refusal_says_why(command, facts, says):
    assert says in (refusal(command, facts) or "")
