import pytest

from spinlab_pad.emulator.retroarch import nci

ANSWERED = [
    (b"VERSION", nci.Version("1.22.2")),
    (b"GET_STATUS", nci.Status(nci.RunState.CONTENTLESS)),
    (b"GET_STATUS", nci.Failed("GET_STATUS", "")),
    (b"GET_CONFIG_PARAM log_dir", nci.Parameter("log_dir", "/a")),
    (b"READ_CORE_RAM 13 2", nci.Memory(0x13, b"ab")),
    (b"READ_CORE_RAM 13 2", nci.MemoryRefused(0x13, "")),
    (b"READ_CORE_RAM 13 2", nci.Failed("READ_CORE_RAM", "OUT OF MEMORY")),
    (b"READ_CORE_MEMORY 7e0013 2", nci.Memory(0x13, b"ab")),
    (b"READ_CORE_MEMORY 7e0013 2", nci.MemoryRefused(0x13, "no memory map defined")),
    (b"READ_CORE_MEMORY 700000 2", nci.BusMemory(0x700000, b"ab")),
    (b"READ_CORE_MEMORY 700000 2", nci.BusRefused(0x700000, "no memory map defined")),
    (b"READ_CORE_MEMORY 700000 2", nci.Failed("READ_CORE_MEMORY", "OUT OF MEMORY")),
    (b"WRITE_CORE_MEMORY 7e0013 01 02", nci.Written(0x7E0013, 2)),
    (b"WRITE_CORE_MEMORY 8000 01", nci.WriteRefused(0x8000, "descriptor data is readonly")),
    (b"LOAD_STATE_SLOT 3", nci.SlotEcho(3)),
    (b"SAVE_STATE_SLOT 3", nci.SaveEcho(3)),
    (b"PLAY_REPLAY_SLOT 3", nci.ReplayStarted(1_700_000_000)),
    (b"PLAY_REPLAY_SLOT 3", nci.Empty()),
    (b"SEEK_REPLAY 600", nci.Sought(590)),
    (b"SEEK_REPLAY 600", nci.Declined()),
    (b"SAVE_FILES", nci.Done()),
    (b"SAVE_FILES", nci.Declined()),
    (b"LOAD_FILES", nci.Done()),
    (b"LOAD_FILES", nci.Declined()),
    (b"HELP", nci.Help(())),
    (b"HELP NONE", nci.Failed("HELP", "unknown command NONE")),
    (b"LIST_CORES", nci.Cores(())),
    (b"LIST_PLAYLISTS", nci.Playlists(())),
    (b"GET_PLAYLIST Hacks 0", nci.Playlist(())),
    (b"GET_PLAYLIST Hacks 0", nci.Failed("GET_PLAYLIST", "no such playlist")),
]


def echoes(command: bytes) -> tuple[nci.Echo, ...]:
    (request,) = nci.understand(command)
    return nci.of_request(request)


@pytest.mark.parametrize(("command", "reply"), ANSWERED)
def test_a_reply_belongs_to_the_commands_that_the_table_says(command: bytes, reply: nci.Reply) -> None:
    (request,) = nci.understand(command)
    assert request.command is not None
    assert type(reply) in request.command.replies
    assert nci.of_reply(reply) in nci.of_request(request)


def test_every_answer_of_the_table_is_looked_at() -> None:
    seen = {(nci.understand(command)[0].command, type(reply)) for command, reply in ANSWERED}
    wanted = {(command, kind) for command in nci.COMMANDS for kind in command.replies if command.known_to(nci.NEXT)}
    # The bus shows work RAM in the same words as READ_CORE_RAM does.
    assert {(command and command.name, kind) for command, kind in seen} == {
        (command.name, kind) for command, kind in wanted
    }


def test_a_reply_does_not_belong_to_another_question_of_its_kind() -> None:
    assert nci.of_reply(nci.Memory(0x14, b"ab")) not in echoes(b"READ_CORE_RAM 13 2")
    assert nci.of_reply(nci.Parameter("log_dir", "")) not in echoes(b"GET_CONFIG_PARAM cache_directory")
    assert nci.of_reply(nci.SlotEcho(4)) not in echoes(b"LOAD_STATE_SLOT 3")
    assert nci.of_reply(nci.SlotEcho(3)) not in echoes(b"SAVE_STATE_SLOT 3")


@pytest.mark.parametrize("command", [b"SAVE_STATE", b"SHOW_MSG a", b"NONE", b"READ_CORE_RAM zz", b"LOAD_CORE /a"])
def test_what_is_silent_or_not_understood_has_no_echo(command: bytes) -> None:
    assert echoes(command) == ()
