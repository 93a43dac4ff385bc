"""What the stores are given: in every language of the extension, within what they take, and true of the manifest."""

from __future__ import annotations

import json
import struct
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.browser.take_store_pictures import SCREENS

from whyclosed.labels import languages

EXTENSION = Path(__file__).parents[2] / "extension"
STORE = EXTENSION / "store"
MANIFEST = json.loads((EXTENSION / "src" / "manifest.json").read_text("utf-8"))
LIMITS = tomllib.loads((STORE / "limits.toml").read_text("utf-8"))
REVIEW = tomllib.loads((STORE / "review.toml").read_text("utf-8"))
LANGUAGES = sorted(language.replace("-", "_") for language in languages())
FIREFOX = {
    "websiteContent": "website_content",
    "personallyIdentifyingInfo": "personally_identifiable_information",
    "financialAndPaymentInfo": "financial_and_payment_information",
    "personalCommunications": "personal_communications",
    "healthInfo": "health_information",
    "authenticationInfo": "authentication_information",
    "locationInfo": "location",
    "browsingActivity": "web_history",
    "websiteActivity": "user_activity",
}
"""Kinds of data, as the manifest calls them and as `review.toml` does."""


def listing(language: str) -> dict[str, Any]:
    return tomllib.loads((STORE / f"{language}.toml").read_text("utf-8"))


def shape(text: str) -> list[int]:
    """How many lines each paragraph has."""
    return [part.count("\n") for part in text.strip().split("\n\n")]


def test_there_is_a_listing_in_every_language() -> None:
    files = {path.stem for path in STORE.glob("*.toml")} - {"limits", "review"}
    assert sorted(files) == sorted(folder.name for folder in (EXTENSION / "src" / "_locales").iterdir()) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_listing_is_whole_and_short_enough(language: str) -> None:
    listed, english = listing(language), listing("en")
    assert listed.keys() == english.keys()
    assert listed["captions"].keys() == english["captions"].keys() == {*SCREENS, "small"}
    assert shape(listed["description"]) == shape(english["description"])
    assert shape(listed["privacy"]) == shape(english["privacy"])
    messages = json.loads((EXTENSION / "src" / "_locales" / language / "messages.json").read_text("utf-8"))
    texts = {
        "name": messages["name"]["message"],
        "short": messages["description"]["message"],
        "summary": listed["summary"],
        "description": listed["description"],
    }
    wrong = {
        name: len(text)
        for name, text in texts.items()
        if not LIMITS[name].get("least", 1) <= len(text) <= LIMITS[name]["most"]
    }
    assert wrong == {}
    terms, limits = listed["search_terms"], LIMITS["search_terms"]
    assert len(terms) <= limits["most"]
    assert max(map(len, terms)) <= limits["characters"]
    assert sum(len(term.split()) for term in terms) <= limits["words"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_twice_or_left_in_english(language: str) -> None:
    if language != "en":
        same = {line for line in listing(language)["description"].splitlines() if line}
        assert same & set(listing("en")["description"].splitlines()) == set()
    assert "whyclosed setup" in listing(language)["description"]
    assert "127.0.0.1" in listing(language)["privacy"]


def size(picture: Path) -> list[int]:
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG")
    return list(struct.unpack(">II", content[16:24]))


def test_every_picture_is_there_and_has_its_size() -> None:
    screens = [f"{number}-{name}.png" for number, name in enumerate(SCREENS, 1)]
    wanted = {f"{language}/{name}": "screenshot" for language in LANGUAGES for name in screens}
    wanted |= {"tile.png": "tile", "logo.png": "logo"}
    pictures = STORE / "pictures"
    found = {path.relative_to(pictures).as_posix(): size(path) for path in pictures.rglob("*.png")}
    assert found == {name: LIMITS["pictures"][kind] for name, kind in wanted.items()}


def test_every_permission_is_justified_and_no_other() -> None:
    reasons = REVIEW["permissions"]
    assert reasons.keys() == {*MANIFEST["permissions"], *MANIFEST["optional_permissions"]}
    assert all(0 < len(reason) <= LIMITS["permission"]["most"] for reason in reasons.values())
    assert not [key for key in MANIFEST if "host_permissions" in key or "content_scripts" in key]


def test_what_is_said_of_data_is_what_the_manifest_says() -> None:
    declared = MANIFEST["browser_specific_settings"]["gecko"]["data_collection_permissions"]
    handled = {name for name, one in REVIEW["data"].items() if one["handled"]}
    assert FIREFOX.keys() >= {*declared["required"]}
    assert set(FIREFOX.values()) == REVIEW["data"].keys()
    assert {FIREFOX[name] for name in declared["required"]} == handled
    assert declared.keys() == {"required"}, "without any of it there is no answer, so nothing is left to choose"
    assert all(one["why"] for one in REVIEW["data"].values() if one["handled"])
