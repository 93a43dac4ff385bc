"""Three invented pages to try the command on: a closed order, its tracking page, and a list of orders.

`python -m whyclosed.samples FOLDER` puts them into a folder.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

PAGES = ("closed-order.html", "closed-order-tracking.html", "orders.html")


def copy_to(folder: Path) -> tuple[Path, ...]:
    """Put the pages into `folder`, which is made where it is missing. Pages of these names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    copies = tuple(folder / name for name in PAGES)
    for copy in copies:
        copy.write_bytes(files(__name__).joinpath(copy.name).read_bytes())
    return copies
