"""Write the JSON Schema beside this file."""

from __future__ import annotations

from pathlib import Path

from whyclosed.schema import FILE, schema_text

if __name__ == "__main__":
    Path(__file__).with_name(FILE).write_text(schema_text(), "utf-8")
