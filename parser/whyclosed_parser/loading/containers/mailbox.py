"""A mailbox in one file (mbox), as Thunderbird, Apple Mail, Gmail's export and others write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from whyclosed_parser import patterns
from whyclosed_parser.loading.containers.entry import Broken, Entry

# A line that begins a mail. One in a mail's words has a ">" before it, or no header behind.
_FROM = patterns.compiled(
    rb"(?:\A(?:\xef\xbb\xbf)?\s*|(?<=\n))From (?=[^\r\n\d]*+\d)[^\r\n]*+\r?\n(?=>?[A-Za-z][\w-]*+:)"
)
_QUOTED = patterns.compiled(rb"^>(>*From )", re.MULTILINE)


def entries(entry: Entry) -> Iterator[Entry | Broken]:
    """The mails in it, each named by its number."""
    begun = [found.span() for found in _FROM.finditer(entry.content)]
    ends = [*(start for start, _ in begun[1:]), len(entry.content)]
    for number, ((_, start), end) in enumerate(zip(begun, ends, strict=False), 1):  # none has begun: it is damaged
        yield Entry(_QUOTED.sub(rb"\1", entry.content[start:end]), str(number))
