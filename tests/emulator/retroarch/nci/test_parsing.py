import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spinlab_pad.emulator.retroarch import nci
from spinlab_pad.emulator.retroarch.nci import parsing
from tests.emulator.retroarch.nci.examples import EXAMPLES, LISTS, WITHOUT_END_MARK, data, reasons, replies, wram


@pytest.mark.parametrize(("raw", "reply"), EXAMPLES.items())
def test_replies_as_retroarch_sends_them_are_read_and_written(raw: bytes, reply: nci.Reply) -> None:
    assert nci.parse(raw) == reply
    space = nci.Space.BUS if raw.startswith(b"READ_CORE_MEMORY") else nci.Space.CORE_RAM
    assert nci.answer(reply, space) == raw


@pytest.mark.parametrize(
    ("raw", "reply"),
    [
        (b"READ_CORE_MEMORY 7e0013 0a ff\n", nci.Memory(0x13, b"\x0a\xff")),
        (b"GET_STATUS CONTENTLESS\n", nci.Status(nci.RunState.CONTENTLESS)),
        (b"GET_STATUS PLAYING s,a,crc32=0000000A\n", nci.Status(nci.RunState.PLAYING, "s", "a", 10)),
        (b"NO\0", nci.Declined()),
        (b"NO\n\0", nci.Declined()),
        (b"READ_CORE_RAM ERROR: OUT OF MEMORY\n", nci.Failed("READ_CORE_RAM", "OUT OF MEMORY")),
    ],
)
def test_other_ways_to_write_a_reply_are_read_too(raw: bytes, reply: nci.Reply) -> None:
    assert nci.parse(raw) == reply


@pytest.mark.parametrize(
    "raw",
    [
        b"READ_CORE_RAM",
        b"READ_CORE_RAM 13",
        b"READ_CORE_RAM 13 0",
        b"READ_CORE_RAM 13 0A FF",
        b"READ_CORE_RAM 13 -",
        b"READ_CORE_MEMORY 7e0013 -1 no mem",
        b"WRITE_CORE_MEMORY 13",
        b"GET_STATUS PLAY",
        b"GET_STATUS PLAYING super_nes,My Hack, v",
        b"GET_CONFIG_PARAM savestate_dir",
        b"LOAD_STATE_SLOT",
        b"OK 6",
        b"1.22.2",
        b"Snes9x\t/c/snes9",
        b"0\tMy Hack\t/g",
        b"Hacks.lpl\nOth",
    ],
)
def test_the_beginning_of_a_reply_is_truncated(raw: bytes) -> None:
    assert nci.parse(raw) == nci.Unrecognised(raw, truncated=True)


@pytest.mark.parametrize(
    "raw",
    [
        b"\n",
        b"hello",
        b"READ_CORE_RAM 0x13 00\n",
        b"READ_CORE_RAM -13 00\n",
        b"READ_CORE_RAM zz 00",
        b"READ_CORE_RAM 123456789 00\n",
        b"READ_CORE_RAM 13 \xff\xff",
        b"READ_CORE_RAM 13 0A FF\n0B\n",
        b"READ_CORE_RAM 13 \n",
        b"GET_STATUS MAYBE",
        b"GET_STATUS PLAYING nothing\n",
        b"GET_CONFIG_PARAM  value",
        b"LOAD_STATE_SLOT seven",
        b"OK 99999999999999999999\n",
        b"1.22.2\n\n",
        b"MORE\n",
        b"RETROARCH\tdoes not say this\twith three parts\n",
    ],
)
def test_what_is_no_reply_nor_the_beginning_of_one_is_foreign(raw: bytes) -> None:
    assert nci.parse(raw) == nci.Unrecognised(raw)


@given(replies())
@settings(deadline=None)
def test_what_is_written_is_read(reply: nci.Reply) -> None:
    raw = nci.answer(reply)
    assert nci.parse(raw) == reply


@given(st.builds(nci.Memory, wram, data) | st.builds(nci.MemoryRefused, wram, reasons))
def test_both_read_commands_tell_the_same(reply: nci.Reply) -> None:
    assert nci.parse(nci.answer(reply, nci.Space.BUS)) == reply


@given(replies())
@settings(max_examples=60, deadline=None)
def test_a_reply_that_is_cut_anywhere_is_truncated_or_a_shorter_one_of_its_kind(reply: nci.Reply) -> None:
    raw = nci.answer(reply)
    for length in range(len(raw)):
        seen = nci.parse(raw[:length])
        if isinstance(reply, LISTS):
            # Lists have no head: cut within the first entry nothing tells what it would have become.
            assert isinstance(seen, (*LISTS, nci.Unrecognised, nci.Empty, nci.Version))
        elif length == 0:
            assert seen == nci.Empty()
        elif isinstance(reply, WITHOUT_END_MARK):
            assert isinstance(seen, type(reply)) or seen == nci.Unrecognised(raw[:length], truncated=True)
        elif isinstance(reply, nci.Failed) and isinstance(seen, nci.Failed):
            assert reply.reason.startswith(seen.reason)
        else:
            assert seen == nci.Unrecognised(raw[:length], truncated=True)


@given(replies(), st.binary(min_size=1, max_size=20))
@settings(deadline=None)
def test_trailing_junk_is_never_taken_for_the_reply(reply: nci.Reply, junk: bytes) -> None:
    if nci.answer(reply) + junk in EXAMPLES:
        return
    if isinstance(reply, nci.Declined) and junk == b"\0":
        return
    if reply in {nci.Status(nci.RunState.CONTENTLESS), nci.Failed("READ_CORE_RAM", "OUT OF MEMORY")} and junk == b"\n":
        return
    if isinstance(reply, WITHOUT_END_MARK[1:]) and junk == b"\n":
        return
    assert nci.parse(nci.answer(reply) + junk) != reply


@given(st.binary(max_size=200) | st.sampled_from(sorted(EXAMPLES)).flatmap(lambda raw: st.binary().map(raw.__add__)))
def test_parsing_never_raises(raw: bytes) -> None:
    nci.parse(raw)


@given(replies())
@settings(deadline=None)
def test_every_reply_says_what_it_answers(reply: nci.Reply) -> None:
    assert nci.of_reply(reply) is not None
    assert nci.of_reply(nci.Unrecognised(nci.answer(reply))) is None


def test_only_short_addresses_are_remembered() -> None:
    before = parsing._place.cache_info().currsize
    for raw in (b"x" * 60_000 + b" 13 00\n", b"READ_CORE_RAM " + b"1" * 60_000 + b" 00\n"):
        assert nci.parse(raw) == nci.Unrecognised(raw)
    assert parsing._place.cache_info().currsize == before
