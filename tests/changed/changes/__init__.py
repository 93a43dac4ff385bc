"""All kinds of change, by name, in the order of the files."""

# ruff: noqa: F401, I001
from tests.changed.changes import boxes, names, texts, markup, moved, styles, unseen, links, beside, site
from tests.changed.changes import redesign, relaid, saved, tools, helpers, components, arranged, converted
from tests.changed.kinds import CHANGES, OPEN

__all__ = ["CHANGES", "OPEN"]
