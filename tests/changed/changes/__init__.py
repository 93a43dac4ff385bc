"""All kinds of change, by name, in the order of the files."""

from tests.changed.changes import (
    boxes,
    names,
    texts,
    markup,
    moved,
    styles,
    unseen,
    links,
    beside,
    site,
    redesign,
    saved,
)  # noqa: F401, I001
from tests.changed.kinds import CHANGES, OPEN

__all__ = ["CHANGES", "OPEN"]
