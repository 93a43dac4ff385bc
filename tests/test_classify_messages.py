"""Sentences of sellers, platform and banks, and item titles: in our own words, with their traps."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whyclosed_parser.classify import (
    classify_item,
    classify_payment_error,
    classify_platform_message,
    classify_reason_told,
    classify_seller_message,
    classify_seller_reason,
)
from whyclosed_parser.words import words_for

Classifier = Callable[[str], str | None]

SELLER = [
    ("asks_to_cancel", "Please cancel order, we have no stock"),
    ("asks_to_cancel", "Please cancel, shipping to your country is problem."),
    ("asks_to_cancel", "Dear, could you please close the order? Sorry for that"),
    ("asks_to_cancel", "Please apply for cancellation, we agree at once"),
    ("asks_to_cancel", "You can cancel the order, we will refund you"),
    ("asks_to_cancel", "Pls cancel ur order and buy the other color"),
    ("proposes_mutual_cancel", "Can we cancel the order by mutual agreement?"),
    ("proposes_mutual_cancel", "How about we cancel it together?"),
    ("proposes_mutual_cancel", "Do you agree to cancel the order?"),
    ("asks_address", "please confirm your address"),
    ("asks_address", "Your address is wrong, give us the right one"),
    ("asks_address", "tell me your phone number for the courier"),
    ("out_of_stock", "Sorry, the blue one is sold out"),
    ("out_of_stock", "we don't have stock at the moment"),
    ("shipping_restriction", "We can't ship to your region"),
    ("shipping_restriction", "No logistics to your country this month"),
    ("payment_outstanding", "Your order is still unpaid, friend"),
    ("payment_outstanding", "We have not received your payment"),
    ("promises_shipping", "We will send it within 2 days"),
    ("promises_shipping", "Please do not cancel, your parcel will be shipped tomorrow"),
    ("promises_shipping", "I will give you a new tracking number"),
    ("other", "Please don't cancel"),
    ("other", "Hello dear"),
    ("other", "Thank you for your order"),
    (None, "The table is 40 cm high"),
    (None, "If you want to cancel, tell us"),
    (None, "I cannot cancel it for you"),
    (None, ""),
]
REASONS = [
    ("out_of_stock", "stock sold out"),
    ("out_of_stock", "Please cancel order, we have no stock"),
    ("shipping_restriction", "Please cancel, shipping to your country is problem."),
    ("shipping_restriction", "We can not send batteries to your country"),
    ("discontinued", "The factory stopped production of this lamp"),
    ("discontinued", "no stock, this model is discontinued"),
    ("pricing_error", "the price was a mistake of our new colleague"),
    ("pricing_error", "We would lose money"),
    ("coupon_abuse", "You used the coupon several times"),
    ("coupon_abuse", "too many vouchers stacked in one order"),
    ("logistics", "the courier refused to pick it up"),
    ("logistics", "because of the carrier"),
    ("address", "we cannot find your address"),
    ("address", "your zip code is wrong"),
    ("inventory_error", "Sorry, the stock in our system was wrong"),
    ("inventory_error", "we oversold this item by mistake"),
    ("supplier_issue", "our factory is late with this batch"),
    ("supplier_issue", "Still waiting for the supplier, please be patient"),
    ("supplier_issue", "the manufacturer did not send us the goods"),
    ("warehouse_delay", "Our warehouse is moving this week, so everything is slow"),
    ("warehouse_delay", "there is a backlog in the warehouse"),
    ("out_of_stock", "the warehouse is empty"),
    ("wrong_documents", "The customs declaration was incorrect, so it came back"),
    ("wrong_documents", "rejected because of missing documents"),
    ("recycled_number", "That tracking number was already used for another parcel"),
    ("recycled_number", "sorry, we gave you an old tracking number"),
    (None, "your address is fine"),
    (None, "our factory thanks you"),
    (None, "shipped from our warehouse today"),
    (None, "I will give you a new tracking number"),
    (None, "the invoice is in the parcel"),
    (None, "thank you for using our coupon"),
    (None, "have a nice day"),
]
PLATFORM = [
    ("refund_failed", "Refund failed. Please update your bank details within 5 days."),
    ("refund_failed", "Your refund could not be processed."),
    ("refund_failed", "We were unable to send your refund to your card."),
    ("refund_failed", "Your bank rejected the refund."),
    ("refund_failed", "The refund has failed because your card is expired."),
    (None, "Your refund request failed."),
    (None, "If the refund failed, please contact us."),
    ("security", "We have to cancel this order due to security issues"),
    ("security", "The payment did not pass our risk control"),
    ("seller_suspended", "The seller's store has been suspended"),
    ("seller_suspended", "This shop has been closed, its orders are cancelled"),
    ("seller_suspended", "The store has been shut down for violating our policies"),
    ("seller_suspended", "We removed this seller from AliExpress"),
    ("not_shipped_in_time", "The seller did not ship within the processing time"),
    ("not_shipped_in_time", "The order was not shipped in time and has been cancelled"),
    ("payment_not_received", "Order cancelled: payment was not completed"),
    ("payment_not_received", "You did not pay in time"),
    ("payment_not_received", "Your bank declined the payment, so the order was closed"),
    ("payment_not_received", "The order was closed because it was not paid in time"),
    ("cancelled_by_seller", "The seller ran out of stock and cancelled this order"),
    ("cancelled_by_buyer", "The seller canceled your order at your request"),
    ("cancelled_by_seller", "Your order was canceled because the seller ran out of stock"),
    ("cancelled_by_seller", "This order was cancelled by the seller"),
    ("cancelled_by_seller", "The seller cancelled your order"),
    ("cancelled_by_buyer", "You cancelled this order"),
    ("cancelled_by_buyer", "You have successfully cancelled this order."),
    ("security", "For the safety of your account, this order was closed."),
    ("security", "Your order was closed as a security precaution."),
    ("seller_suspended", "The seller's store was closed for violations, your order has been cancelled."),
    ("cancelled_by_seller", "Seller canceled - out of stock"),
    ("cancelled_by_seller", "Seller canceled because out of stock"),
    ("cancelled_by_buyer", "Your order has been cancelled successfully."),
    ("cancelled_by_buyer", "Order cancelled by buyer"),
    ("shipment_cancelled", "Shipment Cancelled"),
    (
        "not_shipped_in_time",
        "The order has been closed since no shipping information was provided within the processing time",
    ),
    ("refund_announced", "The money will be returned to you automatically"),
    ("refund_announced", "Your payment will be refunded automatically within 15 days"),
    ("group_buy_failed", "Group buy failed. Your payment will be returned"),
    ("group_buy_failed", "Group buy unsuccessful: not enough people joined in time."),
    ("group_buy_failed", "The group purchase was not completed within 24 hours"),
    ("group_buy_failed", "Too few people joined the group, so the order was canceled."),
    ("cancelled_by_buyer", "You asked to cancel the order on Nov 17, 2026 and the seller agreed."),
    ("cancelled_by_seller", "The seller has backed out of this order."),
    ("payment_not_received", "Your payment never reached us, so the order was closed."),
    ("cancelled_by_buyer", "You requested cancellation and AliExpress has approved it."),
    ("cancelled_by_buyer", "The seller accepted your cancellation request"),
    ("other", "If the seller does not ship, your money will be returned"),
    ("cancel_asked", "Cancellation requested. Waiting for the seller to respond"),
    ("cancel_asked", "You have requested to cancel this order"),
    ("cancel_asked", "You asked to cancel this order"),
    ("cancel_asked", "We have received your cancellation request"),
    ("cancel_refused", "Your cancellation request was rejected by the seller"),
    ("cancel_refused", "The seller declined your cancellation request as the package has already been shipped"),
    ("cancel_refused", "The seller refused to cancel the order"),
    ("cancel_refused", "Cancellation declined"),
    ("other", "You have cancelled the dispute"),
    ("other", "You cancelled your refund request"),
    ("other", "You canceled this request on Nov 17, 2026."),
    ("other", "You closed the case"),
    ("customs_rejected", "Customs refused the parcel; the order was closed."),
    ("lost", "Order closed: parcel lost in transit."),
    ("lost", "Your parcel was destroyed by customs"),
    ("damaged", "The order was closed because the package was damaged in transit"),
    (None, "Your order has been split into 2 orders"),
    (None, "This order was split."),
    ("refund_announced", "The money will be returned automatically within 15 days."),
    ("shipment_cancelled", "Cancelled due to unforeseen shipment issues"),
    ("refund_processing", "Your refund is being processed"),
    ("refund_processing", "The refund has been issued. If you do not see it, ask your bank"),
    ("payment_not_received", "Your order has been cancelled for non-payment."),
    ("other", "Your order 8000111122223333 has been closed."),
    ("other", "If the seller does not ship in time, your order will be cancelled"),
    ("other", "If you cancel the order you will be refunded"),
    (None, "Reason: Tracked as returned/canceled/lost"),
    (None, "If the group buy fails, you will be refunded"),
    (None, "Group buying is not available in your country"),
    (None, "The seller has shipped your order"),
    (None, "Your refund was rejected"),
    (None, "Welcome back"),
]
PAYMENT = [
    ("card_not_international", "Your card does not support international payments"),
    ("card_not_international", "This card is for domestic payments only"),
    ("insufficient_balance", "insufficient balance"),
    ("insufficient_balance", "Not enough money on the account"),
    ("insufficient_balance", "Over your daily limit"),
    ("wrong_details", "The security code is wrong"),
    ("wrong_details", "Your card has expired"),
    ("bank_blocks_foreign", "bank blocks foreign transactions"),
    ("bank_blocks_foreign", "The issuer declined this overseas payment"),
    ("currency", "Your card does not accept this currency"),
    ("timeout", "The payment session has expired"),
    ("timeout", "Payment timed out"),
    (None, "Payment failed"),
    (None, "Payment successful"),
]
ITEMS = [
    ("battery", "20000mAh Power Bank with two ports"),
    ("battery", "Lithium cells 3.7V, 4 pieces"),
    ("battery", "Magnetic power bank"),
    ("battery", "Wireless earbuds 400 mAh"),
    ("liquid", "Perfume for men 50 ml"),
    ("liquid", "Gel nail polish set"),
    ("liquid", "UV resin, hard, clear"),
    ("magnet", "Neodymium discs 10x2"),
    ("magnet", "Magnetic phone holder for the car"),
    (None, "Battery case cover for Galaxy"),
    (None, "18650 battery holder"),
    (None, "Camera without battery"),
    (None, "Toy truck (battery not included)"),
    (None, "Battery powered lamp"),
    (None, "Liquid silicone case"),
    (None, "Perfume bottle, refillable"),
    (None, "Nail polish rack"),
    (None, "Electromagnetic field meter"),
    (None, "Cotton T-shirt"),
]
CASES = [
    (classifier, wanted, text)
    for classifier, table in (
        (classify_seller_message, SELLER),
        (classify_seller_reason, REASONS),
        (classify_platform_message, PLATFORM),
        (classify_payment_error, PAYMENT),
        (classify_item, ITEMS),
    )
    for wanted, text in table
]


def _name(value: object) -> str:
    return getattr(value, "__name__", None) or str(value)


@pytest.mark.parametrize(("classifier", "wanted", "text"), CASES, ids=_name)
def test_meaning(classifier: Classifier, wanted: str | None, text: str) -> None:
    assert classifier(text) == wanted


@given(case=st.sampled_from(CASES), end=st.sampled_from(["", "!", " ...", ";"]), gap=st.sampled_from([" ", "\n"]))
def test_case_space_and_end_do_not_matter(case: tuple[Classifier, str | None, str], end: str, gap: str) -> None:
    classifier, wanted, text = case
    assert classifier(gap.join(text.upper().split(" ")) + end) == wanted


@given(text=st.text(), classifier=st.sampled_from([case[0] for case in CASES]))
def test_any_text_is_read(text: str, classifier: Classifier) -> None:
    assert classifier(text) is None or classifier(text) in {wanted for _, wanted, _ in CASES}


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("详情见https://m.aliexpress.com/x，卖家取消了订单", "cancelled_by_seller"),
        ("请写信 a@b.com，卖家取消了订单", "cancelled_by_seller"),
        ("卖家取消了订单。https://m.aliexpress.com/x", "cancelled_by_seller"),
        ("请看 https://m.aliexpress.com/卖家取消了订单", None),
        ("请看 https://卖家取消了订单.com", None),
    ],
)
def test_words_behind_an_address_without_a_space_are_none_of_it(text: str, answer: str | None) -> None:
    assert classify_platform_message(text, ("zh",)) == answer


@pytest.mark.parametrize(
    ("reason", "meaning", "text"),
    [
        ("out_of_stock", "cancelled_by_seller", "The seller cancelled your order because the item is out of stock."),
        ("pricing_error", "cancelled_by_seller", "This order was cancelled by the seller due to a pricing error."),
        (
            "insufficient_balance",
            "payment_not_received",
            "Cancelled: your bank declined the payment, insufficient funds.",
        ),
        (None, "payment_not_received", "The time to pay has expired."),
        (None, "cancelled_by_buyer", "You cancelled your order because the item is out of stock."),
        (
            None,
            "cancelled_by_seller",
            "The seller cancelled your order. If an item is out of stock, choose another one.",
        ),
        (
            "shipping_restriction",
            "cancelled_by_seller",
            "Der Verkäufer hat storniert, weil er nicht in Ihr Land liefern kann.",
        ),
        ("shipping_restriction", "cancelled_by_seller", "Reason: shipping not available in your country"),
        ("shipping_restriction", "cancelled_by_seller", "Motivo: spedizione non disponibile nel tuo paese"),
        ("shipping_restriction", "cancelled_by_seller", "Powód: wysyłka niedostępna w Twoim kraju"),
        ("shipping_restriction", "cancelled_by_seller", "Důvod: doprava do vaší země není k dispozici"),
        ("shipping_restriction", "cancelled_by_seller", "السبب: الشحن غير متاح إلى بلدك"),
        ("shipping_restriction", "cancelled_by_seller", "Motif : livraison non disponible dans votre pays"),
        ("out_of_stock", "cancelled_by_seller", "Neden: stokta yok"),
        ("out_of_stock", "cancelled_by_seller", "Заказ отменён продавцом из-за отсутствия товара."),
        ("out_of_stock", "cancelled_by_seller", "Pedido cancelado por el vendedor por falta de existencias."),
        ("out_of_stock", "cancelled_by_seller", "Commande annulée par le vendeur pour rupture de stock."),
        ("out_of_stock", "cancelled_by_seller", "Pedido cancelado pelo vendedor por falta de estoque."),
        ("out_of_stock", "cancelled_by_seller", "Ordine annullato dal venditore per esaurimento scorte."),
        ("out_of_stock", "cancelled_by_seller", "Zamówienie anulowane przez sprzedawcę z powodu braku towaru."),
        ("out_of_stock", "cancelled_by_seller", "Bestelling door de verkoper geannuleerd wegens gebrek aan voorraad."),
        ("out_of_stock", "cancelled_by_seller", "Sipariş, stok yetersizliği nedeniyle satıcı tarafından iptal edildi."),
        ("out_of_stock", "cancelled_by_seller", "在庫不足のため、販売者がキャンセルしました。"),
    ],
)
def test_why_a_notice_says_that_it_happened(reason: str | None, meaning: str, text: str) -> None:
    assert classify_reason_told(text, meaning, words_for(None, text).languages) == reason


@pytest.mark.parametrize(
    "text",
    [
        "Ihre Bestellung wurde vom Verkäufer storniert; falls ein Artikel nicht auf Lager ist, wählen Sie einen anderen.",
        "Votre commande a été annulée par le vendeur ; si un article est en rupture de stock, choisissez-en un autre.",
        "Tu pedido fue cancelado por el vendedor; si un artículo está agotado, elige otro.",
        "Seu pedido foi cancelado pelo vendedor; se o produto estiver esgotado, escolha outro.",
        "Il tuo ordine è stato annullato dal venditore; se l'articolo è esaurito, scegline un altro.",
        "Uw bestelling is geannuleerd door de verkoper; als een artikel niet op voorraad is, kies een ander.",
        "Twoje zamówienie zostało anulowane przez sprzedawcę; jeśli produktu nie ma w magazynie, wybierz inny.",
        "Продавец отменил ваш заказ; если товара нет в наличии, выберите другой.",
        "Продавець скасував ваше замовлення; якщо товару немає в наявності, оберіть інший.",
        "Satıcı siparişinizi iptal etti; ürün stokta yoksa başka bir ürün seçin.",
        "Người bán đã hủy đơn hàng của bạn; nếu sản phẩm hết hàng, hãy chọn sản phẩm khác.",
        "Penjual membatalkan pesanan Anda; jika barang habis stok, pilih yang lain.",
        "販売者が注文をキャンセルしました。在庫切れの場合は、別の商品をお選びください。",
        "판매자가 주문을 취소했습니다. 재고가 없는 경우 다른 상품을 선택하세요.",
        "ألغى البائع طلبك. إذا كان المنتج غير متوفر، فاختر منتجا آخر.",
        "המוכר ביטל את ההזמנה שלך. אם המוצר אזל מהמלאי, בחרו מוצר אחר.",
    ],
)
def test_what_a_notice_only_supposes_is_no_reason(text: str) -> None:
    assert classify_reason_told(text, "cancelled_by_seller", words_for(None, text).languages) is None
