"""What sellers and the platform ask for, offer and promise: in our own words, with the traps beside them."""

from collections.abc import Callable

import pytest

from whyclosed_parser.classify import classify_platform_message, classify_seller_message

SELLER = {
    "asks_to_close_dispute": [
        "please close the dispute first, then I give you refund by PayPal",
        "Can you close the dispute? We will send again",
        "Dear friend, kindly cancel the dispute",
        "pls withdraw the dispute, we solve it for you",
        "Please cancel your dispute and I refund you",
        "could you please cancel the claim",
        "You need to cancel the dispute before we can ship",
        "hope you can close the dispute, thank you",
        "Cancel dispute please my friend",
        "plz close dispute, package will arrive soon",
        "The dispute must be cancelled first",
        "would you close this dispute for us",
        "Please help to cancel the refund request, we resend",
        "can u withdraw the return request",
        "we want you to close the complaint",
        "Close the dispute and we will send a gift",
    ],
    "asks_to_confirm": [
        "please confirm that you have received the order",
        "my friend click confirm received and give 5 stars, we send the new one",
        "Please confirm receipt of the goods",
        "Kindly confirm the delivery on your side",
        "can you confirm you received it",
        "pls press confirm receipt, then we refund",
        "Please confirm the order so that we get the money",
        "You should confirm receiving first",
        "could you please click the button goods received",
        "Please mark the order as received",
        "plz confirm order received dear",
        "we need you to confirm the goods receipt today",
        "help us to confirm the receipt please",
        "Please confirm the package, thank you",
        "can u press confirm delivery",
    ],
    "refuses_to_ship": [
        "we will not send this order",
        "We cannot ship your order, sorry",
        "Sorry, we can't send it",
        "We are unable to ship this item",
        "the order cannot be shipped",
        "I will not ship it at this price",
        "we won't send your package",
        "we refuse to ship",
        "The seller cannot ship",
        "our factory cannot deliver",
        "Sorry friend, we are not able to send the goods",
        "This product can't be sent",
        "We do not want to ship this order",
        "it will not be shipped",
        "we are not going to send it",
    ],
    "offers_refund": [
        "We can refund you 5 dollars",
        "How about a 30% refund?",
        "I will refund you half",
        "Would you accept a partial refund of 3 USD?",
        "We would like to offer you a refund",
        "let us give you some compensation",
        "We agree to refund the full amount",
        "Do you accept 2 dollars compensation?",
        "we are ready to give you a full refund",
        "can we refund you the shipping",
        "I propose a half refund and you keep it",
        "50% refund ok?",
        "we will return your money by PayPal",
        "What about a discount of 4 USD?",
        "offer you to refund $ 2",
    ],
}
PLATFORM = {
    "refund_to_bonus": [
        "Your refund has been issued to your AliExpress bonus balance",
        "The refund was sent to your bonus account",
        "We returned the amount as a coupon",
        "Refunded to bonus",
        "Your money was credited to your bonus balance",
        "The refund has been paid in bonus",
        "Refund issued as a coupon",
        "The amount has been added to your bonus",
        "Bonus was credited for this order",
        "You were compensated with a coupon",
        "Your refund is transferred to the bonus balance",
        "Refund returned to your AliExpress bonus",
        "We have credited 4.99 to the bonus balance",
        "The refund was paid into your bonus account today",
        "A coupon has been issued for your refund",
    ],
    "promised_refund": [
        "We will refund you within 3 days",
        "You will receive a full refund",
        "I promise you the refund",
        "We guarantee that you get the refund",
        "You'll get your money back",
        "Our team will refund the order",
        "AliExpress will refund the payment soon",
        "We are going to refund this order",
        "I can assure you the refund will come",
        "You will get a full refund within 10 days",
        "We promise to refund you",
        "We shall return your money",
        "I will arrange the refund for you",
        "You will definitely get the refund",
        "We have agreed to refund the full price",
    ],
    "asks_for_request": [
        "Please open a dispute on the order page",
        "Please submit a refund request now",
        "You need to open a dispute today",
        "Kindly apply for a refund through the order page",
        "We advise you to open a dispute",
        "Please raise a claim in the app",
        "You should submit a return request",
        "We suggest that you open a dispute",
        "Please file a refund request again",
        "Open a dispute now from the order page",
        "We kindly ask you to submit the refund request",
        "Please create a return request",
        "You must open the dispute from the order page",
        "Submit a refund request through My Orders",
        "We recommend you to start a dispute",
    ],
    "deadline_extended": [
        "Your buyer protection has been extended",
        "The delivery time was extended by 15 days",
        "We have extended the protection period",
        "The guarantee date has been postponed",
        "Purchase protection was automatically extended",
        "The countdown was reset",
        "Your delivery guarantee is extended to 20 January",
        "The seller extended the processing time",
        "The deadline has been moved to 5 May",
        "Shipping time is now extended",
        "The extension was approved",
        "We prolonged the protection for this order",
        "Your order protection period has been prolonged",
        "The delivery date was postponed to June",
        "The extension has been granted",
    ],
}
TRAPS = [
    (classify_seller_message, "asks_to_close_dispute", "Please do not close the dispute"),
    (classify_seller_message, "asks_to_close_dispute", "AliExpress closed the dispute"),
    (classify_seller_message, "asks_to_close_dispute", "please cancel the order"),
    (classify_seller_message, "asks_to_confirm", "Please confirm your address"),
    (classify_seller_message, "asks_to_confirm", "please do not confirm receipt before it arrives"),
    (classify_seller_message, "asks_to_confirm", "Have you received the goods?"),
    (classify_seller_message, "refuses_to_ship", "We can't ship to your region"),
    (classify_seller_message, "refuses_to_ship", "we cannot ship today, tomorrow we will send it"),
    (classify_seller_message, "refuses_to_ship", "Please cancel, we cannot ship"),
    (classify_seller_message, "offers_refund", "We cannot refund you"),
    (classify_seller_message, "offers_refund", "the system will refund you automatically"),
    (classify_platform_message, "refund_to_bonus", "The coupon you used cannot be returned"),
    (classify_platform_message, "refund_to_bonus", "Your refund was sent to your card"),
    (classify_platform_message, "promised_refund", "If the seller does not ship, we will refund you"),
    (classify_platform_message, "promised_refund", "You will not get a refund"),
    (classify_platform_message, "asks_for_request", "If it does not arrive, please open a dispute"),
    (classify_platform_message, "asks_for_request", "Please do not open a dispute"),
    (classify_platform_message, "deadline_extended", "You can ask for the protection to be extended"),
    (classify_platform_message, "deadline_extended", "If the seller agrees, the time is extended"),
]


@pytest.mark.parametrize(("answer", "text"), [(answer, text) for answer, texts in SELLER.items() for text in texts])
def test_what_a_seller_asks_for_or_offers(answer: str, text: str) -> None:
    assert classify_seller_message(text) == answer


@pytest.mark.parametrize(("answer", "text"), [(answer, text) for answer, texts in PLATFORM.items() for text in texts])
def test_what_the_platform_promises_or_asks_for(answer: str, text: str) -> None:
    assert classify_platform_message(text) == answer


@pytest.mark.parametrize(("classify", "answer", "text"), TRAPS)
def test_what_only_sounds_like_it(classify: Callable[[str], str | None], answer: str, text: str) -> None:
    assert classify(text) != answer
