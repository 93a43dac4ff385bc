"""Free text given for a fact of the engine, and what an order's own words suggest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from whyclosed_parser.classify.events import classify_event
from whyclosed_parser.classify.messages import (
    classify_item,
    classify_payment_error,
    classify_platform_message,
    classify_seller_message,
    classify_seller_reason,
)
from whyclosed_parser.model import Order
from whyclosed_parser.words import Kind, words_for
from whyclosed_parser.words.packs import shared

_CLASSIFIERS: Mapping[str, Callable[[str], str | None]] = {
    "payment_error": classify_payment_error,
    "platform_message": classify_platform_message,
    "seller_message": classify_seller_message,
    "seller_reason": classify_seller_reason,
}


def classify_fact(name: str, text: str, *, moved: bool = False) -> Mapping[str, str]:
    """What free text given for a fact means: that fact, and for a seller's message also the `seller_reason` in it, for
    a notice of the platform the `tracking_event`.

    Empty where the words are not understood. `moved`: the parcel is known to have moved. Raises KeyError for a fact
    that takes no free text.
    """
    if name == "tracking_event":
        event = classify_event(text, moved=moved)
        return {} if event == "UNKNOWN" else {name: event}
    meanings = {name: _CLASSIFIERS[name](text)}
    if name == "platform_message" and meanings[name] in shared("notices")["meaning"].values():
        meanings = {name: "shipment_cancelled", **classify_fact("tracking_event", text)}
    if name == "seller_message":
        meanings["seller_reason"] = classify_seller_reason(text)
    return {fact: meaning for fact, meaning in meanings.items() if meaning is not None}


_LABELS: Mapping[str, tuple[Kind, ...]] = {
    "status": ("status",),
    "method": ("methods",),
    "refund_to": ("ways", "methods"),
}


def classify_label(name: str, text: str, language: str | None = None) -> str | None:
    """What a page's own words for a state, a way of payment or of a refund mean, as the value of that fact.

    None: they are not known, leave it open, or no words are kept for this fact. `language` (BCP 47): that of the words;
    English is read too.
    """
    words = words_for(language)
    entries = (words.entry(kind, text) for kind in _LABELS.get(name, ()))
    return next((entry.code for entry in entries if entry is not None and entry.code != "unknown"), None)


def suggested_facts(order: Order) -> Mapping[str, str]:
    """Facts that an order's words only suggest: the kind of item, where a title names a battery, liquid or magnet."""
    kinds = {kind for item in order.items if item.title and (kind := classify_item(item.title))}
    return {"item": next(iter(kinds))} if len(kinds) == 1 else {}
