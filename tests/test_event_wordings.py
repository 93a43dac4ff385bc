"""The measure of event wordings: similar ones are left out together, and what was learnt by heart with them."""

from pathlib import Path

import pytest

from benchmarks.event_wordings import PARTS, clusters, dealt, figures, read_wordings, readings

TEXTS = ["The parcel was delivered", "Parcel was delivered", "Waiting at customs", "Out for delivery", "Lost"]


def test_similar_wordings_share_a_cluster() -> None:
    assert sorted(map(sorted, clusters(TEXTS))) == sorted([sorted(TEXTS[:2]), *([text] for text in TEXTS[2:])])


def test_a_cluster_is_never_parted_and_no_part_is_empty() -> None:
    parts = dealt(clusters(TEXTS))
    assert parts[TEXTS[0]] == parts[TEXTS[1]]
    assert set(parts) == set(TEXTS)
    assert len(set(parts.values())) == min(PARTS, len(clusters(TEXTS)))


def listed(folder: Path, *rows: tuple[str, str]) -> Path:
    path = folder / "messages.tsv"
    lines = ["text\tlang\tcarrier\tcode\tclass", *(f"{text}\ten\t\t\t{wanted}" for text, wanted in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "wanted", "answered", "right"),
    [
        ("Your parcel has been delivered", "DELIVERED", 1.0, 1.0),
        ("Your parcel has been delivered", "LOST", 1.0, 0.0),
        ("Undetermined", "NOTICE", 0.0, None),
        ("Words nobody knows", "LOST", 0.0, None),
    ],
)
def test_what_stands_by_heart_does_not_count(
    tmp_path: Path, text: str, wanted: str, answered: float, right: float | None
) -> None:
    told = figures(readings(read_wordings(listed(tmp_path, (text, wanted))), "en"))
    assert (told["answered"], told.get("right")) == (answered, right)
    assert told["proven"] == 0.0


def test_another_wording_bears_witness(tmp_path: Path) -> None:
    rows = [("Your parcel has been delivered", "DELIVERED"), ("Delivered", "DELIVERED")]
    assert figures(readings(read_wordings(listed(tmp_path, *rows)), "en"))["proven"] > 0
