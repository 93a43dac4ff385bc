"""The JSON Schema of `whyclosed/1`, made from the dataclasses.

`python -m whyclosed.schema` writes `whyclosed-1.json` anew after a change of the model.
"""

from __future__ import annotations

import json

from whyclosed_parser import SCHEMA
from whyclosed_parser.model import Json, Order, Unread, json_schema
from whyclosed_rules.model import Diagnosis, Source

FILE = "whyclosed-1.json"
_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def make_schema() -> Json:
    """The schema of a report: of `whyclosed diagnose`, `whyclosed parse` and the server.

    `$defs/Diagnosis` is the schema of what `whyclosed advise` prints.
    """
    definitions: dict[str, Json] = {}
    for kind in (Order, Diagnosis, Source, Unread):
        definitions |= json_schema(kind)["$defs"]
    definitions["Entry"] = {
        "type": "object",
        "description": "One order; without a diagnosis where pages were only read. `answers` are the buyer's own, "
        "in reports of the server.",
        "properties": {
            "order": {"$ref": "#/$defs/Order"},
            "diagnosis": {"$ref": "#/$defs/Diagnosis"},
            "answers": {"type": "object"},
        },
        "required": ["order"],
        "additionalProperties": False,
    }
    return {
        "$schema": _DRAFT,
        "$id": "urn:whyclosed:1",
        "title": "A report of whyclosed",
        "type": "object",
        "properties": {
            "schema": {"const": SCHEMA},
            "as_of": {
                "description": "The moment that was advised for; null where pages were only read.",
                "anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}],
            },
            "orders": {"type": "array", "items": {"$ref": "#/$defs/Entry"}},
            "sources": {
                "description": "What the rules of the orders rest on, by id, once for all; a diagnosis has sources of "
                "its own only where they say something else for its order. Absent where pages were only read.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/Source"},
            },
            "unread": {"type": "array", "items": {"$ref": "#/$defs/Unread"}},
        },
        "required": ["schema", "as_of", "orders", "unread"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"
