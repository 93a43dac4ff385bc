"""What stands in an order's part and is not the page's own: what somebody quotes or tells, and what a person types."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.common import FIXTURES

import whyclosed
from whyclosed_parser.model import Order, to_dict
from whyclosed_parser.values.money import read_money

CAPTURED = datetime(2026, 11, 20, 10, tzinfo=UTC)
URL = "https://www.aliexpress.com/p/order/detail.html?orderId=8190000000004411"
PAGE = """<!doctype html><html lang="{language}"><body><div class="order-wrap">
<div class="order-block-title">{status}</div>
<div class="order-detail-order-info"><p>Order ID: 8190000000004411</p>{own}</div>
<div class="order-price"><div class="order-price-item order-price-total"><span class="left-col">Total</span>
<span class="right-col">{total}</span></div></div></div></body></html>"""


def read(own: str, language: str = "en", status: str = "Awaiting delivery", total: str = "US $14.27") -> Order:
    page = PAGE.format(own=own, language=language, status=status, total=total)
    (order,) = whyclosed.parse(page, url=URL, captured_at=CAPTURED).orders
    return order


LEFT = "Seller has 5 days left to ship the order"
TOLD = [
    ("en", f'A friend told me: "{LEFT}"'),
    ("en", f"A friend told me: {LEFT}."),
    ("en", f"“{LEFT},” she wrote."),
    ("en", f"Example: {LEFT}"),
    ("en", f'The words "{LEFT}" mean that you wait.'),
    ("en", f"My neighbour said {LEFT}."),
    ("de", "Ein Freund schrieb: „Der Verkäufer hat noch 5 Tage, um die Bestellung zu versenden.“"),
    ("fr", "On m'a dit : « Le vendeur a encore 5 jours pour expédier la commande »"),
    ("ru", "Друг написал: «У продавца осталось 5 дней, чтобы отправить заказ»"),
    ("zh", "朋友告诉我：“卖家还有5天发货”"),
]


@pytest.mark.parametrize(("language", "text"), TOLD, ids=[row[1] for row in TOLD])
def test_what_somebody_tells_is_no_countdown(language: str, text: str) -> None:
    assert read(f"<p>{text}</p>", language).timers == ()


OWN = [f"{LEFT}", f"“{LEFT}.”", f'"{LEFT}"', f'Order "Blue lamp": {LEFT}', f"Note: {LEFT}"]


@pytest.mark.parametrize("text", OWN)
def test_the_pages_own_sentence_is_one_also_in_quotes(text: str) -> None:
    (timer,) = read(f"<p>{text}</p>").timers
    assert (timer.kind, timer.remaining_seconds) == ("ship", 5 * 24 * 3600)


TYPED = [
    "<textarea>{}</textarea>",
    '<input value="{}">',
    "<div contenteditable>{}</div>",
    '<div contenteditable="true"><p>{}</p></div>',
    '<div contenteditable="plaintext-only">{}</div>',
    '<div role="textbox">{}</div>',
]


@pytest.mark.parametrize("field", TYPED)
def test_what_a_person_types_is_not_read(field: str) -> None:
    assert read(field.format(LEFT)).timers == ()


@pytest.mark.parametrize("wrapper", ['<div contenteditable="false">{}</div>', "<div><p>{}</p></div>"])
def test_what_nobody_can_type_into_is_read(wrapper: str) -> None:
    assert len(read(wrapper.format(LEFT)).timers) == 1


def test_a_page_that_was_saved_while_all_of_it_could_be_edited_is_read() -> None:
    page = PAGE.format(own=f"<p>{LEFT}</p>", language="en", status="Awaiting delivery", total="US $14.27")
    page = page.replace("<body>", '<body contenteditable="true">')
    (order,) = whyclosed.parse(page, url=URL, captured_at=CAPTURED).orders
    assert order.status is not None
    assert (order.status.code, len(order.timers)) == ("shipped", 1)


OF_A_PIECE = [
    "US $14.27 × 2",
    "US $14.27 x2",
    "US $3 each",
    "US $3.00 per piece",
    "US $3.00/pc",
    "€3,00 /Stück",
    "$3.00 * 4",
]


@pytest.mark.parametrize("text", OF_A_PIECE)
def test_the_price_of_a_piece_is_no_total(text: str) -> None:
    assert read_money(text) is not None
    order = read("", total=text)
    assert order.amounts.total is None
    assert any(problem.field == "amounts.total" for problem in order.problems)


@pytest.mark.parametrize("text", ["US $14.27", "US $14.27 x1", "US $14.27 incl. VAT"])
def test_a_total_of_one_piece_or_with_its_taxes_is_one(text: str) -> None:
    assert read("", total=text).amounts.total is not None


AMOUNTS = [
    ("en", "Refund amount: US $10.00", "Refund completed"),
    ("it", "Importo rimborsato: 10,00 €", "Rimborso completato"),
    ("fr", "Montant remboursé : 10,00 €", "Remboursement terminé"),
    ("es", "Importe reembolsado: 10,00 €", "Reembolso completado"),
    ("pt-BR", "Valor reembolsado: R$ 10,00", "Reembolso concluído"),
]


@pytest.mark.parametrize(("language", "amount", "state"), AMOUNTS, ids=[row[0] for row in AMOUNTS])
@pytest.mark.parametrize("form", ["<p>{}</p><p>{}</p>", "<div><p>{}</p></div><div><p>{}</p></div>"])
def test_the_label_of_an_amount_is_no_second_refund(language: str, amount: str, state: str, form: str) -> None:
    for said in ((amount, state), (state, amount)):
        refund = read(f"<div>{form.format(*said)}</div>", language).refund
        assert refund is not None
        assert refund.amount is not None
        assert (refund.stage, refund.label, str(refund.amount.amount), refund.parts) == (3, state, "10.00", ())


@pytest.mark.parametrize(
    ("language", "amount", "state"),
    [
        ("it", "Importo rimborsato: 10,00 €", "In elaborazione"),
        ("es", "Importe reembolsado: 10,00 €", "En proceso"),
    ],
)
def test_the_label_of_an_amount_says_not_that_it_is_paid(language: str, amount: str, state: str) -> None:
    refund = read(f"<div><p>{amount}</p><p>{state}</p></div>", language).refund
    assert refund is not None
    assert refund.stage is None


STEPS = "<ul><li><p>Refund initiated</p><p>Nov 10, 2026</p></li><li><p>Refund processing</p>{}</li><li><p>Refund completed</p>{}</li></ul>"


@pytest.mark.parametrize("day", ["Nov 32, 2026", "12/11", "??? 2026", "12.Nvo.2026"])
def test_a_step_whose_day_cannot_be_read_may_have_been_reached(day: str) -> None:
    order = read(STEPS.format(f"<p>{day}</p>", ""))
    assert order.refund is None or order.refund.stage is None
    assert any(problem.field == "refund.stage" for problem in order.problems)


@pytest.mark.parametrize(
    ("second", "third", "stage"),
    [
        ("", "", 1),
        ("<p>Nov 12, 2026</p>", "", 2),
        ("", "<p>within 3-20 business days</p>", 1),
        ("<p>2</p>", "<p>3</p>", 1),
    ],
)
def test_the_last_step_with_a_day_was_reached(second: str, third: str, stage: int) -> None:
    refund = read(STEPS.format(second, third)).refund
    assert refund is not None
    assert refund.stage == stage


NAMES = [
    ("title", "detail-refund-sent-sentence", "Invented shoes"),
    ("title", "list-euro-comma", "Dimmable LED strip light with remote, 5 m"),
    ("title", "dispute-seller-agreed", "Enamel soup plates, set of 4"),
    ("sku", "detail-in-th", "สีขาว"),
    ("sku", "list-mobile-cards", "Blue-Black"),
    ("shop", "detail-split-order", None),
    ("shop", "list-claims", "NordicTackle Official Store"),
]
SAYING = [
    "Confirm receipt",
    "Tracking number plate LP123456789CN",
    "Estimated delivery Dec 24 calendar",
    "Order closed",
    "Refund",
    "Buyer protection ends in 3 days",
    "Awaiting payment poster x2",
]


@pytest.mark.parametrize(("place", "fixture", "name"), NAMES, ids=[" ".join(row[:2]) for row in NAMES])
@pytest.mark.parametrize("words", SAYING)
def test_the_name_of_a_product_or_a_shop_says_nothing_of_the_order(
    words: str, place: str, fixture: str, name: str | None
) -> None:
    page = (FIXTURES / fixture / "page.html").read_text("utf-8")
    before = whyclosed.parse(page, captured_at=CAPTURED).orders
    named = name or next(order.shop.name for order in before if order.shop.name)
    assert named in page
    after = whyclosed.parse(page.replace(named, words), captured_at=CAPTURED).orders
    assert [said_of(order).replace(named, words) for order in before] == [said_of(order) for order in after]


def said_of(order: Order) -> str:
    """What was read of an order. A shop that is called like a row has no name, and a problem."""
    said = {key: value for key, value in to_dict(order).items() if key not in ("found", "problems", "shop")}
    return json.dumps(said, ensure_ascii=False)
