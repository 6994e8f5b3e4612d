"""Replies as RetroArch sends them with what they mean, and strategies for all that may be sent either way."""

from __future__ import annotations

from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.nci import RunState, forms
from spinlab_pad.emulator.retroarch.nci.forms import Form, Value
from spinlab_pad.game.memory import WRAM_SIZE

EXAMPLES: dict[bytes, nci.Reply] = {
    b"READ_CORE_RAM 13 0A FF\n": nci.Memory(0x13, b"\x0a\xff"),
    b"READ_CORE_RAM 0 00\n": nci.Memory(0, b"\0"),
    b"READ_CORE_RAM 20000 FF\n": nci.Memory(0x20000, b"\xff"),
    b"READ_CORE_RAM 13 -1\n": nci.MemoryRefused(0x13, ""),
    b"READ_CORE_MEMORY 7e0013 0A FF\n": nci.Memory(0x13, b"\x0a\xff"),
    b"READ_CORE_MEMORY 7e0013 -1 no memory map defined\n": nci.MemoryRefused(0x13, "no memory map defined"),
    b"READ_CORE_MEMORY 700000 FF\n": nci.BusMemory(0x700000, b"\xff"),
    b"READ_CORE_MEMORY 800000 -1 no descriptor for address\n": nci.BusRefused(0x800000, "no descriptor for address"),
    b"READ_CORE_RAM ERROR: OUT OF MEMORY": nci.Failed("READ_CORE_RAM", "OUT OF MEMORY"),
    b"READ_CORE_MEMORY ERROR: OUT OF MEMORY": nci.Failed("READ_CORE_MEMORY", "OUT OF MEMORY"),
    b"WRITE_CORE_MEMORY 7e0013 2\n": nci.Written(0x7E0013, 2),
    b"WRITE_CORE_MEMORY 8000 -1 descriptor data is readonly\n": nci.WriteRefused(0x8000, "descriptor data is readonly"),
    b"GET_STATUS CONTENTLESS": nci.Status(RunState.CONTENTLESS),
    b"GET_STATUS PAUSED super_nes,My Hack, v1.2, final,crc32=5cf\n": nci.Status(
        RunState.PAUSED, "super_nes", "My Hack, v1.2, final", 0x5CF
    ),
    b"GET_STATUS PLAYING super_nes,a,crc32=d59f576c\n": nci.Status(RunState.PLAYING, "super_nes", "a", 0xD59F576C),
    b"GET_STATUS PLAYING super_nes,\xff.sfc,crc32=1\n": nci.Status(RunState.PLAYING, "super_nes", "\udcff.sfc", 1),
    b"GET_STATUS PLAYING super_nes,My Hack, v1.2\n": nci.Status(RunState.PLAYING, "super_nes", "My Hack, v1.2"),
    b"GET_STATUS ERROR": nci.Failed("GET_STATUS", ""),
    b"GET_CONFIG_PARAM savestate_directory /a b/states": nci.Parameter("savestate_directory", "/a b/states"),
    b"GET_CONFIG_PARAM log_dir ": nci.Parameter("log_dir", ""),
    b"GET_CONFIG_PARAM state_slot unsupported": nci.Parameter("state_slot", "unsupported"),
    b"GET_CONFIG_PARAM active_replay 1700000000 8 1234": nci.Parameter("active_replay", "1700000000 8 1234"),
    b"LOAD_STATE_SLOT 77": nci.SlotEcho(77),
    b"LOAD_STATE_SLOT -1": nci.SlotEcho(-1),
    b"SAVE_STATE_SLOT 77": nci.SaveEcho(77),
    b"PLAY_REPLAY_SLOT 1700000000": nci.ReplayStarted(1_700_000_000),
    b"PLAY_REPLAY_SLOT 0": nci.ReplayStarted(0),
    b"": nci.Empty(),
    b"OK 600\n": nci.Sought(600),
    b"OK -1\n": nci.Sought(-1),
    b"OK\n": nci.Done(),
    b"NO\n": nci.Declined(),
    b"1.22.2\n": nci.Version("1.22.2"),
    b"HELP [command]\tList the commands, or describe one. [read-only]\nQUIT\tQuit RetroArch. [destructive]\n"
    b"MUTE\tMute or unmute audio.\n": nci.Help(
        (
            nci.HelpLine("HELP", "[command]", "List the commands, or describe one.", "read-only"),
            nci.HelpLine("QUIT", "", "Quit RetroArch.", "destructive"),
            nci.HelpLine("MUTE", "", "Mute or unmute audio.", ""),
        )
    ),
    b"GET_CONFIG_PARAM <param name>\tReport the value of a configuration setting. [read-only]\n": nci.Help(
        (nci.HelpLine("GET_CONFIG_PARAM", "<param name>", "Report the value of a configuration setting.", "read-only"),)
    ),
    b"HELP ERROR unknown command NONE\n": nci.Failed("HELP", "unknown command NONE"),
    b"Nintendo - SNES / SFC (Snes9x)\t/c/snes9x_libretro.so\nbsnes\t/c/bsnes_libretro.so\n": nci.Cores(
        (
            nci.InstalledCore("Nintendo - SNES / SFC (Snes9x)", "/c/snes9x_libretro.so"),
            nci.InstalledCore("bsnes", "/c/bsnes_libretro.so"),
        )
    ),
    b"Snes9x\t/c/snes9x_libretro.so\nMORE\n": nci.Cores((nci.InstalledCore("Snes9x", "/c/snes9x_libretro.so"),), False),
    b"LIST_CORES none\n": nci.Cores(()),
    b"1.22.lpl\nHacks.lpl\n": nci.Playlists(("1.22.lpl", "Hacks.lpl")),
    b"Hacks.lpl\nMORE\n": nci.Playlists(("Hacks.lpl",), False),
    b"LIST_PLAYLISTS none\n": nci.Playlists(()),
    b"0\tMy Hack\t/g/a.sfc\t/c/s.so\n1\t\t/g/b.sfc\tDETECT\nMORE 2\n": nci.Playlist(
        (nci.PlaylistEntry(0, "My Hack", "/g/a.sfc", "/c/s.so"), nci.PlaylistEntry(1, "", "/g/b.sfc", "DETECT")), 2
    ),
    b"GET_PLAYLIST empty\n": nci.Playlist(()),
    b"GET_PLAYLIST ERROR no such playlist\n": nci.Failed("GET_PLAYLIST", "no such playlist"),
}
"""Each is what `answer` writes of its value again."""

