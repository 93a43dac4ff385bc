"""Searches for trouble: more examples for every property, in rounds.

    python -m tests.house.fuzz [ROUNDS] [SEED]      ten rounds and a seed drawn by lot unless told otherwise

Ten rounds try 100,000 sets of facts for what holds of every answer. Each has a seed of its own and says when it is over,
so that one that is stopped may be gone on with: the rounds that are left are tried by another call. A failed round is
repeated by `1` and its seed.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from time import monotonic

TESTS = Path(__file__).parents[1]
ROUNDS = 10


def properties() -> list[str]:
    """The files with properties: of all others a round would only find that it has nothing to do."""
    return [str(path) for path in sorted(TESTS.rglob("test_*.py")) if "@given(" in path.read_text("utf-8")]


def main() -> None:
    """Try the rounds, and name the seeds of those that failed."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    failed = []
    for number in range(rounds):
        seed, began = first + number, monotonic()
        pytest = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-m", "hypothesis", "--hypothesis-profile=fuzz"]
        done = subprocess.run([*pytest, f"--hypothesis-seed={seed}", *properties()], cwd=TESTS.parent, check=False)
        if done.returncode:
            failed.append(seed)
        told = "failed" if done.returncode else "clean"
        print(f"round {number + 1} of {rounds}, seed {seed}: {told}, {monotonic() - began:.0f} s", flush=True)
    print(f"{rounds} rounds from seed {first}, failed: {', '.join(map(str, failed)) or 'none'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
