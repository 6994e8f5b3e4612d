from pathlib import Path

import pytest

from spinlab_pad.emulator.retroarch import cfg
from spinlab_pad.emulator.retroarch.doctor.wanted import (
    BY_NAME,
    WANTED,
    Situation,
    fixable,
    judge,
    judge_all,
    source,
)
from spinlab_pad.emulator.retroarch.obstacles import hardcore
from spinlab_pad.emulator.retroarch.user_settings import UserSettings, of_files

PORT = 55355
LOGIN = {"cheevos_enable": "true", "cheevos_username": "me", "cheevos_token": "secret"}
RUN_AHEAD = {"run_ahead_enabled": "true", "run_ahead_secondary_instance": "false"}
MERCURY = "bsnes_mercury_performance"


def told(**values: str) -> UserSettings:
    return UserSettings((Path("/none/retroarch.cfg"),), values)


def situation(**known: object) -> Situation:
    return Situation(PORT, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "values", "where", "state"),
    [
        ("network_cmd_enable", {}, {}, "fail"),
        ("network_cmd_enable", {"network_cmd_enable": "1"}, {}, "pass"),
        ("network_cmd_port", {"network_cmd_port": "55400"}, {}, "fail"),
        ("network_cmd_port", {}, {}, "pass"),
        ("cheevos_hardcore_mode_enable", {"cheevos_hardcore_mode_enable": "true"}, {}, "pass"),
        ("cheevos_hardcore_mode_enable", LOGIN, {}, "fail"),
        ("cheevos_hardcore_mode_enable", {**LOGIN, "cheevos_enable": "false"}, {}, "pass"),
        ("cheevos_hardcore_mode_enable", {**LOGIN, "cheevos_token": ""}, {}, "pass"),
        ("cheevos_hardcore_mode_enable", {**LOGIN, "cheevos_token": "", "cheevos_password": "x"}, {}, "fail"),
        ("cheevos_hardcore_mode_enable", {**LOGIN, "cheevos_hardcore_mode_enable": "false"}, {}, "pass"),
        ("run_ahead_secondary_instance", RUN_AHEAD, {}, "fail"),
        ("run_ahead_secondary_instance", {**RUN_AHEAD, "run_ahead_enabled": "false"}, {}, "pass"),
        ("run_ahead_secondary_instance", {**RUN_AHEAD, "input_poll_type_behavior": "1"}, {}, "pass"),
        ("run_ahead_secondary_instance", {**RUN_AHEAD, "input_poll_type_behavior": "0"}, {}, "fail"),
        ("run_ahead_secondary_instance", {"run_ahead_enabled": "true"}, {}, "pass"),
        ("run_ahead_secondary_instance", {**RUN_AHEAD, "preemptive_frames_enable": "true"}, {}, "fail"),
        ("run_ahead_secondary_instance", {**RUN_AHEAD, "run_ahead_frames": "0"}, {}, "pass"),
        ("run_ahead_secondary_instance", RUN_AHEAD, {"hotkeys_work": True}, "pass"),
        ("input_poll_type_behavior", {}, {"core": MERCURY}, "fail"),
        ("input_poll_type_behavior", {"input_poll_type_behavior": "1"}, {"core": MERCURY}, "fail"),
        ("input_poll_type_behavior", {"input_poll_type_behavior": "0"}, {"core": MERCURY}, "pass"),
        ("input_poll_type_behavior", {}, {"core": "snes9x"}, "pass"),
        ("input_poll_type_behavior", {}, {}, "pass"),
        ("savestates_in_content_dir", {"savestates_in_content_dir": "true"}, {}, "fail"),
        ("savestates_in_content_dir", {"savestates_in_content_dir": "true"}, {"states_folder_given": True}, "pass"),
        ("savestates_in_content_dir", {"savestates_in_content_dir": "true"}, {"states_beside_found": True}, "pass"),
        ("pause_nonactive", {}, {}, "warn"),
        ("preemptive_frames_enable", {"preemptive_frames_enable": "true"}, {}, "warn"),
        ("preemptive_frames_enable", {"preemptive_frames_enable": "true", "run_ahead_frames": "0"}, {}, "pass"),
        ("savestate_max_keep", {"savestate_max_keep": "5"}, {}, "pass"),
        ("savestate_max_keep", {"savestate_max_keep": "5", "savestate_auto_index": "true"}, {}, "warn"),
        ("core_info_savestate_bypass", {}, {}, "pass"),
        ("core_info_savestate_bypass", {}, {"info_missing": True, "version": (1, 19)}, "warn"),
        ("core_info_savestate_bypass", {}, {"info_missing": True, "version": (1, 22)}, "pass"),
        ("input_enable_hotkey_btn", {"input_enable_hotkey_btn": "6"}, {}, "warn"),
        ("input_enable_hotkey_btn", {"input_enable_hotkey_btn": ""}, {}, "pass"),
        (
            "video_windowed_fullscreen",
            {"video_windowed_fullscreen": "false", "video_fullscreen": "true"},
            {"platform": "win32"},
            "warn",
        ),
        ("video_windowed_fullscreen", {"video_windowed_fullscreen": "false"}, {"platform": "win32"}, "pass"),
        (
            "video_windowed_fullscreen",
            {"video_windowed_fullscreen": "false", "video_fullscreen": "true"},
            {"platform": "linux"},
            "pass",
        ),
        ("log_to_file", {}, {}, "warn"),
        ("log_verbosity", {}, {}, "warn"),
        ("log_to_file_timestamp", {}, {}, "pass"),
        ("replay_max_keep", {"replay_max_keep": "99"}, {}, "pass"),
    ],
)
def test_a_setting_is_judged_by_what_it_does(
    name: str, values: dict[str, str], where: dict[str, object], state: str
) -> None:
    check = judge(BY_NAME[name], told(**values), situation(**where))
    assert check.state == state
    assert (check.remedy.menu != "") is (state != "pass")
    assert check.why or state == "pass"


