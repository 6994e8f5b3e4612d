"""A controller-first practice companion for RetroArch and embedded libretro cores."""

__version__ = "0.1.0"
