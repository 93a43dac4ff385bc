"""Pages in nineteen languages, held against what a person reads on them: `python -m tests.languages`."""
