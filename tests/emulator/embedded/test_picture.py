import pytest

from spinlab_pad.emulator.embedded.picture import PixelLayout, RawFrame, to_rgb


@pytest.mark.parametrize(
    ("layout", "pixel", "rgb"),
    [
        ("rgb565", (0xF800).to_bytes(2, "little"), (255, 0, 0)),
        ("rgb565", (0x07E0).to_bytes(2, "little"), (0, 255, 0)),
        ("rgb565", (0x001F).to_bytes(2, "little"), (0, 0, 255)),
        ("rgb565", (0x8410).to_bytes(2, "little"), (132, 130, 132)),
        ("rgb1555", (0x7C00).to_bytes(2, "little"), (255, 0, 0)),
        ("rgb1555", (0x03E0).to_bytes(2, "little"), (0, 255, 0)),
        ("rgb1555", (0x801F).to_bytes(2, "little"), (0, 0, 255)),
        ("xrgb8888", (0x00123456).to_bytes(4, "little"), (0x12, 0x34, 0x56)),
    ],
)
def test_a_pixel_becomes_its_colour(layout: PixelLayout, pixel: bytes, rgb: tuple[int, int, int]) -> None:
    assert to_rgb(RawFrame(pixel, 1, 1, len(pixel), layout)) == bytes(rgb)


@pytest.mark.parametrize(("layout", "size"), [("rgb565", 2), ("xrgb8888", 4)])
def test_what_lies_beyond_the_width_of_a_row_is_left_out(layout: PixelLayout, size: int) -> None:
    row = b"\xff" * (3 * size) + bytes(5 * size)
    assert to_rgb(RawFrame(row * 2, 3, 2, 8 * size, layout)) == b"\xff" * (3 * 2 * 3)
