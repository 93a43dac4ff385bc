"""All kinds of change, by name, in the order of the files."""

from tests.changed.changes import (
    beside,
    boxes,
    links,
    markup,
    moved,
    names,
    redesign,
    saved,
    site,
    styles,
    texts,
    unseen,
)
from tests.changed.kinds import CHANGES, OPEN

__all__ = ["CHANGES", "OPEN"]
