"""Put the sample pages into a folder and say what to try."""

from __future__ import annotations

import sys
from pathlib import Path

from whyclosed.labels import labels, machine_language
from whyclosed.samples import copy_to

if __name__ == "__main__":
    copies = copy_to(Path(sys.argv[1] if len(sys.argv) > 1 else "whyclosed-samples"))
    print(labels(machine_language())("samples.try", one=copies[0], two=copies[1], folder=copies[0].parent))
