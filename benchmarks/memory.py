"""How much memory reading a page takes, measured in fresh processes.

python -m benchmarks.memory
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.pages import detail_page, list_page
from benchmarks.timing import print_table, verdict

READERS = {
    "nothing": "",
    "bare lxml": "etree.fromstring(page, etree.HTMLParser(encoding='utf-8', huge_tree=True))",
    "whyclosed.parse": "whyclosed.parse(page)",
}
CHILD = """
import resource, sys
from pathlib import Path
from lxml import etree
import whyclosed
whyclosed.parse({warm!r})
page = Path(sys.argv[1]).read_bytes()
kept = {reader}
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
WARM = "<p>Order ID: 8190000000004411</p><p>Closed</p>"


def peak(reader: str, page: Path) -> int:
    """The highest memory of a fresh process that has read the page, in bytes."""
    code = CHILD.format(reader=reader or "None", warm=WARM)
    run = subprocess.run([sys.executable, "-c", code, str(page)], capture_output=True, text=True, check=True)
    return int(run.stdout) * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print the growth of each reader over a process that reads nothing."""
    rows = [("peak above an idle process", "page", "bare lxml", "whyclosed", "× page", "bar 10 ×, dream 5 ×")]
    pages = {
        "order details": detail_page(),
        "order details, feed in a strange place": detail_page(strange=True),
        "list of 100 orders": list_page(),
        "list of 1,000 orders": list_page(1000),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        for title, page in pages.items():
            path.write_bytes(page)
            idle, bare, ours = (peak(reader, path) for reader in READERS.values())
            times = (ours - idle) / len(page)
            rows.append(
                (title, mega(len(page)), mega(bare - idle), mega(ours - idle), f"{times:.1f}", verdict(times, 10, 5))
            )
    print_table("Memory of a parse", rows)


def mega(count: int) -> str:
    """Bytes for people."""
    return f"{count / 1e6:.2f} MB"


if __name__ == "__main__":
    main()