def test_every_row_is_among_the_cases_above() -> None:
    judged = test_a_setting_is_judged_by_what_it_does.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert {case[0] for case in judged} == set(BY_NAME)


def test_the_remedy_holds_the_line_that_makes_it_pass() -> None:
    where = situation(core=MERCURY, info_missing=True, version=(1, 19), platform="win32")
    bad = told(
        **LOGIN, **RUN_AHEAD, network_cmd_port="1", savestates_in_content_dir="true", preemptive_frames_enable="true",
        savestate_max_keep="5", savestate_auto_index="true", video_fullscreen="true", video_windowed_fullscreen="false",
    )  # fmt: skip
    checks = judge_all(bad, where)
    names = fixable(checks)
    assert set(names) == {row.name for row in WANTED if row.severity != "note" and row.fixable}
    lines = "\n".join(check.remedy.line for check in checks if check.key in names)
    mended = UserSettings(bad.files, {**bad.values, **cfg.parse(lines)})
    assert fixable(judge_all(mended, where)) == ()


def test_a_hotkey_button_is_never_changed_for_its_owner() -> None:
    """Without its enabler, Start alone might quit RetroArch."""
    check = judge(BY_NAME["input_enable_hotkey_btn"], told(input_enable_hotkey_btn="6"), situation())
    assert (check.state, check.remedy.line) == ("warn", "")
    assert fixable([check]) == ()


def test_no_secret_is_told() -> None:
    values = {**LOGIN, "cheevos_password": "swordfish", "cheevos_hardcore_mode_enable": "true"}
    assert hardcore(told(**values))
    words = str(judge_all(told(**values), situation()))
    assert "swordfish" not in words
    assert "secret" not in words


def test_the_file_that_counts_is_named(tmp_path: Path) -> None:
    (tmp_path / "retroarch.cfg").write_text('pause_nonactive = "false"\nlog_to_file = "true"\n')
    (tmp_path / "over.cfg").write_text('pause_nonactive = "true"\n')
    settings = of_files((tmp_path / "retroarch.cfg", tmp_path / "over.cfg"))
    assert source(settings, "pause_nonactive") == tmp_path / "over.cfg"
    assert source(settings, "log_to_file") == tmp_path / "retroarch.cfg"
    assert source(settings, "network_cmd_port") is None
    check = judge(BY_NAME["pause_nonactive"], settings, situation())
    assert (check.state, check.found, check.file) == ("warn", "true", str(tmp_path / "over.cfg"))
    assert "RetroArch's default" in judge(BY_NAME["network_cmd_port"], settings, situation()).found