WITHOUT_END_MARK = (nci.Parameter, nci.SlotEcho, nci.SaveEcho, nci.ReplayStarted)
"""Cut short, these look like shorter ones of their kind."""

LISTS = (nci.Help, nci.Cores, nci.Playlists, nci.Playlist)

printable = st.characters(exclude_categories=["C"])
words = st.text(printable, min_size=1, max_size=20)
text = st.text(printable, max_size=20)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=20)
paths = words.map("/games/".__add__)
numbers = st.integers(0, 0x7FFF_FFFF)
reasons = st.sampled_from(["", "no memory map defined", "no descriptor for address", "no data for descriptor"])
data = st.binary(min_size=1, max_size=64)
wram = st.integers(0, WRAM_SIZE - 1)
elsewhere = st.integers(0, 0x7E0000 - 1) | st.integers(0x800000, 0xFFFF_FFFF)
systems = st.sampled_from(["super_nes", "Snes9x", "bsnes-mercury"])
contents = text.filter(lambda content: ",crc32=" not in content)
commands = st.sampled_from(sorted(command.name for command in nci.COMMANDS))


def _help_line(command: nci.Command, words: str, effect: str) -> nci.HelpLine:
    takes = "" if command.form is forms.NOTHING else command.form.label
    return nci.HelpLine(command.name, takes, f"{words}.", effect)


def replies() -> st.SearchStrategy[nci.Reply]:
    """Any reply that RetroArch may send."""
    playing = st.sampled_from([RunState.PLAYING, RunState.PAUSED])
    effects = st.sampled_from(["", "read-only", "destructive"])
    help_line = st.builds(_help_line, st.sampled_from(nci.COMMANDS), words, effects)
    core = st.builds(nci.InstalledCore, words.map("a core ".__add__), paths)
    entry = st.builds(nci.PlaylistEntry, st.integers(0, 99_999), text, text, text)
    lists = {kind: st.lists(kind, min_size=1, max_size=4).map(tuple) for kind in (help_line, core, entry)}
    playlists = st.lists(words.map("{}.lpl".format), min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.sampled_from(sorted(EXAMPLES.values(), key=repr)),
        st.builds(nci.Memory, wram, data),
        st.builds(nci.MemoryRefused, wram, reasons),
        st.builds(nci.BusMemory, elsewhere, data),
        st.builds(nci.BusRefused, elsewhere, reasons),
        st.builds(nci.Written, st.integers(0, 0xFFFF_FFFF), numbers),
        st.builds(nci.WriteRefused, st.integers(0, 0xFFFF_FFFF), reasons),
        st.builds(nci.Status, playing, systems, contents, st.none() | st.integers(0, 0xFFFF_FFFF)),
        st.builds(nci.Parameter, names, text),
        st.builds(nci.SlotEcho, st.integers(-1, 0x7FFF_FFFF)),
        st.builds(nci.SaveEcho, numbers),
        st.builds(nci.ReplayStarted, numbers),
        st.builds(nci.Sought, st.integers(-1, 0x7FFF_FFFF_FFFF_FFFF)),
        st.builds(nci.Version, st.from_regex(r"[0-9]{1,2}\.[0-9]{1,2}(\.[0-9]{1,2}|_GIT)?", fullmatch=True)),
        st.builds(nci.Help, lists[help_line]),
        st.builds(nci.Cores, lists[core], st.booleans()),
        st.builds(nci.Playlists, playlists, st.booleans()),
        st.builds(nci.Playlist, lists[entry], st.none() | numbers.map(lambda number: number % 1000)),
    )


ARGUMENTS: dict[Form, st.SearchStrategy[tuple[Value, ...]]] = {
    forms.NOTHING: st.just(()),
    forms.READ: st.tuples(st.integers(0, 0xFFFF_FFFF), st.integers(1, nci.MAX_READ_BYTES)),
    forms.WRITE: st.tuples(st.integers(0, 0xFFFF_FFFF), data),
    forms.SLOT: st.tuples(numbers),
    forms.FRAME: st.tuples(st.integers(0, 0x7FFF_FFFF_FFFF_FFFF)),
    forms.SETTING: st.tuples(names),
    forms.COMMAND: st.tuples(commands | st.just("")),
    forms.MESSAGE: st.tuples(words),
    forms.SHADER: st.tuples(paths),
    forms.CORE: st.tuples(paths),
    forms.CORE_AND_CONTENT: st.tuples(paths.filter(lambda path: "|" not in path), paths),
    forms.PLAYLIST: st.tuples(
        words.map(str.strip).filter(lambda word: bool(word) and not set(word) & set("/\\")), st.integers(0, 999_999_999)
    ),
}
