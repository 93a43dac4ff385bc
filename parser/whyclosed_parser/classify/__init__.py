"""What short texts mean: tracking events, messages of seller and platform, payment errors, item titles.

Words are data (the language packs); unsure is `UNKNOWN` or None, never a guess.
"""

from whyclosed_parser.classify.codes import close_codes, find_close_code
from whyclosed_parser.classify.dispute_news import (
    classify_dispute_news,
    may_be_dispute_news,
    names_a_dispute,
    supposes_a_dispute,
)
from whyclosed_parser.classify.events import classify_event, classify_history
from whyclosed_parser.classify.facts import classify_fact, classify_label, suggested_facts
from whyclosed_parser.classify.guard import Guard, denied, guard, guards
from whyclosed_parser.classify.messages import (
    classify_item,
    classify_payment_error,
    classify_platform_message,
    classify_reason_told,
    classify_refund_news,
    classify_seller_message,
    classify_seller_reason,
    is_about_cancelling,
    may_be_refund_news,
    refund_way_told,
)
from whyclosed_parser.classify.numbers import TrackingNumber, s10_check, tracking_number_kind

__all__ = [
    "Guard",
    "TrackingNumber",
    "classify_dispute_news",
    "classify_event",
    "classify_fact",
    "classify_history",
    "classify_item",
    "classify_label",
    "classify_payment_error",
    "classify_platform_message",
    "classify_reason_told",
    "classify_refund_news",
    "classify_seller_message",
    "classify_seller_reason",
    "close_codes",
    "denied",
    "find_close_code",
    "guard",
    "guards",
    "is_about_cancelling",
    "may_be_dispute_news",
    "may_be_refund_news",
    "names_a_dispute",
    "refund_way_told",
    "s10_check",
    "suggested_facts",
    "supposes_a_dispute",
    "tracking_number_kind",
]
