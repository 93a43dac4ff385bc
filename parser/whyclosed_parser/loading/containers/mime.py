"""MIME, on which MHTML and mails rest: parts, their bytes, charsets and addresses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError, StartBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime

from whyclosed_parser import patterns
from whyclosed_parser.errors import DamagedFile
from whyclosed_parser.loading.containers.entry import BLANK, HTML

_LONGEST_HEADER = 16_384  # characters; what is longer is left out
_SPACES = patterns.compiled(r"\s+")
_BEFORE_LINE_END = patterns.compiled(r"(?<![ \t])[ \t]++(?=\r?\n)")
_FAULTS = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError)


class _Unencoded(Compat32):
    """Headers whose letters were not encoded on the way are those letters."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The bytes of a header, which the library keeps in marks, as text."""
        held = value.encode("utf-8", "surrogateescape")
        try:
            return held.decode()
        except UnicodeDecodeError:
            return held.decode("cp1252", "replace")


_POLICY = _Unencoded()


def parsed(content: bytes) -> Message:
    """The message that these bytes are. Raises `DamagedFile` for what the library cannot take apart."""
    try:
        message = message_from_bytes(content.lstrip(BLANK), policy=_POLICY)
        for part in message.walk():
            for name in [name for name, held in part.items() if len(held) > _LONGEST_HEADER]:
                del part[name]
    except _FAULTS:
        raise DamagedFile from None
    return message


def parts(message: Message) -> list[Message]:
    """The parts of a multipart; of any other none."""
    held = message.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def is_html(part: Message) -> bool:
    """Whether a part is a page, by its type."""
    return part.get_content_type() in HTML


def content_of(part: Message) -> bytes:
    """The bytes of a part, decoded from the form in which they travelled."""
    try:
        if str(part.get("content-transfer-encoding", "")).strip().lower() == "quoted-printable":
            held = part.get_payload()
            if isinstance(held, str) and _BEFORE_LINE_END.search(held):
                part.set_payload(_BEFORE_LINE_END.sub("", held))  # what was added on the way, and no part of the text
        held = part.get_payload(decode=True)
    except _FAULTS:
        return b""
    return held if isinstance(held, bytes) else b""


def charset_of(part: Message) -> str | None:
    """The charset that a part names."""
    try:
        return part.get_content_charset()
    except _FAULTS:
        return None


def filename_of(part: Message) -> str:
    """The name of an attached file; empty where it has none."""
    try:
        return _decoded(part.get_filename() or "")
    except _FAULTS:
        return ""


def text_of(part: Message, name: str) -> str | None:
    """The words of a header, decoded; None where it is missing."""
    held = part.get(name)
    return None if held is None else _decoded(str(held))


def address_of(part: Message, name: str) -> str | None:
    """The address in a header; long ones are folded."""
    held = text_of(part, name)
    return _SPACES.sub("", held).strip("<>") or None if held else None


def sent_at(message: Message) -> datetime | None:
    """The time in the header Date, with its offset; None where it is missing or no time."""
    held = text_of(message, "Date")
    return instant(held) if held else None


def instant(text: str) -> datetime | None:
    """A time in the form of mails. "-0000" is UTC of nobody knows where; without any zone it is no instant."""
    try:
        time = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if time.tzinfo is None:
        return time.replace(tzinfo=UTC) if re.search(r"-0000\b", text) else None
    return time


def is_cut_off(message: Message) -> bool:
    """Whether the end of a multipart is missing."""
    missing = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
    return any(isinstance(defect, missing) for part in message.walk() for defect in part.defects)


def _decoded(text: str) -> str:
    try:
        pieces = decode_header(text)
        words = [
            one.decode(charset or "ascii", "replace") if isinstance(one, bytes) else one for one, charset in pieces
        ]
    except _FAULTS:
        return text
    return "".join(words)
