"""Event texts and codes: every class in our own words, every known trap, and what must hold for any text."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.classify import classify_event, classify_history
from whyclosed_parser.model import EventClass

CLASSES = frozenset(get_args(EventClass))

OWN_WORDS = [
    ("INFO_RECEIVED", "Shipment information received"),
    ("INFO_RECEIVED", "The seller has shipped your order"),
    ("INFO_RECEIVED", "Shipping label created by the seller"),
    ("INFO_RECEIVED", "Your parcel has not been handed over to the carrier yet"),
    ("INFO_RECEIVED", "Waiting for the seller to dispatch"),
    ("NOT_FOUND", "No tracking information available yet"),
    ("NOT_FOUND", "Parcel not found"),
    ("PICKUP_FAILED", "Pickup failed"),
    ("PICKUP_FAILED", "The courier attempted to collect, nobody was there"),
    ("PICKUP_FAILED", "The seller did not hand over the parcel"),
    ("ACCEPTED", "Picked up by the carrier"),
    ("ACCEPTED", "Received by logistics company"),
    ("ACCEPTED", "Your parcel was collected from the shipper"),
    ("IN_TRANSIT", "Departed from sorting center"),
    ("IN_TRANSIT", "Parcel arrived at the airport of transit"),
    ("IN_TRANSIT", "Handed over to the airline"),
    ("IN_TRANSIT", "Your package is on the way"),
    ("EXPORT_CUSTOMS", "Export customs clearance started"),
    ("IMPORT_CUSTOMS", "Parcel is being inspected by customs"),
    ("CUSTOMS_CLEARED", "Customs clearance finished"),
    ("CUSTOMS_CLEARED", "Leaving customs, awaiting transfer"),
    ("CUSTOMS_HELD", "Detained at customs, an invoice is missing"),
    ("CUSTOMS_PAYMENT", "Import duties are due"),
    ("CUSTOMS_REJECTED", "returned by customs"),
    ("CUSTOMS_REJECTED", "Customs rejected the goods"),
    ("CUSTOMS_REJECTED", "Seized by customs"),
    ("DELAYED", "Delayed because of bad weather"),
    ("HELD", "The parcel is on hold at the depot"),
    ("REROUTED", "Parcel misrouted"),
    ("OUT_FOR_DELIVERY", "Package out for delivery"),
    ("OUT_FOR_DELIVERY", "The courier is delivering your parcel"),
    ("READY_FOR_PICKUP", "Arrived at the pickup point, ready for collection"),
    ("ATTEMPT_FAILED", "Delivery attempt failed"),
    ("ATTEMPT_FAILED", "Nobody home, a notice was left"),
    ("ADDRESS_PROBLEM", "The address is incomplete"),
    ("REFUSED", "The recipient refused the parcel"),
    ("UNCLAIMED", "Not collected within the storage period"),
    ("CARRIER_REJECTED", "Rejected by the sorting center: dangerous goods"),
    ("CANCELLED", "cancelled"),
    ("CANCELLED", "Shipment Cancelled"),
    ("CANCELLED", "Cancelled by logistics provider"),
    ("CANCELLED", "Your order was canceled because it was not handed over in time"),
    ("RETURNING", "Parcel is returning to sender"),
    ("RETURNED", "Returned to sender"),
    ("LOST", "The package was lost on its way"),
    ("DAMAGED", "The contents were found damaged"),
    ("DESTROYED", "Package destroyed"),
    ("EXCEPTION", "Exception: Parcel handling issue"),
    ("EXCEPTION", "exception parcel handling in sorting center"),
    ("DELIVERED", "delivered"),
    ("DELIVERED", "Your package has been delivered"),
    ("DELIVERED", "Delivered, left with a neighbour"),
    ("DELIVERED", "Signed for by the recipient"),
    ("EXPIRED", "For 60 days there was no update of this parcel"),
    ("EXPIRED", "Tracking expired: The carrier has sent no updates for 60 days"),
    ("NOTICE", "Carrier update"),
    ("NOTICE", "Your parcel will be delivered tomorrow"),
    ("UNKNOWN", "Have a look at our new app"),
    ("UNKNOWN", ""),
]

# What the words seem to say, and what they do say.
TRAPS = [
    ("RETURNING", "Not delivered to sender"),
    ("IN_TRANSIT", "Delivered to local carrier"),
    ("READY_FOR_PICKUP", "Delivered to a UPS Access Point"),
    ("RETURNED", "Return shipment delivered"),
    ("DELIVERED", "Received; return-shipment docs created"),
    ("CUSTOMS_CLEARED", "Item returned from customs"),
    ("PICKUP_FAILED", "Pick-up order cancelled"),
    ("PICKUP_FAILED", "Shipment not physically presented to PostNL"),
    ("NOTICE", "Exception: Incorrect Status Update"),
    ("NOTICE", "Cancellation of the previous scan"),
    ("INFO_RECEIVED", "Seller has shipped your order"),
    ("INFO_RECEIVED", "Waiting for pick up"),
    ("UNKNOWN", "Out for delivery cancelled"),
    ("UNKNOWN", "The delivery appointment was cancelled"),
    ("UNKNOWN", "The parcel will be cancelled unless it is handed over"),
    ("UNKNOWN", "Cancellation requested"),
    ("UNKNOWN", "The shipment was not cancelled"),
    ("UNKNOWN", "The return was cancelled"),
    ("RETURNING", "Could not be returned to sender"),
    ("RETURNING", "Will soon be returned to the sender"),
    ("RETURNED", "It could not be delivered and has been returned to sender"),
    ("READY_FOR_PICKUP", "Signed at pickup station"),
    ("READY_FOR_PICKUP", "Last notice: goes back to the sender if not collected"),
    ("IN_TRANSIT", "Received by local delivery company"),
    ("INFO_RECEIVED", "Shipment accepted by the warehouse"),
    ("ATTEMPT_FAILED", "Could not be delivered"),
    ("ATTEMPT_FAILED", "Not delivered"),
    ("NOTICE", "If you are not at home, it is delivered to a neighbour"),
    ("NOTICE", "Delivery expected on Monday"),
    ("IMPORT_CUSTOMS", "The parcel has not cleared customs yet"),
    ("REFUSED", "Refused by the customer; return to sender"),
    ("DESTROYED", "Destroyed by customs"),
    ("UNKNOWN", "We wait for proof that the parcel was delivered"),
    ("RETURNED", "Delivered to the shipper"),
]


@pytest.mark.parametrize(("wanted", "text"), OWN_WORDS, ids=lambda value: value or "empty")
def test_every_class_in_own_words(wanted: str, text: str) -> None:
    assert classify_event(text) == wanted


def test_every_class_has_a_case() -> None:
    assert {wanted for wanted, _ in OWN_WORDS} == CLASSES


@pytest.mark.parametrize(("wanted", "text"), TRAPS, ids=lambda value: value)
def test_traps(wanted: str, text: str) -> None:
    assert classify_event(text) == wanted


CODES = [
    ("AE_GTMS_SIGNED", "DELIVERED"),
    ("GSTA_SIGN", "DELIVERED"),
    ("GTMS_STA_SIGNED", "READY_FOR_PICKUP"),
    ("AE_LH_DEPART_SUCCESS", "IN_TRANSIT"),
    ("AE_GOT_SUCCESS", "ACCEPTED"),
    ("AE_CC_EX_START_SUCCESS", "EXPORT_CUSTOMS"),
    ("AE_CC_EX_SUCCESS", "CUSTOMS_CLEARED"),
    ("CC_EX_FAILURE", "CUSTOMS_REJECTED"),
    ("AE_LAST_MILE_HO_SUCCESS", "IN_TRANSIT"),
    ("AE_LAST_MILE_HI_SUCCESS", "IN_TRANSIT"),
    ("AE_LAST_MILE_INTRANSIT", "IN_TRANSIT"),
    ("AE_CW_SIGN_IN_SUCCESS", "IN_TRANSIT"),
    ("AE_PICK_UP_SUCCESS", "ACCEPTED"),
    ("AE_ORDER_SHIPPED", "INFO_RECEIVED"),
    ("GWMS_CANCEL", "CANCELLED"),
    ("AE_PU_CANCEL", "CANCELLED"),
    ("PU_SOMETHING_FAILURE", "PICKUP_FAILED"),
    ("LH_SOMETHING_FAILURE", "EXCEPTION"),
    ("RT_WH_HO_IN_FAIL", "RETURNING"),
    ("RT_LM_INBOUND", "RETURNING"),
    ("RT_WH_DESTROY", "DESTROYED"),
    ("RETURNED", "RETURNED"),
    ("CUS_TAX", "CUSTOMS_PAYMENT"),
    ("GTMS_PUDO_OVERDUE", "UNCLAIMED"),
    ("emi", "DELIVERED"),
    ("EXC", "CUSTOMS_CLEARED"),
    ("4711", "UNKNOWN"),
]


@pytest.mark.parametrize(("code", "wanted"), CODES, ids=lambda value: value)
def test_codes_without_known_words(code: str, wanted: str) -> None:
    assert classify_event("words nobody knows", code=code) == wanted


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("Delivered", "GTMS_STA_SIGNED", "READY_FOR_PICKUP"),  # a code beats the words
        ("Shipment cancelled", "XYZ_9", "CANCELLED"),  # an unknown one leaves it to them
        ("Returned to sender", "EXCEPTION", "RETURNED"),  # this one only says that something failed
        ("Delivered", "EXCEPTION", "EXCEPTION"),
        ("Something went wrong", "EXCEPTION", "EXCEPTION"),
    ],
)
def test_codes_with_words(text: str, code: str, wanted: str) -> None:
    assert classify_event(text, code=code) == wanted


def test_waiting_for_pick_up_hangs_on_movement() -> None:
    assert classify_event("Waiting for pick up", moved=False) == "INFO_RECEIVED"
    assert classify_event("Waiting for pick up", moved=True) == "READY_FOR_PICKUP"


@pytest.mark.parametrize("language", [None, "en", "en-GB", "xx", "tlh_KX"])
def test_english_is_read_on_a_page_of_any_language(language: str | None) -> None:
    assert classify_event("Shipment cancelled", language) == "CANCELLED"


def test_the_place_before_the_text_is_not_read() -> None:
    assert classify_event("[Delivered Township] Departed from sorting center") == "IN_TRANSIT"


@pytest.mark.parametrize(
    "history",
    [
        (
            ("Shipment cancelled", "CANCELLED"),
            ("Waiting for pick up", "INFO_RECEIVED"),
            ("Logistics order has been created", "INFO_RECEIVED"),
        ),
        (
            ("Waiting for pick up", "READY_FOR_PICKUP"),
            ("Arrived at the delivery office", "IN_TRANSIT"),
            ("Waiting for pick up", "INFO_RECEIVED"),
        ),
        (
            ("Departed from sorting center", "RETURNING"),
            ("Returning to sender", "RETURNING"),
            ("Arrived at sorting center", "IN_TRANSIT"),
        ),
    ],
    ids=["before the hand-over", "after movement", "after a return"],
)
def test_what_came_before_tells_what_an_event_means(history: tuple[tuple[str, str], ...]) -> None:
    assert classify_history([(text, None) for text, _ in history]) == tuple(wanted for _, wanted in history)


@pytest.mark.parametrize(("code", "wanted"), [("RT_TMS_ACCEPT", "RETURNED"), (None, "UNKNOWN")])
def test_delivered_on_the_way_back_is_not_delivered_here(code: str | None, wanted: str) -> None:
    history = [("Delivered", None), ("Returning to sender", code), ("Arrived at sorting center", None)]
    assert classify_history(history)[0] == wanted


@given(text=st.text(), language=st.one_of(st.none(), st.text()), code=st.one_of(st.none(), st.text()))
def test_any_text_gets_a_class(text: str, language: str | None, code: str | None) -> None:
    assert classify_event(text, language, code) in CLASSES


@given(
    case=st.sampled_from(OWN_WORDS + TRAPS),
    change=st.sampled_from([str.upper, str.lower, str.title, str.swapcase]),
    space=st.sampled_from([" ", "  ", "\n", "\t ", "\u00a0"]),
    end=st.sampled_from(["", ".", "!", " .", "…", ";"]),
    place=st.sampled_from(["", "[Some Town] ", "【某地】"]),
)
def test_case_space_and_end_do_not_matter(
    case: tuple[str, str], change: object, space: str, end: str, place: str
) -> None:
    wanted, text = case
    assert callable(change)
    assert classify_event(place + space + space.join(change(text).split(" ")) + end) == wanted


@given(st.lists(st.tuples(st.text(), st.one_of(st.none(), st.text())), max_size=6))
def test_a_history_keeps_its_length(history: list[tuple[str, str | None]]) -> None:
    assert len(classify_history(history)) == len(history)
