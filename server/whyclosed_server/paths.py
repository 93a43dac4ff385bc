"""Where the pairing key and the store live: one private folder of this user."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

KEY_FILE = "pairing.key"
STORE_FILE = "orders.sqlite3"


def data_folder() -> Path:
    """The user's data folder for whyclosed (`~/.local/share/whyclosed` on Linux). It need not exist yet."""
    return Path(platformdirs.user_data_dir("whyclosed", appauthor=False))


def make_private_folder(folder: Path) -> None:
    """Create `folder` for this user alone (mode 0700). An existing folder is left as it is."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def create_private(path: Path) -> int:
    """Create the file `path` with mode 0600 and return its descriptor. Raises `FileExistsError`."""
    make_private_folder(path.parent)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)


def readable_by_others(path: Path) -> bool:
    """Whether the file's mode lets anybody but its owner in. Windows has no such mode: always false there."""
    return os.name != "nt" and bool(path.stat().st_mode & 0o077)
