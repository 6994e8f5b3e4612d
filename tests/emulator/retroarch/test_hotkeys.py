import asyncio

from spinlab_pad.emulator.retroarch.hotkeys import SPACING_S, Hotkeys


class Wire:
    """What was sent and when; a toggle that takes effect with every second press."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, ...]] = []
        self.at: list[float] = []

    def send(self, *commands: bytes) -> None:
        self.sent.append(commands)
        self.at.append(asyncio.get_running_loop().time())

    async def second(self) -> bool:
        return len(self.sent) >= 2


async def test_the_same_key_is_pressed_again_only_when_it_counts() -> None:
    wire = Wire()
    keys = Hotkeys(wire)
    await asyncio.gather(keys.press(b"A", b"LOOK"), keys.press(b"A"), keys.press(b"B"))
    assert sorted(wire.sent) == [(b"A",), (b"B",), (b"LOOK", b"A")]
    first, second = (at for at, sent in zip(wire.at, wire.sent, strict=True) if sent[-1] == b"A")
    assert second - first >= SPACING_S


async def test_a_key_is_pressed_until_its_effect_is_seen_and_no_more() -> None:
    wire = Wire()
    assert await Hotkeys(wire).until(b"A", wire.second, settle_s=0.01)
    assert wire.sent == [(b"A",)] * 2


async def test_a_key_without_effect_is_given_up() -> None:
    wire = Wire()

    async def never() -> bool:
        return False

    assert not await Hotkeys(wire).until(b"A", never, tries=3, settle_s=0.01)
    assert len(wire.sent) == 3
