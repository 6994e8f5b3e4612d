"""Where the files lie that come with the program: fonts, icons, the training cartridge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PLACES: Final = (Path(__file__).parent / "assets", Path(__file__).parent.parent / "assets")
"""Inside of the installed package, else beside it in a checkout."""


class AssetError(FileNotFoundError):
    """A file that comes with the program isn't there; the text says which and what to do."""


def path(name: str, places: tuple[Path, ...] = PLACES) -> Path:
    """The file `name`, such as 'fonts/DejaVuSans.ttf'.

    Raises:
        AssetError: it is in none of the places.
    """
    for place in places:
        if (place / name).is_file():
            return place / name
    looked = " and ".join(str(place) for place in places)
    raise AssetError(f"{name!r} is missing, looked in {looked}; install spinlab-pad again")
