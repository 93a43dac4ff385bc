"""The pairing key: 32 random bytes in one private file, shown to the user as 64 hex digits."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from whyclosed_server.calling import command
from whyclosed_server.errors import PairingError
from whyclosed_server.paths import (
    KEY_FILE,
    PAIRED_FILE,
    NotPrivateError,
    check_private_folder,
    create_private,
    data_folder,
    make_private_folder,
    readable_by_others,
    why,
)

KEY_BYTES = 32
_KEY_TEXT = re.compile(r"[0-9a-f]{64}\n?")


def pair(folder: Path | None = None, *, new: bool = False) -> str:
    """The pairing key as hex, made on first use; `new` replaces it at once, so that the old one is refused.

    `folder` is the data folder, by default this user's own. Raises `PairingError`.
    """
    path = (folder or data_folder()) / KEY_FILE
    if new:
        return _replace_key(path).hex()
    return ensure_key(path).hex()


def ensure_key(path: Path) -> bytes:
    """Read the key, or make one where there is none. Raises `PairingError`."""
    with suppress(FileNotFoundError):
        return read_key(path)
    key = secrets.token_bytes(KEY_BYTES)
    try:
        _write(path, key)
    except FileExistsError:  # another process made one a moment ago
        return read_key(path)
    return key


def read_key(path: Path) -> bytes:
    """The 32 raw bytes. Raises `FileNotFoundError`, or `PairingError` where the file is unsafe or damaged."""
    try:
        check_private_folder(path.parent)
        if not path.is_symlink() and readable_by_others(path):
            raise PairingError("key_is_open", path=path, command=command())
        text = "" if path.is_symlink() else path.read_text("ascii")
    except FileNotFoundError:
        raise
    except NotPrivateError as error:
        raise PairingError("key_not_private", path=path, why=error.why) from None
    except (OSError, UnicodeDecodeError):
        text = ""
    if not _KEY_TEXT.fullmatch(text):
        raise PairingError("key_unread", path=path, command=command())
    return bytes.fromhex(text.strip())


def is_paired(key_file: Path) -> bool:
    """Whether a browser has ever proved that it knows the present key."""
    try:
        return (key_file.with_name(PAIRED_FILE)).read_text("ascii") == _mark(read_key(key_file))
    except (OSError, UnicodeDecodeError, PairingError):
        return False


def note_paired(key_file: Path) -> None:
    """Remember that a browser knows the present key. Not written, it is only told again how to pair."""
    if not is_paired(key_file):
        with suppress(OSError, PairingError):
            mark = key_file.with_name(PAIRED_FILE)
            mark.unlink(missing_ok=True)
            with open(create_private(mark), "w", encoding="ascii") as file:
                file.write(_mark(read_key(key_file)))


def _mark(key: bytes) -> str:
    return sha256(b"paired" + key).hexdigest()


def _replace_key(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    fresh = _written_beside(path, key)
    try:
        os.replace(fresh, path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise PairingError("key_stays", path=path, why=why(error)) from None
    return key


def _write(path: Path, key: bytes) -> None:
    """Write a whole key file or none, and over no other: readers never see half a key. Raises `FileExistsError` and
    `PairingError`."""
    fresh = _written_beside(path, key)
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        try:
            fresh.rename(path)
        except OSError as error:
            raise PairingError("key_unwritten", path=path, why=why(error)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _written_beside(path: Path, key: bytes) -> Path:
    """A file of its own with the key, beside its place. Raises `PairingError`."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        make_private_folder(path.parent)
        with open(create_private(fresh), "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
    except OSError as error:  # such as a full disk
        with suppress(OSError):
            fresh.unlink()
        raise PairingError("key_unwritten", path=path, why=why(error)) from None
    return fresh
