"""The notation of an anchor: where on a page a value stands, in one short string.

    .name           an un-hashed class                  pl:name      the attribute data-pl
    ^name           a hashed class, without its suffix  #name        an id
    testid:name     the attribute data-testid           entitle:name the attribute i18entitle
    <a>, <button>   a tag                               role:name    the attribute role
    data:path       a value of an answer of the interface, by its path from the record around it (`loading/answers`)
    href:PATTERN    links whose address matches; the group is the value
    url:PATTERN     the same for the page's own address
    linked:PATTERN  the words of the links whose address matches
    label:NAME      a row that begins with a label of the language pack
    text:NAME       the structure of the text (`read/`)
    around:KEY      the largest boxes that hold one element with this key each

Elements may be nested (`.order-status .order-block-title`) and followed by what to take of the element:

    | row           the words beside the element, which is the label of a row
    | own           only the element's own text nodes
    | @name         an attribute
    | without .name the element's words, without those of parts of it with this class
    | children      the words of each child element
    | match PATTERN the group of the pattern in the element's words
    | nth N         the N-th of these elements alone, a row with its label in its first child
"""

from __future__ import annotations

from whyclosed_parser.records import dataclass

TEXT_READERS = {
    "scope": "the whole scope as one part",
    "order_ids": "boxes around the ids of several orders",
    "line_ids": "boxes around links to several order lines",
    "parcels": "boxes around several tracking numbers",
    "events": "times with words beside them",
    "items": "boxes around links to products, and the price before a number of pieces",
    "amounts": "rows built like that of the total",
    "reminder": "the sentences under the status",
    "tracking_number": "a number of a known format, anywhere",
    "status": "the line in the place of the status",
    "refund": "lines that state a refund's stage",
    "channels": "the ways that a refund goes, each with its amount",
    "days": "rows of everyday words without a colon, each with a day",
    "dispute": "lines that state a dispute's state",
    "timers": "sentences with a deadline or countdown",
    "messages": "sentences of the platform",
    "close_code": "the platform's own code for the end",
}
"""Every NAME of `text:NAME`, with what it finds."""
_SPECIAL = ("href:", "linked:", "url:", "label:", "text:", "around:")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A parsed anchor. `kind` is `element` or the special form's name; `path` the keys from outside in, or the
    pattern or name of a special form; `take` what to take of the element."""

    written: str
    kind: str
    path: tuple[str, ...]
    take: str = ""
    argument: str = ""
    gate: str | None = None
    """The key without which there is nothing to be found in a scope; None where no key says so."""

    @classmethod
    def parse(cls, written: str) -> Anchor:
        """Read the notation. Raises `ValueError` for an anchor that cannot match anything."""
        for special in _SPECIAL:
            if written.startswith(special):
                if special == "text:" and written.removeprefix(special) not in TEXT_READERS:
                    raise ValueError(f"{written!r}: no reader of the text has this name")
                return cls(written, special[:-1], (written[len(special) :],))
        places, _, take = written.partition(" | ")
        path = tuple(places.split())
        if not path or any(key[:1] not in ".^#<" and ":" not in key for key in path):
            raise ValueError(f"{written!r} is not an anchor")
        verb, _, argument = take.partition(" ")
        if verb.startswith("@"):
            verb, argument = "@", verb[1:]
        if verb not in ("", "row", "own", "@", "without", "children", "match", "nth"):
            raise ValueError(f"{written!r}: {verb!r} is not something to take")
        return cls(written, "element", path, verb, argument, path[0])

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the index of a page must hold for this anchor."""
        if self.kind == "around":
            return self.path
        if self.kind != "element":
            return ()
        return (self.path[0], *(key for key in self.path[1:] if key[0] != "<"))
