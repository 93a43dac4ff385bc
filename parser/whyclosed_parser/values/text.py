"""White space and label comparison."""

from __future__ import annotations

import unicodedata

# Characters without width that pages put between or inside words: break hints, joiners of lines, direction marks.
# U+200C and U+200D stay: Persian words and emoji are spelt with them.
_WIDTHLESS = dict.fromkeys(
    [0x00AD, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)

# Characters that one page prints and another does not, for the same word.
_SAME = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "´": "'",
        "`": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "ё": "е",
    }
    | dict.fromkeys("\u200c\u200d\u0307", "")
)


def fold(text: str) -> str:
    """`text` with each run of white space (no-break spaces too) made one space, widthless characters dropped, trimmed."""
    if not text.isascii():
        text = text.translate(_WIDTHLESS)
    return " ".join(text.split())


def words_key(text: str) -> str:
    """The form in which two labels are compared: folded, caseless, without closing colons.

    Also the same: composed and decomposed letters, straight and curly quotes, dashes, the dotted and the plain
    Turkish i, Russian ё and е.
    """
    if text.isascii():
        return fold(text).lower().rstrip(": ")
    folded = fold(unicodedata.normalize("NFKC", text)).casefold().translate(_SAME)
    return folded.replace("ı", "i").rstrip(": ")


def ascii_digits(text: str) -> str:
    """`text` with the decimal digits of every script as 0–9; the length does not change."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
