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

PENDING = {
    "start_speed_run",
    "stop_speed_run",
    "reset_run",
    "start_cold_fill",
    "stop_cold_fill",
    "start_replay",
    "stop_replay",
    "count_down",
    "hold_on",
    "next_segment",
    "previous_segment",
    "pin_segment",
    "unpin",
    "snooze",
    "exclude",
    "practice_only",
    "set_goal",
    "toggle_segment",
    "rename",
    "merge",
    "split",
    "recapture_state",
    "fix_setting",
    "mark",
}


def test_every_command_leads_somewhere():
    assert {name for name in COMMANDS if not homes(name)} == PENDING


def test_what_a_command_needs_is_said_of_commands_only():
    assert set(NEEDS) <= set(COMMANDS)


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (
            IDLE,
            "start_reference start_practice activate_run set_allocator set_estimator pause resume choose_profile"
            " ask_game set_category quit show_menu",
        ),
        (
            RECORDING,
            "stop_reference finish_reference discard_reference set_allocator set_estimator pause resume quit show_menu",
        ),
        (
            PRACTICE,
            "stop_practice rate retry skip invalidate_last set_allocator set_estimator pause resume quit show_menu",
        ),
        (replace(IDLE, connected=False), "set_allocator set_estimator quit show_menu"),
        (replace(IDLE, connected=False, can_launch=True), "set_allocator set_estimator launch_emulator quit show_menu"),
        (replace(IDLE, connected=False, can_launch=True, ours=True), "set_allocator set_estimator quit show_menu"),
        (
            replace(PRACTICE, ours=True, can_launch=True),
            "stop_practice rate retry skip invalidate_last set_allocator set_estimator pause resume restart_emulator"
            " quit show_menu",
        ),
        (
            PAUSED,
            "resume_reference finish_reference discard_reference start_practice activate_run set_allocator"
            " set_estimator pause resume choose_profile ask_game set_category quit show_menu",
        ),
        (
            replace(IDLE, games=GameFacts(known=False, choosing=True)),
            "activate_run set_allocator set_estimator pause resume choose_profile ask_game set_category move_choice"
            " take_choice leave_choice quit show_menu",
        ),
        (
            replace(IDLE, connected=False, can_launch=True, games=GameFacts(library=True, listed=3)),
            "set_allocator set_estimator launch_emulator launch_game show_games scan_games quit show_menu",
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
        ("rate", replace(PRACTICE, doing=ModeFacts()), "no finished attempt yet"),
        ("finish_reference", IDLE, "no reference run to go on with"),
        ("stop_reference", PAUSED, "no reference run is being recorded"),
        ("undo_invalidate", PRACTICE, "counts already"),
        ("invalidate_last", replace(PRACTICE, doing=ModeFacts(result=True)), "does not count already"),
        ("pause", replace(IDLE, can_pause=False), "can't be paused"),
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
    ],
)
def test_a_refusal_says_why(command, facts, says):
    assert says in (refusal(command, facts) or "")
