"""Sentences of people: seller, platform, bank, and item titles. Each answer is a value of the vocabulary."""

from __future__ import annotations

from functools import cache
from typing import Literal, cast

from whyclosed_parser.classify.dispute_news import names_a_dispute
from whyclosed_parser.classify.events import classify_event
from whyclosed_parser.classify.guard import guards
from whyclosed_parser.classify.matcher import may_say, read, read_among
from whyclosed_parser.classify.tables import matched_form, named
from whyclosed_parser.model import RefundWay
from whyclosed_parser.patterns import LazyPattern
from whyclosed_parser.values.money import find_amounts
from whyclosed_parser.values.text import same_letters
from whyclosed_parser.words.packs import shared

_SAYS_NO_MORE = (None, "other", "shipment_cancelled")
"""Meanings of a notice beside which it may report what became of the parcel."""
_OF_THE_SELLER = ("cancelled_by_seller", "not_shipped_in_time")
"""Meanings of a notice for which the seller had a reason."""
_WHY = ("out_of_stock", "shipping_restriction")
"""What a seller writes that is a reason, in every language."""


def classify_seller_message(text: str) -> str | None:
    """What the seller wants: asks_to_cancel, proposes_mutual_cancel, asks_address, payment_outstanding,
    out_of_stock, shipping_restriction, promises_shipping, or other (small talk). None: not understood.

    Where a message asks for a cancellation *and* says why, this is the request; `classify_seller_reason` has
    the reason. Source: rules A017-A022, A045, B046, B055-B058.
    """
    return read("seller_message", text)


def classify_seller_reason(text: str) -> str | None:
    """Why the seller does not deliver: out_of_stock, discontinued, pricing_error, coupon_abuse,
    shipping_restriction, address, logistics. None: no reason is named. Source: rules A015-A018, B044-B050.
    """
    return read("seller_reason", text)


def classify_reason_told(text: str, meaning: str | None, languages: tuple[str, ...]) -> str | None:
    """Why the seller did what a notice with this meaning reports, or the payment failed of which it says that it never
    came: a value of `seller_reason` or `payment_error`. None: it does not say why. `languages`: those of its words.
    """
    said = matched_form(text)
    for one in guards(languages):
        said = one.asserted(said)
    if meaning == "payment_not_received":
        failed = classify_payment_error(said)
        return None if failed == "timeout" else failed  # which is what the notice says
    if meaning not in _OF_THE_SELLER:
        return None
    wanted = classify_seller_message(said)
    return classify_seller_reason(said) or (wanted if wanted in _WHY else None)


def classify_platform_message(text: str, languages: tuple[str, ...] = ()) -> str | None:
    """What AliExpress says of a closed order: security, seller_suspended, not_shipped_in_time,
    payment_not_received, cancelled_by_seller, cancelled_by_buyer, group_buy_failed, shipment_cancelled,
    refund_processing, refund_failed, or other (says that it is closed, not why); of a parcel that does not come
    lost, damaged, customs_rejected, not_collected, where the notice says so much. None: not understood, or only a
    condition ("if the seller ...").

    `languages`: those that the page is written in, asked in this order. None: English, then all others, if they agree.
    """
    meaning = read_among("platform_message", text, languages) if languages else read("platform_message", text)
    if meaning not in _SAYS_NO_MORE or names_a_dispute(text, languages):
        return meaning
    endings: dict[str, str] = shared("notices")["meaning"]
    return endings.get(classify_event(text, languages[0] if languages else None), meaning)


def is_about_cancelling(text: str) -> bool:
    """Whether a sentence speaks of a request to cancel, whatever it says of it, in any language."""
    return named("platform_message", "cancelling", ()).search(matched_form(text)) is not None


def classify_refund_news(text: str, languages: tuple[str, ...] = ()) -> Literal["1", "2", "3"] | None:
    """The stage of a refund that a sentence of AliExpress reports: 1 initiated, 2 on its way, 3 sent. None: it reports
    none, or only what would be or will be, or only of points. `languages`: as for `classify_platform_message`.
    """
    found = read_among("refund_news", text, languages) if languages else read("refund_news", text)
    if found is not None and _points().search(matched_form(text)) and not find_amounts(text):
        return None
    return cast('Literal["1", "2", "3"] | None', found)


def refund_way_told(text: str, languages: tuple[str, ...] = ()) -> RefundWay | None:
    """The way that a sentence about a refund names; None where it names none, or several."""
    said = matched_form(text)
    ways = {way for way, pattern in _ways(languages) if pattern.search(said)}
    if "bonus" in ways:
        ways.discard("wallet")  # "the bonus balance"
    return ways.pop() if len(ways) == 1 else None


@cache
def _points() -> LazyPattern:
    points = same_letters(shared("notices")["gains"]["points"])
    return LazyPattern(rf"\d\s?{points}|{points}\s?\d")


@cache
def _ways(among: tuple[str, ...]) -> tuple[tuple[RefundWay, LazyPattern], ...]:
    shops: dict[str, str] = shared("notices")["ways"]
    return (
        ("card", named("refund_news", "card", among)),
        ("wallet", named("refund_news", "wallet", among)),
        *((cast("RefundWay", way), LazyPattern(same_letters(words))) for way, words in shops.items()),
    )


def may_be_refund_news(low: str, languages: tuple[str, ...] = ()) -> bool:
    """Whether a text, in its normal form, may hold such a sentence: a cheap test for whole pages."""
    return may_say("refund_news", low, languages)


def classify_payment_error(text: str) -> str | None:
    """Why a payment failed: card_not_international, insufficient_balance, wrong_details,
    bank_blocks_foreign, currency, timeout. None: not understood. Source: rules B089-B095.
    """
    return read("payment_error", text)


def classify_item(title: str) -> str | None:
    """Whether a title *may* name goods that carriers restrict: battery, liquid, magnet. None: no sign of it.

    Only a candidate, to be confirmed by the buyer. Source: rule B010.
    """
    return read("item", title)
