"""Where the pairing key and the store live: one private folder of this user."""

from __future__ import annotations

import os
import stat
from errno import EPERM
from pathlib import Path

import platformdirs

from whyclosed_rules.errors import Phrase, reason

KEY_FILE = "pairing.key"
PAIRED_FILE = "paired"
STORE_FILE = "orders.sqlite3"


def data_folder() -> Path:
    """The user's data folder for whyclosed (`~/.local/share/whyclosed` on Linux). It need not exist yet."""
    return Path(platformdirs.user_data_dir("whyclosed", appauthor=False))


class NotPrivateError(PermissionError):
    """Other users might read or replace a file of ours. `why` says how."""

    def __init__(self, key: str, **names: object) -> None:
        self.why = Phrase(key, names)
        super().__init__(EPERM, self.why.told())


def why(error: OSError) -> Phrase:
    """Why a file or folder of ours cannot be used."""
    return error.why if isinstance(error, NotPrivateError) else reason(error)


def make_private_folder(folder: Path) -> None:
    """Create `folder` for this user alone (mode 0700). Raises `NotPrivateError` for one that is there and is not."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_private_folder(folder)


def check_private_folder(folder: Path) -> None:
    """Raise `NotPrivateError` for a folder that others can enter or own. Windows has no such modes."""
    if os.name == "nt":
        return
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise NotPrivateError("folder_is_link")
    if status.st_uid != os.geteuid():
        raise NotPrivateError("folder_of_another")
    if status.st_mode & 0o077:
        raise NotPrivateError("folder_is_open", folder=folder)


def check_own_file(path: Path) -> None:
    """Raise `NotPrivateError` for a link, or for what another user owns. No file at all is right."""
    if not os.path.lexists(path) or os.name == "nt":
        return
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        raise NotPrivateError("file_is_link")
    if status.st_uid != os.geteuid():
        raise NotPrivateError("file_of_another")


def create_private(path: Path) -> int:
    """Create the file `path` with mode 0600 and return its descriptor. Raises `FileExistsError`."""
    make_private_folder(path.parent)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)


def readable_by_others(path: Path) -> bool:
    """Whether the file's mode lets anybody but its owner in. Windows has no such mode: always false there."""
    return os.name != "nt" and bool(path.stat().st_mode & 0o077)
