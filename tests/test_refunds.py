"""Refunds and disputes: stages by marks, dates and words; several refunds of one order; whose turn it is."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from tests import common
from tests.common import AT, FIXTURES, problems

from whyclosed_parser import classify_platform_message, extract, load, merge, parse
from whyclosed_parser.classify import classify_refund_news, refund_way_told
from whyclosed_parser.model import Money, Order, Refund, RefundPart
from whyclosed_parser.read.values import as_date
from whyclosed_parser.words.packs import languages
from whyclosed_parser.words.packs import load as read_pack

TABLES = Path(__file__).with_name("tables")
ID = "8203417700050100"
DETAIL = "https://www.aliexpress.com/p/order/detail.html"
REFUND = f"https://m.aliexpress.com/p/refund-amount/detail.html?tradeOrderId={ID}"
DISPUTE = f"https://www.aliexpress.com/p/reverse-pages/detail.html?tradeOrderId={ID}"
LIST = "https://m.aliexpress.com/p/refund-dispute/list.html"


def orders(body: str, url: str, lang: str = "en") -> tuple[Order, ...]:
    return merge(extract(load(common.page(body, lang), url=url, captured_at=AT)))


def one(body: str, url: str, lang: str = "en") -> Order:
    (order,) = orders(body, url, lang)
    return order


def detail(block: str) -> str:
    return (
        '<div class="order-wrap"><div class="order-status order-block"><div class="order-status-content">'
        '<div class="order-block-title">Closed</div></div></div><div class="order-detail-info">'
        '<div class="order-detail-info-item order-detail-order-info"><div class="order-detail-info-content">'
        f'<div class="info-row"><span data-pl="order_detail_gray_id">Order ID:</span> {ID}</div></div></div></div>{block}</div>'
    )


def lines(*texts: str) -> str:
    return "".join(f'<div class="expose-info-item-title">{text}</div>' for text in texts)


def steps(*steps: tuple[str, str], mark: int | None = None) -> str:
    rows = (
        f'<li class="{"on active" if at == mark else "on"}"><div class="name">{name}</div><div>{day}</div></li>'
        for at, (name, day) in enumerate(steps)
    )
    return f"<ol>{''.join(rows)}</ol>"


def usd(amount: str) -> Money:
    return Money(Decimal(amount), "USD", f"US ${amount}")


# One line with state, day and amount.

LINES = [
    (language, first, line)
    for language, (first, *lines) in tomllib.loads((TABLES / "refund_lines.toml").read_text("utf-8")).items()
    for line in lines
]


@pytest.mark.parametrize(("language", "first", "line"), LINES, ids=[row[2] for row in LINES])
@pytest.mark.parametrize("place", ["step", "notice"])
def test_a_line_with_state_day_and_amount(place: str, language: str, first: str, line: str) -> None:
    if place == "step":
        order = one(steps((first, "Nov 3, 2026"), (line, ""), mark=1), REFUND, language)
    else:
        order = one(detail(f"<div><p>{line}</p></div>"), DETAIL, language)
    refund = order.refund
    if refund.stage is None:  # a wording that is not known
        assert place == "notice" or ("not_understood", "refund.stage") in problems(order)
        return
    assert refund.amount is not None
    assert refund.updated_on is not None
    assert (refund.stage, refund.amount.amount, as_date(refund.updated_on)) == (3, Decimal("10.00"), date(2026, 11, 9))


TERMS = [
    ("en", "Refund completed", "US $10.00 refunded to credit card on Nov 9, 2026"),
    ("de", "Erstattung abgeschlossen", "10,00 US$ auf Kreditkarte erstattet am 9. Nov. 2026"),
    ("es", "Reembolso completado", "Reembolso de US $10.00 a la tarjeta de crédito el 9 nov. 2026"),
    ("id", "Pengembalian dana selesai", "US $10.00 dikembalikan ke kartu kredit pada 9 Nov 2026"),
    ("th", "การคืนเงินเสร็จสมบูรณ์", "คืนเงิน US $10.00 ไปยังบัตรเครดิต/เดบิต เมื่อ 9 พ.ย. 2569"),
    ("ru", "Возврат завершён", "Возвращено US $10.00 на банковскую карту 9 ноября 2026"),
    ("tr", "Para iadesi tamamlandı", "10,00 USD 9 Kas 2026 tarihinde kredi kartınıza iade edildi"),
]


@pytest.mark.parametrize(("language", "state", "terms"), TERMS, ids=[row[0] for row in TERMS])
def test_what_came_when_and_where_may_stand_right_below_the_state(language: str, state: str, terms: str) -> None:
    refund = one(f"<p>Order ID: {ID}</p><h2>{state}</h2><p>{terms}</p>", REFUND, language).refund
    assert refund.amount is not None
    assert refund.updated_on is not None
    assert (refund.stage, refund.amount.amount, as_date(refund.updated_on)) == (3, Decimal("10.00"), date(2026, 11, 9))
    assert refund.to == "card"


@pytest.mark.parametrize(
    "said",
    [
        "If the refund of US $10.00 to your card is late since Nov 9, 2026, ask us",
        "US $10.00 will be refunded to your card by Nov 9, 2026",
    ],
)
def test_what_is_not_said_to_have_come_is_no_refund_below_its_state(said: str) -> None:
    refund = one(f"<p>Order ID: {ID}</p><h2>Refund processing</h2><p>{said}</p>", REFUND).refund
    assert (refund.stage, refund.amount, refund.updated_on, refund.to) == (2, None, None, None)


@pytest.mark.parametrize(
    ("language", "state"),
    [
        ("pl", "Spór otwarty"),
        ("en", "Dispute opened"),
        ("fr", "Litige ouvert"),
        ("pt", "Disputa aberta"),
        ("nl", "Geschil geopend"),
    ],
)
def test_what_opens_a_dispute_is_the_label_of_its_day(language: str, state: str) -> None:
    rows = [(state, "2026-11-09"), ("Order ID", ID), ("Order date", "2026-11-03")]
    body = "".join(f"<div><span>{label}</span><span>{value}</span></div>" for label, value in rows)
    order = one(f"<div>{body}</div>", DISPUTE, language)
    assert (order.dispute.opened_on, order.placed_on) == (date(2026, 11, 9), date(2026, 11, 3))


def test_a_plain_day_on_the_page_of_a_refund_is_not_that_of_the_order() -> None:
    order = one(f"<h1>Refund completed</h1><p>Date: Nov 14, 2026</p><p>Order ID: {ID}</p>", REFUND)
    assert order.placed_on is None
    assert "placed_on" in [field for _, field in problems(order)]


@pytest.mark.parametrize("mark", [None, 1])
def test_an_unknown_step_that_was_reached_later_holds(mark: int | None) -> None:
    order = one(
        detail(steps(("Refund initiated", "Nov 3, 2026"), ("Refund zirkulated", "Nov 9, 2026"), mark=mark)), DETAIL
    )
    assert order.refund.stage is None
    assert ("not_understood", "refund.stage") in problems(order)


def details(title: str, state: str, label: str, amount: str) -> str:
    return f"<h1>{title}</h1><h2>{state}</h2><div><span>{label}</span><span>{amount}</span></div>"


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", details("Refund details", "Refund completed", "Refund amount", "US $10.00")),
        ("de", details("Rückerstattungsdetails", "Rückerstattung abgeschlossen", "Rückerstattungsbetrag", "10,00 €")),
        ("pl", details("Szczegóły zwrotu", "Zwrot zakończony", "Kwota zwrotu", "10,00 zł")),
        ("ja", details("返金の詳細", "返金完了", "返金額", "1,000円")),
        ("zh", details("退款详情", "退款成功", "退款金额", "¥10.00")),
    ],
)
def test_a_refund_page_of_an_unknown_design_without_a_number(language: str, body: str) -> None:
    order = one(body, "https://www.aliexpress.com/", language)
    assert (order.order_id, order.refund.stage, order.pages[0].kind) == (None, 3, "refund")
    assert ("part_missing", "order_id") in problems(order)


@pytest.mark.parametrize(
    ("language", "number", "label", "value"),
    [("en", "Order number", "Refund status", "Processing"), ("ru", "Номер заказа", "Статус возврата", "В обработке")],
)
def test_the_status_of_a_refund_is_not_the_orders(language: str, number: str, label: str, value: str) -> None:
    rows = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in ((number, ID), (label, value)))
    order = one(f"<table>{rows}</table>", "https://www.aliexpress.com/", language)
    assert order.status is None or order.status.code == "unknown"


def test_a_way_stands_below_its_label_in_a_table_whose_heads_are_plain_cells() -> None:
    cells = "<tr><td>Refund method</td><td>Note</td></tr><tr><td>PayPal</td><td>sent</td></tr>"
    assert one(f"<h2>Refund completed</h2><p>Order ID: {ID}</p><table>{cells}</table>", REFUND).refund.to == "paypal"


@pytest.mark.parametrize("added", ["<span>LP00999000333051</span>", "<b>(LP00999000333051)</b>"])
def test_the_number_of_a_parcel_is_no_part_of_the_status(added: str) -> None:
    status = one(detail("").replace("Closed</div>", f"Shipped {added}</div>"), DETAIL).status
    assert status is not None
    assert (status.code, status.label) == ("shipped", "Shipped")


def test_a_broken_statement_is_whole_in_a_script_without_capitals() -> None:
    body = f"<p>رقم الطلب: {ID}</p><div>بانتظار<br>الاسترداد</div>"
    assert one(body, "https://www.aliexpress.com/", "ar").refund.stage == 1


# How a dispute stands.

STATES = [
    (state, result, language, line)
    for state, said in tomllib.loads((TABLES / "dispute_lines.toml").read_text("utf-8")).items()
    for result, languages in ((None, said), *((name, one) for name, one in said.items() if isinstance(one, dict)))
    for language, lines in languages.items()
    if isinstance(lines, list)
    for line in lines
]


@pytest.mark.parametrize(
    ("said", "state", "result"),
    [
        (("Dispute opened", "The seller agreed"), "open", "seller_agreed"),
        (("The seller agreed", "Waiting for AliExpress"), "waiting_platform", "seller_agreed"),
    ],
)
def test_of_two_steps_of_a_dispute_on_one_day_the_lower_one_holds(
    said: tuple[str, str], state: str, result: str
) -> None:
    day = "Nov 3, 2026"
    dispute = one(f"<div><div>Order ID: {ID}</div>{steps((said[0], day), (said[1], day))}</div>", DISPUTE).dispute
    assert (dispute.state, dispute.label, dispute.result) == (state, said[1], result)


@pytest.mark.parametrize(
    ("state", "result", "language", "said"),
    [
        (state, result, language, said)
        for state, results in tomllib.loads((TABLES / "dispute_told.toml").read_text("utf-8")).items()
        for result, languages in results.items()
        for language, lines in languages.items()
        for said in lines
    ],
)
def test_what_sentences_tell_of_a_dispute(state: str, result: str, language: str, said: str) -> None:
    dispute = one(f"<h2>{said}</h2><p>Order ID: {ID}</p>", DISPUTE, language).dispute
    assert (dispute.state or "nothing", dispute.result or "nothing_done") == (state, result)


@pytest.mark.parametrize(
    ("head", "told", "problem"),
    [
        ("Refund completed", "You opened a dispute. The seller refused your dispute request on Nov 3.", None),
        ("Awaiting shipment", "Your dispute was opened. The seller must answer it.", "not_understood"),
        ("Solution sent by the seller", "We passed your claim to the seller.", "several_states"),
    ],
    ids=["the refund is done", "nothing was sent", "another one's turn"],
)
def test_what_sentences_tell_of_a_dispute_gives_way(head: str, told: str, problem: str | None) -> None:
    place = "https://www.aliexpress.com/" if head == "Awaiting shipment" else DISPUTE
    order = one(f"<h2>{head}</h2><p>Order ID: {ID}</p><p>{told}</p>", place)
    assert order.dispute.state is None
    assert problem is None or (problem, "dispute.state") in problems(order)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("If anything is wrong, open a dispute. The seller must answer it.", None),
        ("Your dispute was opened. The seller must answer it.", "waiting_seller"),
    ],
)
def test_who_shall_answer_in_disputes_is_news_where_there_is_one(told: str, state: str | None) -> None:
    (order,) = extract(load(f"Order ID: {ID}\nYour order was shipped.\n{told}\n", captured_at=AT))
    assert order.dispute.state == state


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("buyer_response", "en", "The seller refused your claim. 3 days left to answer."),
        ("buyer_response", "de", "Der Verkäufer hat Ihren Antrag abgelehnt. Für die Antwort bleiben noch 3 Tage."),
        ("buyer_response", "pl", "Sprzedawca odrzucił Twój wniosek. Na odpowiedź zostały 3 dni."),
        ("buyer_response", "ru", "Продавец отклонил вашу претензию. На ответ осталось 3 дня."),
        ("buyer_response", "ar", "رفض البائع طلبك. بقي 3 أيام للرد."),
        ("buyer_response", "th", "ผู้ขายปฏิเสธคำขอของคุณ เหลือเวลาตอบ 3 วัน"),
        ("buyer_response", "zh", "卖家拒绝了您的申请。答复剩余3天。"),
        ("seller_response", "en", "You opened a dispute. They have until Nov 23, 2026 to answer."),
        (None, "en", "You opened a dispute. 3 days left to answer."),
        (None, "en", "Your case went up to AliExpress. They have until Nov 23, 2026 to answer."),
    ],
)
def test_for_whose_answer_a_time_runs_is_told_by_what_was_done(kind: str | None, language: str, said: str) -> None:
    read = one(f"<h2>{said}</h2><p>Order ID: {ID}</p>", DISPUTE, language)
    ends = [(timer.kind, as_date(timer.ends_on or timer.ends_at or AT)) for timer in read.timers]
    assert ends == ([] if kind is None else [(kind, date(2026, 11, 23))])
    assert (("not_understood", "timers") in problems(read)) == (kind is None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Without action until Dec 5, 2026 the matter is closed.", True),
        ("Use your coupon now. Valid until Dec 5, 2026.", False),
        ("Your parcel should arrive by Dec 5, 2026.", False),
    ],
)
def test_an_end_that_nobody_knows_is_told_wherever_it_stands(said: str, told: bool) -> None:
    status = '<div class="order-status order-block"><div class="order-block-title">Awaiting delivery</div></div>'
    notice = f'<div class="order-notice-wrap"><div class="order-notice--text--nx">{said}</div></div>'
    read = one(f'<div class="order-wrap">{notice}{status}</div><p>Order ID: {ID}</p>', DETAIL)
    assert (("not_understood", "timers") in problems(read)) == told


@pytest.mark.parametrize(
    ("language", "said"),
    [("it", "Hai ritirato la contestazione"), ("uk", "Суперечку передано AliExpress"), ("he", "המחלוקת הועברה להכרעה")],
)
def test_a_dispute_that_is_handed_over_or_taken_back_is_no_parcel(language: str, said: str) -> None:
    status = f'<div class="order-status order-block"><div class="order-block-title">{said}</div></div>'
    read = one(f'<div class="order-wrap">{status}</div><p>Order ID: {ID}</p>', DETAIL, language).status
    assert read is not None
    assert read.code == "unknown"


@pytest.mark.parametrize(("state", "result", "language", "line"), STATES, ids=[row[3] for row in STATES])
@pytest.mark.parametrize("place", ["page of the dispute", "reminder"])
def test_how_a_dispute_stands(place: str, state: str, result: str | None, language: str, line: str) -> None:
    if place == "reminder":
        order = one(
            detail("").replace("Closed</div>", f'Closed</div><div class="order-status-reminder">{line}.</div>'),
            DETAIL,
            language,
        )
    else:
        order = one(f"<div><h2>{line}</h2></div><p>Order ID: {ID}</p>", DISPUTE, language)
    assert (order.dispute.state, order.dispute.result) == (state, result)


@pytest.mark.parametrize(
    ("language", "closed", "number", "opened"),
    [
        ("en", "Dispute closed", "Order number", ("Dispute opened", "Nov 1, 2026")),
        ("ru", "Спор закрыт", "Номер заказа", ("Спор открыт", "1 ноября 2026 г.")),
        ("cs", "Spor byl uzavřen", "Číslo objednávky", ("Spor otevřen", "10. 11. 2026")),
    ],
)
def test_the_day_on_which_a_closed_dispute_was_opened_opens_it_not_again(
    language: str, closed: str, number: str, opened: tuple[str, str]
) -> None:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in ((number, ID), opened))
    order = one(f"<h2>{closed}</h2><table>{rows}</table>", "https://www.aliexpress.com/", language)
    assert order.dispute.state is None
    assert ("not_understood", "dispute.state") in problems(order)


def test_two_states_in_a_reminder_are_none() -> None:
    said = '<div class="order-status-reminder">You withdrew the dispute. AliExpress has stepped in.</div>'
    order = one(detail("").replace("Closed</div>", f"Closed</div>{said}"), DETAIL)
    assert (order.dispute.state, ("several_states", "dispute.state") in problems(order)) in [
        (None, True),
        ("won", False),
    ]


# Several refunds.


@pytest.mark.parametrize(
    ("block", "stage", "amount", "stages"),
    [
        (lines("Refund complete US $5.00", "Refund complete US $3.00"), 3, "8.00", [3, 3]),
        (lines("Refund complete US $5.00", "Refund processing US $3.00"), 2, "8.00", [3, 2]),
        (lines("Refund processing <span>US $3.00</span>", "Refund complete <span>US $5.00</span>"), 2, "8.00", [2, 3]),
        (lines("Refund complete US $5.00", "Refund complete"), 3, None, [3, 3]),
        (lines("Refund complete US $5.00", "Refund complete € 3,00"), 3, None, [3, 3]),
        ("<p>Refund complete US $5.00</p><p>Refund processing US $3.00</p>", 2, "8.00", [3, 2]),
        ("<h2>Refund complete US $5.00</h2><p>Refund complete US $3.00</p>", 3, "8.00", [3, 3]),
        (
            "<table><tr><td>Refund complete</td><td>US $5.00</td></tr><tr><td>Refund complete</td><td>US $3.00</td></tr></table>",
            3,
            "8.00",
            [3, 3],
        ),
        (
            "<div><p>PayPal</p><p>Refund complete</p><p>US $5.00</p></div><div><p>Card</p><p>Refund processing</p><p>US $3.00</p></div>",
            2,
            "8.00",
            [3, 2],
        ),
        (
            "".join(
                f"<section><p>Refund complete</p><p>Refund Amount: US ${amount}</p></section>"
                for amount in ("5.00", "3.00")
            ),
            3,
            "8.00",
            [3, 3],
        ),
        (
            "".join(
                f'<section class="part"><h3>{title}</h3><p>{said}</p><p>{day}</p>{row}</section>'
                for title, said, day, row in (
                    ("Lamp", "Refund complete", "Nov 3, 2026", "<p>Refund amount: US $5.00</p>"),
                    ("Cable", "Refund processing", "Nov 10, 2026", ""),
                )
            ),
            2,
            None,
            [3, 2],
        ),
        (
            steps(("Refund initiated", ""), ("Refund processing", ""), ("Refund complete", ""), mark=2)
            + steps(("Refund initiated", ""), ("Refund processing", ""), ("Refund complete", ""), mark=0),
            1,
            None,
            [3, 1],
        ),
    ],
)
def test_several_refunds_are_never_told_as_one(
    block: str, stage: int, amount: str | None, stages: list[int | None]
) -> None:
    order = one(detail(block), DETAIL)
    assert [part.stage for part in order.refund.parts] == stages
    assert order.refund.stage == stage
    assert (order.refund.amount and str(order.refund.amount.amount)) == amount
    named = all(part.amount for part in order.refund.parts)
    assert (("no_sum", "refund.amount") in problems(order)) == (amount is None and named)
    assert (("several_stages", "refund.stage") in problems(order)) == (len(set(stages)) > 1)


@pytest.mark.parametrize(
    "block",
    [
        "<h2>Refund complete</h2><p>Refund complete US $5.00</p>",
        "<h2>Refund complete US $5.00</h2><p>Refund complete US $5.00</p>",
        "<p>Refund complete</p><p>Refund Amount: US $5.00</p>",
        lines("Refund requested", "Refund complete US $5.00"),
        # The history of one refund, in boxes without a mark.
        "".join(
            f"<section><p>{said}</p><p>{day}</p>{row}</section>"
            for said, day, row in (
                ("Refund complete", "Nov 9, 2026", "<p>Refund amount: US $5.00</p>"),
                ("Refund processing", "Nov 5, 2026", ""),
            )
        ),
        lines("Refund complete US $5.00", "Waiting for your response"),
        lines("No refund", "Refund complete US $5.00"),
        lines("No refund records for this order", "Refund complete US $5.00"),
        "<ul><li><div>Refund complete</div></li></ul><p>Refund amount: US $5.00</p>",
    ],
)
def test_one_refund_said_twice_is_one(block: str) -> None:
    refund = one(detail(block), DETAIL).refund
    assert (refund.stage, refund.amount, refund.parts) == (3, usd("5.00"), ())


def test_amounts_of_one_refund_that_do_not_add_up_are_not_guessed() -> None:
    rows = "<p>Refund complete</p><p>Refund Amount: US $5.00</p><p>Refund Amount: US $3.00</p>"
    order = one(detail(rows), DETAIL)
    assert order.refund.amount is None
    assert ("no_sum", "refund.amount") in problems(order)
    order = one(detail(f"{rows}<p>Refund total: US $8.00</p>"), DETAIL)
    assert order.refund.amount == usd("8.00")


@pytest.mark.parametrize("amounts", [("3.05", "3.05"), ("3.05", "2.00")])
def test_of_several_refunded_products_none_is_the_refund(amounts: tuple[str, str]) -> None:
    """Neither is their sum: a row may be the whole of it."""
    rows = "".join(
        f'<tr class="order-bd"><td><div class="desc">{name}</div></td><td class="refund-cash">US ${amount}</td></tr>'
        for name, amount in zip(("Brass key hook", "Linen thread"), amounts, strict=True)
    )
    table = f'<table id="tp-refund-amount-table"><tr><th>Product</th><th>Refund Amount</th></tr>{rows}</table>'
    head = (
        f'<p>Order No.: <b class="order-no">{ID}</b></p><p class="order-status">Closed</p><i id="shipping-section"></i>'
    )
    order = one(f"{head}{table}", f"https://trade.aliexpress.com/order_detail.htm?orderId={ID}")
    assert order.refund.amount is None
    assert ("no_sum", "refund.amount") in problems(order)


def test_a_line_in_unknown_words_is_said_and_its_amount_not_taken() -> None:
    order = one(detail(lines("Nobody knows these words <span>US $5.00</span>")), DETAIL)
    assert (order.refund.stage, order.refund.amount) == (None, None)
    assert ("not_understood", "refund") in problems(order)


def test_an_amount_that_is_only_asked_for_is_no_refund() -> None:
    order = one(detail(lines("Waiting for your response <span>US $5.00</span>")), DETAIL)
    assert (order.refund, order.dispute.state) == (Refund(), "waiting_buyer")


@pytest.mark.parametrize("amount", ["<div>US $5.00</div>", "<b>US $</b><b>5.00</b>", "(US $5.00)"])
def test_the_amount_of_a_line_may_stand_in_an_element_of_its_own(amount: str) -> None:
    assert one(detail(lines(f"Refund complete {amount}")), DETAIL).refund.amount == usd("5.00")


@pytest.mark.parametrize(
    ("line", "stage", "amount", "on"),
    [
        ("Refund: completed", 3, None, None),
        ("Refund: US $5.00 (processing)", 2, "5.00", None),
        ("Refund: US $5.00 – being processed since Nov 5, 2026", 2, "5.00", date(2026, 11, 5)),
        ("Refund: US $5.00, completed on Nov 5, 2026", 3, "5.00", date(2026, 11, 5)),
        ("Refund US $5.00 processing since Nov 5, 2026", 2, "5.00", date(2026, 11, 5)),
        ("Refund processing since Nov 5, 2026", 2, None, date(2026, 11, 5)),
        ("We are refunding US $5.00 to your wallet.", 2, "5.00", None),
        ("Refund sent: US $5.00", 3, "5.00", None),
        ("Refund: US $5.00", None, "5.00", None),
        ("Refund: 3-20 business days", None, None, None),
    ],
)
def test_a_row_of_a_refund_says_how_far_it_is(
    line: str, stage: int | None, amount: str | None, on: date | None
) -> None:
    order = one(
        f"<main><h2>Canceled</h2><p>Order ID: {ID}</p><p>Order date: Nov 1, 2026</p><p>{line}</p></main>", DETAIL
    )
    refund = order.refund
    assert (refund.stage, refund.amount and str(refund.amount.amount), refund.updated_on) == (stage, amount, on)
    assert stage or any((field or "").startswith("refund") for _, field in problems(order))


@pytest.mark.parametrize(
    ("cells", "amount", "on"),
    [
        (("Refund requested €12.80", "Nov 7, 2026"), "12.80", date(2026, 11, 7)),
        (("AliExpress Bonus", "€12.80", "Refund requested", "Nov 7, 2026"), "12.80", date(2026, 11, 7)),
        (("Refund requested", "Order total: €12.80"), None, None),
        # In the row of a product it is the price, and beside a broken one perhaps that of something else.
        (
            ('<a href="/item/1005000000000001.html">Straws</a>', "€12.80", "Refund requested", "Nov 7, 2026"),
            None,
            date(2026, 11, 7),
        ),
        (("€12.80", "€25<b hidden>1</b>.60", "Refund requested", "Nov 7, 2026"), None, date(2026, 11, 7)),
    ],
)
def test_what_stands_in_the_row_of_a_table_with_a_refund_is_its_own(
    cells: tuple[str, ...], amount: str | None, on: date | None
) -> None:
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    refund = one(f"<main><h1>Closed</h1><p>Order ID: {ID}</p><table><tr>{row}</tr></table></main>", DETAIL).refund
    assert (refund.stage, refund.amount and str(refund.amount.amount), refund.updated_on) == (1, amount, on)


@pytest.mark.parametrize(
    ("lang", "asked", "running"),
    [
        ("en", "Requested amount: US $5.00", "Refund processing"),
        ("fr", "Montant demandé : US $5.00", "Remboursement en cours"),
        ("pt", "Valor solicitado: US $5.00", "Reembolso em processamento"),
        ("ko", "환불 요청 금액: US $5.00", "환불 처리 중"),
    ],
)
def test_an_amount_that_is_only_asked_for_is_that_of_a_refund_which_runs(lang: str, asked: str, running: str) -> None:
    page = "<main><p>Order ID: {}</p><p>{}</p><p>{}</p></main>"
    assert one(page.format(ID, asked, ""), DETAIL, lang).refund.amount is None
    broken = one(page.format(ID, asked.replace("5.00", "5.<i hidden>1</i>00"), running), DETAIL, lang)
    assert broken.refund.amount is None
    assert ("unreadable_money", "refund.amount") in problems(broken)
    assert one(page.format(ID, asked, running), DETAIL, lang).refund.amount == usd("5.00")


def test_ways_of_a_refund_whose_sums_are_broken_are_missed_aloud() -> None:
    page = common.page_of("refund-three-ways").decode()
    digits = "".join(f'<i style="display:block;height:1em">{digit}</i>' for digit in range(10))
    column = f'<i style="display:inline-block;height:1em;overflow:hidden"><i style="display:block;transform:translateY(-3em)">{digits}</i></i>'
    broken = re.sub(r"US \$[\d.]+", lambda found: re.sub(r"\d", column, found[0]), page)
    (order,) = extract(load(broken.encode(), captured_at=AT))
    assert (order.refund.amount, order.refund.parts) == (None, ())
    assert {("broken_words", "refund.parts"), ("broken_words", "refund.updated_on")} <= problems(order)


def test_ways_whose_sums_alone_are_broken_are_missed_aloud() -> None:
    page = common.page_of("refund-two-channels").decode()
    broken = page.replace("US $3.40", "US $3.<i hidden>1</i>40").replace("US $5.00", "US $<i hidden>1</i>5.00")
    (order,) = extract(load(broken.encode(), captured_at=AT))
    assert order.refund.parts == ()
    assert ("not_understood", "refund.parts") in problems(order)


def test_an_amount_in_an_element_behind_the_state_of_a_refund_is_its_own() -> None:
    title = '<div class="expose-info-item-title"><b>Rückerstattung wird bearbeitet</b> <span>23,47 €</span></div>'
    page = detail(f'<div class="expose-info"><div class="expose-info-item">{title}</div></div>')
    refund = one(page, DETAIL, "de").refund
    assert (refund.stage, refund.amount and refund.amount.raw) == (2, "23,47 €")


def test_what_was_taken_off_the_price_is_no_way_of_the_refund() -> None:
    heads = "".join(f"<th>{head}</th>" for head in ("Refund to", "Amount", "State"))
    cells = "".join(f"<td>{cell}</td>" for cell in ("AliExpress Bonus", "US $11.10", "Refund completed"))
    price = (
        '<div class="order-price"><div class="order-price-item"><span class="left-col">Bonus</span>'
        '<span class="right-col"><i>-US $</i><i>2</i><i>.00</i></span></div></div>'
    )
    table = f"<table><tr>{heads}</tr><tr>{cells}</tr></table>"
    item = '<div class="order-block"><a href="/item/1005000000000001.html">Straws</a><div class="item-price">US $5.55</div></div>'
    refund = one(detail(f'<div class="order-block">{table}</div>{item}{price}'), DETAIL).refund
    assert (refund.stage, refund.amount, refund.to, refund.parts) == (3, usd("11.10"), "bonus", ())


def test_a_row_beside_others_with_amounts_is_an_order_and_no_refund() -> None:
    rows = "".join(f"<tr><td>{one}</td><td>€8.00</td></tr>" for one in ("Closed", "Refund completed", "To ship"))
    refund = one(f"<main><p>Order ID: {ID}</p><table>{rows}</table></main>", DETAIL).refund
    assert refund.amount is None


def test_a_refund_written_as_a_deduction_is_no_debt() -> None:
    row = '<div class="order-price"><div class="order-price-item"><span class="left-col">Refunded</span><span class="right-col">{}</span></div></div>'
    refund = one(detail(row.format("-US $4.20")), DETAIL).refund
    assert refund.amount is None or refund.amount.amount == Decimal("4.20")


def test_of_several_refunds_none_is_left_out_of_the_sum() -> None:
    def box(amount: str, said: str) -> str:
        return f"<section><h3>Refund</h3><p>Amount: {amount}</p><p>{said}</p></section>"

    done, asked = box("€4.00", "Refund completed on Nov 2, 2026"), box("€1.25", "Refund requested on Nov 9, 2026")
    order = one(f"<main><p>Order ID: {ID}</p>{done}{box('€7.50', 'Refund held by the bank')}{asked}</main>", REFUND)
    assert order.refund.stage is None
    assert order.refund.amount is None or order.refund.amount.amount == Decimal("12.75")
    assert any((field or "").startswith("refund") for _, field in problems(order))
    later = one(f"<main><p>Order ID: {ID}</p>{asked}{box('€4.00', 'Refund completed on Nov 12, 2026')}</main>", REFUND)
    assert later.refund == Refund()  # two refunds, or one of which another amount came
    assert ("not_understood", "refund") in problems(later)


def test_a_refund_of_nothing_is_none() -> None:
    order = one(detail("<p>Refund Amount: US $0.00</p>"), DETAIL)
    assert (order.refund.stage, order.refund.amount) == (0, usd("0.00"))


def test_one_sign_is_settled_in_every_part() -> None:
    price = '<div class="order-price-item bold-font"><span class="left-col">Total</span><span class="right-col">US $9.00</span></div>'
    order = one(detail(lines("Refund complete $5.00", "Refund complete $3.00") + price), DETAIL)
    assert [part.amount and part.amount.currency for part in order.refund.parts] == ["USD", "USD"]
    assert order.refund.amount is not None
    assert order.refund.amount.amount == Decimal("8.00")


# Stages by the dates of their steps.


@pytest.mark.parametrize("url", [REFUND, DISPUTE, DETAIL])
@pytest.mark.parametrize(
    ("days", "stage", "on"),
    [
        (("Nov 3, 2026", "", ""), 1, date(2026, 11, 3)),
        (("Nov 3, 2026", "Nov 5, 2026", ""), 2, date(2026, 11, 5)),
        (("Nov 3, 2026", "Nov 5, 2026", "Nov 9, 2026"), 3, date(2026, 11, 9)),
        (("Nov 3, 2026", "Nov 5, 2026", "Dec 24, 2026"), 2, date(2026, 11, 5)),  # still to come
        (("", "", "Nov 9, 2026"), None, None),  # the steps before it were not reached
        (("Nov 9, 2026", "Nov 5, 2026", ""), None, None),  # not one after the other
        (("Nov 3, 2026", "Expected on Nov 5, 2026", ""), 1, date(2026, 11, 3)),
        (("", "", ""), None, None),
    ],
)
def test_a_step_with_a_day_of_its_own_is_reached(
    url: str, days: tuple[str, ...], stage: int | None, on: date | None
) -> None:
    names = ("Refund initiated", "Refund processing", "Refund complete")
    block = steps(*zip(names, days, strict=True)) + "<p>Refund amount: US $5.00</p>"
    order = one(detail(block) if url == DETAIL else f"<main><p>Order ID: {ID}</p>{block}</main>", url)
    assert (order.refund.stage, order.refund.updated_on) == (stage, on)


def test_the_newest_step_may_stand_first() -> None:
    block = steps(("Refund complete", "Nov 9, 2026"), ("Refund processing", "Nov 5, 2026"))
    assert one(detail(block), DETAIL).refund.stage == 3


@pytest.mark.parametrize("tag", ["li", "p", "div"])
@pytest.mark.parametrize(
    ("marks", "stage"),
    [("✓✓○", 2), ("✔○○", 1), ("✓●○", 2), ("●○○", 1), ("●●○", 2), ("✓✓✓", 3), ("☑☐☐", 1), ("○○○", None), ("●●●", None)],
)
def test_a_sign_in_front_of_a_step_says_whether_it_was_reached(marks: str, stage: int | None, tag: str) -> None:
    names = ("Refund requested", "Refund processing", "Refund completed")
    apart = "<u>{}</u> <u>{}</u>"
    for form in ("{} {}", "<i>{}</i> {}", "{1} {0}", "<b>{}\ufe0f</b><span>{}</span>", apart):
        said = (name.replace(" ", "</u> <u>") if form is apart else name for name in names)
        rows = "".join(f"<{tag}>{form.format(*row)}</{tag}>" for row in zip(marks, said, strict=True))
        order = one(f"<main><h2>Canceled</h2><p>Order ID: {ID}</p>{rows}</main>", DETAIL)
        assert order.refund.stage == stage
        assert stage or any((field or "").startswith("refund") for _, field in problems(order))


@pytest.mark.parametrize(
    "ahead",
    ["○ Refund completed", "○ A refund of US $5.00 was sent to your card.", "☐ Decided in your favour", "○ Delivered"],
)
def test_what_is_ahead_has_not_happened(ahead: str) -> None:
    order = one(f"<main><h2>Awaiting delivery</h2><p>Order ID: {ID}</p><p>{ahead}</p></main>", DETAIL)
    assert (order.refund.stage, order.dispute.state, order.packages) == (None, None, ())
    assert order.status is not None
    assert order.status.code == "shipped"


@pytest.mark.parametrize("before", ["", "<div>Seller rejected it</div><div>Nov 6, 2026 09:00</div>"])
@pytest.mark.parametrize("gap", ["", "<div><br></div>"])
def test_a_box_of_words_and_a_day_is_a_step_though_nothing_is_called_so(gap: str, before: str) -> None:
    step = f"<div>{before}<div>Request submitted</div>{gap}<div>Nov 5, 2026 08:30</div>{gap}</div>"
    dispute = one(f"<h2>Seen by nobody</h2><p>Order ID: {ID}</p><section>{step}</section>", DISPUTE).dispute
    assert dispute.opened_on == datetime(2026, 11, 5, 8, 30)


def test_a_place_for_what_is_still_loading_is_no_part_of_a_step() -> None:
    loading = "<div><p>Loading…</p></div>"
    said = (
        ("Request submitted", "Nov 5, 2026 08:30"),
        ("Return the item", "Nov 6, 2026 09:00"),
        ("Refund complete", ""),
    )
    row = "".join(f"<div><div>{name}</div><div>{day}</div>{loading if day else ''}</div>" for name, day in said)
    order = one(f"<h2>Waiting for your response</h2><p>Order ID: {ID}</p><section>{row}</section>", DISPUTE)
    assert (order.refund.stage, order.dispute.state) == (None, "waiting_buyer")


@pytest.mark.parametrize("words", ["{}", "<font><font>{}</font></font>"])
def test_steps_whose_names_are_all_their_own(words: str) -> None:
    said = (
        ("Refund initiated", "Nov 3, 2026"),
        ("Refund processing", "Nov 4, 2026"),
        ("Refund completed", "Nov 9, 2026"),
    )
    row = "".join(
        f'<li class="a{at}"><i class="b{at}"></i><div class="c{at}">{words.format(name)}</div>'
        f'<div class="d{at}">{words.format(day)}</div></li>'
        for at, (name, day) in enumerate(said)
    )
    assert one(f"<p>Order ID: {ID}</p><ol>{row}</ol>", DETAIL).refund.stage == 3


def test_a_sign_in_a_cell_of_its_own_belongs_to_the_words_beside_it() -> None:
    rows = "".join(
        f"<tr><td>{sign}</td><td>{name}</td></tr>"
        for sign, name in (("●", "Refund requested"), ("○", "Refund completed"))
    )
    assert one(f"<main><p>Order ID: {ID}</p><table>{rows}</table></main>", DETAIL).refund.stage == 1


def test_a_step_that_is_ticked_beyond_those_that_are_known_leaves_the_stage_open() -> None:
    rows = "<li>✓ Refund requested</li><li>✓ Handed to the bank</li><li>○ Refund completed</li>"
    order = one(f"<main><p>Order ID: {ID}</p><ul>{rows}</ul></main>", DETAIL)
    assert order.refund.stage is None
    assert ("not_understood", "refund.stage") in problems(order)


def test_a_mark_outranks_the_days() -> None:
    block = steps(("Refund initiated", "Nov 3, 2026"), ("Refund processing", ""), ("Refund complete", ""), mark=1)
    refund = one(detail(block), DETAIL).refund
    assert (refund.stage, refund.updated_on) == (2, None)


# Pages of one request.


def request(state: str, *rows: tuple[str, str], mark: int | None = None) -> str:
    items = "".join(
        f'<div class="verticalSteps--item--a1 {"verticalSteps--active--b2" if at == mark else ""}">'
        f'<div class="verticalSteps--title--c3">{name}</div><div class="verticalSteps--time--d4">{day}</div></div>'
        for at, (name, day) in enumerate(rows)
    )
    said = f'<div class="reminder--statusStr--e5">{state}</div>' if state else ""
    return f'<p>Order ID: {ID}</p>{said}<div class="verticalSteps--list--f6">{items}</div>'


ASKED, REVIEW = ("Request submitted", "Nov 4, 2026"), ("We're reviewing your request", "Nov 7, 2026")


@pytest.mark.parametrize(
    ("body", "stage", "state"),
    [
        (request("Waiting for your response", ASKED, REVIEW), None, "waiting_buyer"),
        (
            request("Waiting for AliExpress's feedback", ASKED, REVIEW, ("Refund complete", "")),
            None,
            "waiting_platform",
        ),
        (request("Refund complete", ASKED, REVIEW), 3, None),
        (request("Refund complete", ASKED, REVIEW, ("Refund complete", "Nov 9, 2026")), 3, None),
        (request("", ASKED, REVIEW), None, "open"),
        (request("", ASKED, ("Waiting for your response", "Nov 9, 2026")), None, "waiting_buyer"),
        (request("", ASKED, REVIEW, ("Refund complete", "Nov 9, 2026")), 3, None),
        (request("", ASKED, REVIEW, ("Refund complete", "")), None, "open"),
    ],
)
def test_a_finished_refund_outranks_the_lines_of_its_request(body: str, stage: int | None, state: str | None) -> None:
    order = one(body, DISPUTE)
    assert (order.refund.stage, order.dispute.state) == (stage, state)


def bar(*steps: tuple[str, str], mark: int | None = None) -> str:
    """The steps of a request, without the line of its state."""
    return request("", *steps, mark=mark).replace(f"<p>Order ID: {ID}</p>", "")


SUBMITTED, TURN = ("Request submitted", ""), ("Waiting for your response", "")


@pytest.mark.parametrize(
    ("steps", "line", "state"),
    [
        (bar(SUBMITTED, TURN, mark=1), "Waiting for AliExpress's feedback", "waiting_buyer"),
        (bar(SUBMITTED, TURN, mark=1), "Waiting for your response", "waiting_buyer"),
        (bar(SUBMITTED, ("The seller refused the request", ""), mark=1), "Waiting for AliExpress", "waiting_platform"),
        (bar(ASKED, ("The seller refused the request", "Nov 9, 2026")), "Waiting for AliExpress", "waiting_platform"),
        (bar(SUBMITTED, ("The seller made a proposal", ""), mark=1), "Waiting for your response", "waiting_buyer"),
        (bar(ASKED, ("Parked with the herald", "Nov 9, 2026")), "", None),
        (bar(ASKED, ("Parked with the herald", "")), "", "open"),
        (bar(SUBMITTED, ("Parked with the herald", ""), mark=1), "Waiting for seller", "waiting_seller"),
        (bar(ASKED, ("Request rejected", "Nov 9, 2026"), ("Appeal submitted", "Nov 11, 2026")), "", "waiting_platform"),
        (bar(SUBMITTED, TURN, mark=0), "Waiting for AliExpress's feedback", "waiting_platform"),
        (bar(ASKED, REVIEW), "Waiting for AliExpress's feedback", "waiting_platform"),
        (bar(ASKED, ("Waiting for your response", "Nov 9, 2026")), "Waiting for your response", "waiting_buyer"),
        (bar(ASKED, ("Waiting for your response", "Nov 9, 2026")), "Waiting for AliExpress's feedback", None),
        (bar(ASKED, ("Request rejected", "Nov 9, 2026")), "We're reviewing your request", None),
        (bar(SUBMITTED, ("Request rejected", ""), mark=1), "We're reviewing your request", "lost"),
    ],
)
@pytest.mark.parametrize("first", ["line", "steps"])
def test_a_marked_step_outranks_a_line_and_a_dated_one_that_contradicts_it_is_said(
    steps: str, line: str, state: str | None, first: str
) -> None:
    said = f"<section><p>{line}</p></section>"
    order = one(f"<p>Order ID: {ID}</p>{said + steps if first == 'line' else steps + said}", DISPUTE)
    assert order.dispute.state == state
    told = {("several_states", "dispute.state"), ("not_understood", "dispute.state")} & problems(order)
    assert bool(told) == (state is None)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (request("Parked with the herald", ASKED), None),
        (request("Parked with the herald", ASKED, ("Waiting for seller", "Nov 9, 2026")), None),
        (request("Parked with the herald", SUBMITTED, ("Waiting for seller", ""), mark=1), "waiting_seller"),
        (request("Parked with the herald", SUBMITTED, mark=0), None),
        (request("Waiting for you to return the item", ASKED), "open"),
        (request("Parked with the herald", ASKED) + "<p>AliExpress decided in your favour: full refund.</p>", "won"),
    ],
)
def test_unknown_words_in_the_place_of_the_state_outrank_the_steps_before_it(body: str, state: str | None) -> None:
    order = one(body, DISPUTE)
    assert (order.dispute.state, ("not_understood", "dispute.state") in problems(order)) == (state, state is None)


def test_two_requests_in_different_states_are_none_and_said() -> None:
    order = one(detail(lines("Waiting for your response", "Waiting for AliExpress's feedback")), DETAIL)
    assert order.dispute.state is None
    assert ("several_states", "dispute.state") in problems(order)


def test_the_amount_of_a_request_has_a_prefix_of_its_own() -> None:
    body = request("Refund complete", ASKED) + '<div class="newReverseRefundInfo--amount--g7">US $5.00</div>'
    assert one(body, DISPUTE).refund.amount == usd("5.00")


def test_refunds_of_cancelled_orders_have_a_page_of_their_own() -> None:
    body = f"<p>Order ID: {ID}</p><p>Refund processing</p><p>Refund amount: US $5.00</p>"
    order = one(body, "https://m.aliexpress.com/p/refund-cancel/index.html")
    assert (order.pages[0].layout, order.refund.stage, order.refund.amount) == ("g3_refund", 2, usd("5.00"))


@pytest.mark.parametrize(
    ("state", "beside", "kind", "seconds"),
    [
        ("Waiting for your response", "<div>2 days 03:12:11</div>", "buyer_response", 184331),
        ("Waiting for your response (4 days 2 hours)", "", "buyer_response", 352800),
        ("Waiting for the seller's response", "<p>23:59:12</p>", "seller_response", 86352),
        ("Waiting for AliExpress's feedback", "<p>23:59:12</p>", None, None),
        ("Waiting for your response", "<p>23:59:12</p><p>3 days</p>", None, None),
        ("Waiting for your response", "<p>8-14 days</p>", None, None),
    ],
)
def test_the_countdown_beside_the_turn_is_its_end(
    state: str, beside: str, kind: str | None, seconds: int | None
) -> None:
    body = f'<p>Order ID: {ID}</p><div><div class="reminder--statusStr--e5">{state}</div>{beside}</div>'
    timers = [timer for timer in one(body, DISPUTE).timers if timer.kind in ("buyer_response", "seller_response")]
    assert [(timer.kind, timer.remaining_seconds) for timer in timers] == ([(kind, seconds)] if kind else [])


ASKED_TO_CANCEL = 'Odd</div><div class="order-status-info">You asked to cancel this order.'


@pytest.mark.parametrize(
    ("status", "line", "state"),
    [
        ("Completed", "The seller has 2 days 5 hours left to respond", "waiting_seller"),
        ("Completed", "Please respond by Nov 26, 2026", "waiting_buyer"),
        ("In dispute", "The seller must respond by Nov 26, 2026", "waiting_seller"),
        ("Completed", "Please respond by Nov 1, 2026", None),
        ("Completed", "Once you open a dispute, the seller has 5 days to respond.", None),
        ("Completed", "Please respond by Nov 26, 2026</p><p>The seller must respond by Nov 27, 2026", None),
        ("Completed", "Please respond by Nov 26, 2026</p><p>Refund completed", None),
        ("Awaiting shipment", "The seller must respond by Nov 26, 2026", None),
        ("Canceled", "The seller must respond by Nov 26, 2026", None),
        (ASKED_TO_CANCEL, "The seller must respond by Nov 26, 2026", None),
    ],
)
def test_a_time_for_an_answer_tells_whose_turn_it_is(status: str, line: str, state: str | None) -> None:
    order = one(detail(f"<p>{line}</p>").replace("Closed</div>", f"{status}</div>"), DETAIL)
    assert order.dispute.state == state
    assert (state is None) == ("dispute" not in order.found)


def test_an_amount_that_cannot_be_read_is_said() -> None:
    order = one(detail(lines("Refund complete US $1.2.3.4")), DETAIL)
    assert order.refund.amount is None
    assert ("unreadable_money", "refund.amount") in problems(order)


# The list of returns.


def returned(number: str, title: str, state: str) -> str:
    return (
        '<div class="orderItem--orderItem--1aB"><div class="orderItem--orderStore--2bC">Invented Store</div>'
        f'<div class="orderItem--orderSKUTitle--3cD">{title}</div>'
        f'<div class="orderItem--orderSKUId--4dE">Order ID: {number}</div>'
        f'<div class="orderItem--orderStatusDesc--5eF">{state}</div>'
        '<div class="orderItem--orderStatusAction--6fG"><button>View details</button></div></div>'
    )


@pytest.mark.parametrize(
    "state", ["2026-08-30 Refund completed", "Refund completed 2026/08/30", "Refund completed · 2026.08.30"]
)
def test_the_state_of_a_return_stands_in_one_line_with_its_day(state: str) -> None:
    first, second = orders(
        returned(ID, "Lamp", state) + returned("8203417700050200", "Cable", "2026-09-12 Waiting for your response"),
        LIST,
    )
    assert (first.order_id, first.refund.stage, first.refund.updated_on) == (ID, 3, date(2026, 8, 30))
    assert (first.items[0].title, first.shop.name) == ("Lamp", "Invented Store")
    assert (second.refund, second.dispute.state) == (Refund(), "waiting_buyer")


def test_the_day_of_a_return_may_stand_in_a_line_of_its_own() -> None:
    order = one(returned(ID, "Lamp", "2026-08-30<br>Refund completed"), LIST)
    assert (order.refund.stage, order.refund.updated_on) == (3, date(2026, 8, 30))


@pytest.mark.parametrize("body", [returned(ID, "Lamp", "2026-08-30 Who knows"), request("Who knows", ("Nor this", ""))])
def test_a_state_in_unknown_words_is_said(body: str) -> None:
    order = one(body, LIST if "orderItem" in body else DISPUTE)
    assert (order.refund, order.dispute.state) == (Refund(), None)
    assert ("not_understood", "dispute.state") in problems(order)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("2026-08-30", "Order ID: {0}", "Lamp", "Refund completed"), None),
        (("Order ID: {0}", "2026-08-30", "Lamp", "Refund completed"), None),
        (("Order ID: {0}", "Lamp", "2026-08-30", "Refund completed"), date(2026, 8, 30)),
        (("Order ID: {0}", "Lamp", "Refund completed", "US $4.00", "2026-08-30"), date(2026, 8, 30)),
    ],
)
def test_a_day_apart_from_the_state_of_a_return_may_be_that_of_the_request(
    lines: tuple[str, ...], day: date | None
) -> None:
    card = "<div class=c>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>"
    first, _ = orders(card.format(ID) + card.format("8203417700050200"), LIST)
    assert (first.refund.stage, first.refund.updated_on) == (3, day)
    assert day is not None or ("not_understood", "refund.updated_on") in problems(first)


def test_a_return_of_a_new_design_whose_state_nobody_knows_is_said_so() -> None:
    card = "<div class=c><p>Lamp</p><p>Order ID: {0}</p><p>{1}</p></div>"
    known, unknown = orders(card.format(ID, "Refund rejected") + card.format("8203417700050200", "Case closed"), LIST)
    assert known.dispute.state == "lost"
    assert (unknown.refund, unknown.dispute.state) == (Refund(), None)
    assert ("not_understood", "dispute.state") in problems(unknown)


def test_a_dispute_of_which_no_more_than_its_days_is_known_is_said_so() -> None:
    rows = f"<ul><li>Order ID: {ID}</li><li>Opened: Nov 1, 2025</li><li>Decided: Nov 20, 2025</li></ul>"
    order = one(f"<div><h2>Who knows</h2><p>Refund processing.</p></div>{rows}", DISPUTE)
    assert (order.dispute.opened_on, order.dispute.decided_on) == (date(2025, 11, 1), date(2025, 11, 20))
    assert (order.refund.stage, order.dispute.state) == (2, None)
    assert ("not_understood", "dispute.state") in problems(order)


@pytest.mark.parametrize("of_way", ["Card<br>US $20.00<br>Processing", "Card<br>Processing<br>US $20.00"])
def test_the_stage_of_a_way_is_no_status_of_the_order(of_way: str) -> None:
    words = f"Refund details\nRefund processing\n{of_way}\nOrder ID: {ID}".replace("<br>", "\n")
    (order,) = parse(words).orders
    assert order.status is None or order.status.code in ("refunding", "unknown")


def test_the_opening_of_a_dispute_in_its_history_is_no_status_of_the_order() -> None:
    history = "Dispute opened\n12/11/2026 18:30\nYou accepted the solution\n14/11/2026 12:44"
    (order,) = parse(f"Dispute details\nPartial refund approved\n{history}\nOrder ID: {ID}").orders
    assert order.status is None or order.status.code == "unknown"


def test_the_day_of_a_stage_is_that_of_its_step() -> None:
    rows = ("Refund initiated", "Nov 3, 2026"), ("Refund processing", "Nov 5, 2026"), ("Refund complete", "Nov 9, 2026")
    assert one(request("Refund complete", *rows), DISPUTE).refund.updated_on == date(2026, 11, 9)


def test_two_returns_of_one_order_are_two_refunds() -> None:
    body = returned(ID, "Lamp", "2026-08-30 Refund completed") + returned(ID, "Cable", "2026-09-12 Refund processing")
    order = one(body, LIST)
    assert order.refund.parts == (
        RefundPart(3, "Refund completed", None, date(2026, 8, 30)),
        RefundPart(2, "Refund processing", None, date(2026, 9, 12)),
    )
    assert (order.refund.stage, order.refund.updated_on) == (2, date(2026, 9, 12))
    assert order.found["refund.parts.1"].quote == "2026-09-12 Refund processing"
    assert ("several_stages", "refund.stage") in problems(order)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("<h2>Dispute closed</h2><p>AliExpress has rejected your request because the evidence was poor.</p>", "lost"),
        ("<h2>Request rejected</h2><p>You may appeal before Nov 26, 2026.</p>", "lost"),
        ("<p>Dispute closed. AliExpress rejected your request.</p>", "lost"),
        ("<p>Dispute closed. AliExpress decided in your favor: partial refund of US $6.50.</p>", "partly_won"),
        ("<p>AliExpress decided in your favor, with a full refund of US $6.50.</p>", "won"),
        ("<h2>Dispute closed</h2>", None),
        ("<p>If AliExpress rejected your request, you can appeal.</p>", None),
        ("<p>Decision: partial refund of US $7.25 out of US $20.00</p>", "partly_won"),
        ("<p>If the dispute you opened on Nov 2, 2026 is decided in your favour, you get a refund.</p>", None),
        ("<p>The seller rejected your request.</p>", "open"),
        (
            "<h2>Waiting for AliExpress's feedback</h2><p>Your request was rejected by the seller.</p>",
            "waiting_platform",
        ),
    ],
)
def test_the_result_of_a_dispute_in_a_sentence(told: str, state: str | None) -> None:
    assert one(f"<p>Order ID: {ID}</p>{told}", DISPUTE).dispute.state == state


@pytest.mark.parametrize(
    ("told", "state", "opened", "decided"),
    [
        (
            f"The dispute you opened on Nov 2, 2026 for order {ID} was decided in your favour on Nov 18, 2026.",
            "won",
            date(2026, 11, 2),
            date(2026, 11, 18),
        ),
        ("The case that you submitted on Nov 2, 2026 has been resolved in your favor.", "won", date(2026, 11, 2), None),
        (f"Your claim about order {ID} was rejected on Nov 18, 2026.", "lost", None, date(2026, 11, 18)),
        (f"Your dispute for order {ID} was closed in your favour.", "won", None, None),
    ],
)
def test_a_sentence_may_say_of_which_dispute_it_tells_the_result(
    told: str, state: str, opened: date | None, decided: date | None
) -> None:
    dispute = one(f"<p>Order ID: {ID}</p><p>{told}</p>", DISPUTE).dispute
    assert (dispute.state, dispute.opened_on, dispute.decided_on) == (state, opened, decided)


@pytest.mark.parametrize(
    ("language", "told", "state"),
    [
        (
            "es",
            "La disputa que abriste el 30 de octubre de 2026 se resolvió a tu favor el 18 de noviembre de 2026.",
            "won",
        ),
        (
            "de",
            "Der Streitfall, den Sie am 30. Oktober 2026 eröffnet haben, wurde am 18. November 2026 zu Ihren Gunsten entschieden.",
            "won",
        ),
        (
            "de",
            "Der am 30. Oktober 2026 eröffnete Streitfall wurde am 18. November 2026 zugunsten des Verkäufers entschieden.",
            "lost",
        ),
        (
            "nl",
            "Het op 30 oktober 2026 geopende geschil is op 18 november 2026 in het voordeel van de verkoper beslist.",
            "lost",
        ),
        ("ru", "Спор, открытый 30 октября 2026 г., решён в пользу продавца 18 ноября 2026 г.", "lost"),
        ("uk", "Суперечку, яку ви відкрили 30 жовтня 2026 р., вирішено на вашу користь 18 листопада 2026 р.", "won"),
        ("cs", "Spor, který jste otevřeli 30. října 2026, byl 18. listopadu 2026 rozhodnut ve váš prospěch.", "won"),
        (
            "pl",
            "Spór, który otworzyłeś 30 października 2026, został rozstrzygnięty na korzyść sprzedawcy 18 listopada 2026.",
            "lost",
        ),
        ("ar", "النزاع الذي فتحته في 30 أكتوبر 2026 تم حله لصالحك في 18 نوفمبر 2026.", "won"),
        ("he", "המחלוקת שפתחת ב-30 באוקטובר 2026 הוכרעה לטובתך ב-18 בנובמבר 2026.", "won"),
        ("vi", "Tranh chấp bạn mở ngày 30/10/2026 đã được giải quyết có lợi cho bạn vào ngày 18/11/2026.", "won"),
    ],
)
def test_the_same_in_other_languages_where_the_day_may_stand_in_front(language: str, told: str, state: str) -> None:
    dispute = one(f"<p>Order ID: {ID}</p><p>{told}</p>", DISPUTE, language).dispute
    days = (date(2026, 10, 30), date(2026, 11, 18))
    assert (dispute.state, (dispute.opened_on, dispute.decided_on)) == (state, days)


def test_whose_turn_it_is_says_not_what_was_done_before() -> None:
    bar = steps(("Request submitted", "Nov 2, 2026"), ("Seller offered a solution", "Nov 5, 2026"), ("Result", ""))
    dispute = one(f"<p>Order ID: {ID}</p><h2>Waiting for your response</h2>{bar}", DISPUTE).dispute
    assert (dispute.state, dispute.result) == ("waiting_buyer", "seller_offered")


@pytest.mark.parametrize(
    ("said", "offered", "ends"),
    [
        ("Accept or reject within 3 days", "Nov 5, 2026", date(2026, 11, 8)),
        ("Please choose one of the offers within 48 hours.", "Nov 5, 2026", date(2026, 11, 7)),
        ("Accept or reject within 3 days", "", None),
    ],
)
def test_a_period_for_the_buyers_answer_counts_from_the_offer(said: str, offered: str, ends: date | None) -> None:
    """The page may be saved days later; where it does not say when the offer was made, nobody knows when the time ends."""
    bar = steps(("Request submitted", "Nov 2, 2026"), ("Seller offered a solution", offered), ("Result", ""))
    order = one(f"<p>Order ID: {ID}</p><h2>{said}</h2>{bar}", DISPUTE)
    (timer,) = order.timers
    assert (timer.kind, timer.basis, timer.ends_on, timer.ends_at) == ("buyer_response", "duration", ends, None)
    assert any(problem.code == "unknown_start" for problem in order.problems) == (ends is None)


def test_the_offer_and_its_day_may_stand_in_one_line() -> None:
    told = f"<p>Order ID: {ID}</p><p>The seller offered a partial refund on Nov 5, 2026</p><p>Accept or reject within 3 days</p>"
    assert [timer.ends_on for timer in one(told, DISPUTE).timers] == [date(2026, 11, 8)]


@pytest.mark.parametrize(("status", "state"), [("Completed", "lost"), ("Processing", None)])
def test_a_request_to_cancel_that_was_rejected_is_no_dispute(status: str, state: str | None) -> None:
    body = detail('<p class="order-status-info">Your request was rejected.</p>').replace("Closed", status)
    order = one(body, DETAIL)
    assert order.dispute.state == state
    assert (("not_understood", "dispute.state") in problems(order)) == (state is None)


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("<h2>Refund completed</h2><div>Refund amount</div><div>US $8.40</div>", usd("8.40")),
        ("<h2>Refund completed</h2><div>Refund amount</div><div>US $8.40</div><div>Card</div>", usd("8.40")),
        ("<h2>Refund completed</h2><div>Refund amount</div><div>US $8.40</div><div>US $9.00</div>", None),
        ("<h2>Refund completed</h2><div>US $9.00</div><div>Refund amount</div><div>US $8.40</div>", None),
        ("<p>Refund completed. Refund amount: US $10.00</p>", usd("10.00")),
        ("<p>Refund completed. Refund amount: US $0.00</p>", usd("0.00")),
    ],
)
def test_the_amount_beside_or_behind_the_state(told: str, amount: Money | None) -> None:
    refund = one(f"<p>Order ID: {ID}</p>{told}", REFUND).refund
    assert (refund.stage, refund.amount) == (3, amount)


SENT = [
    ("A refund of US $10.00 was sent to your card on Nov 5, 2026.", 3, "10.00", date(2026, 11, 5)),
    ("US $10.00 was returned to your card on Nov 9, 2026", 3, "10.00", date(2026, 11, 9)),
    ("Refund of US $10.00 completed on Nov 9, 2026.", 3, "10.00", date(2026, 11, 9)),
    ("The order is closed. You have been refunded US $10.00.", 3, "10.00", None),
    ("A refund of US $10.00 (PLN 40.00) has been issued.", 3, "10.00", None),
    ("Your refund has been issued. It may take 3-20 business days to arrive.", 3, None, None),
    ("AliExpress has returned US $10.00 to your card.", 3, "10.00", None),
    ("Your refund of US $10.00 is being processed.", 2, "10.00", None),
    ("The refund of US $10.00 was initiated on Nov 3, 2026.", 1, "10.00", date(2026, 11, 3)),
    ("The order is closed. Refund initiated on Nov 3, 2026.", 1, None, date(2026, 11, 3)),
    ("Partially refunded: US $6.00", 3, "6.00", None),
    ("Dispute finished. You received a partial refund of US $6.00", 3, "6.00", None),
    ("Refund sent on Nov 9, 2026", 3, None, date(2026, 11, 9)),
    ("A refund of US $10.00 went to your PayPal account on Nov 6, 2026.", 3, "10.00", date(2026, 11, 6)),
    ("Your refund of US $10.00 is being arranged.", 2, "10.00", None),
]
NOT_SENT = [
    "A refund of US $10.00 will be sent to your card on Dec 5, 2026.",
    "If the seller does not ship, a refund of US $10.00 will be sent to your card.",
    "Once the refund is completed, it takes 3-20 days.",
    "Refunds are sent to the original payment method.",
    "Your refund was not sent to your card.",
    "Has your refund been sent?",
    "We have refunded US $10.00 to you already.",
    "Part of your refund has been completed. The rest is being processed by your bank.",
    "Your refund request has been completed.",
    "Refund completed 5 days after you return it",
    "Refund processing 3-20 business days",
    "A refund of US $10.00 would go to your card.",
    "Your money is not on its way yet.",
    "The money is returned automatically.",
    "Reembolsos concluídos: 2",
    "The money is returned to your card within 10 days.",
    "Your payment is refunded to the original payment method.",
]


def told(sentence: str, block: str = "") -> str:
    return detail(block).replace("Closed</div>", f'Closed</div><div class="order-status-info">{sentence}</div>')


@pytest.mark.parametrize(("sentence", "stage", "amount", "on"), SENT)
@pytest.mark.parametrize("page", ["known", "unknown"])
def test_a_refund_of_which_a_sentence_speaks(
    sentence: str, stage: int, amount: str | None, on: date | None, page: str
) -> None:
    body = (
        told(sentence)
        if page == "known"
        else (f"<main><h1>Closed</h1><p>{sentence}</p><p>Order ID: {ID}</p><p>Order placed on: Nov 1, 2026</p></main>")
    )
    order = one(body, DETAIL)
    assert order.refund.stage == stage
    assert (order.refund.amount and str(order.refund.amount.amount)) == amount
    assert order.refund.updated_on == on
    assert ("unverified_wording", "refund.stage") in problems(order)


@pytest.mark.parametrize("sentence", NOT_SENT)
def test_what_is_no_report_of_a_refund(sentence: str) -> None:
    assert one(told(sentence), DETAIL).refund == Refund()


@pytest.mark.parametrize(("sentence", "stage"), [row[:2] for row in SENT])
def test_what_a_chat_says_of_a_refund_is_no_stage(sentence: str, stage: int) -> None:
    assert stage
    body = f"<p>Order ID: {ID}</p><ul><li>Hello!</li><li>{sentence}</li></ul>"
    assert one(body, "https://www.aliexpress.com/p/message/index.html").refund == Refund()


def test_sentences_give_what_a_state_line_lacks_and_never_another_stage() -> None:
    said = "A refund of US $10.00 was sent to your card on Nov 5, 2026."
    refund = one(told(said, "<p>Refund complete</p>"), DETAIL).refund
    assert (refund.stage, refund.amount, refund.updated_on) == (3, usd("10.00"), date(2026, 11, 5))
    refund = one(told(said, "<p>Refund processing US $2.00</p>"), DETAIL).refund
    assert (refund.stage, refund.amount, refund.updated_on) == (2, usd("2.00"), None)
    two = one(told(f"{said} A refund of US $4.00 was sent to your card on Nov 6, 2026."), DETAIL)
    assert (two.refund.stage, two.refund.amount, two.refund.updated_on) == (3, None, None)
    assert ("no_sum", "refund.amount") in problems(two)


@pytest.mark.parametrize(
    "wrapper", ["<details open><summary></summary><div>{}</div></details>", "<my-step>{}</my-step>", "{}"]
)
def test_a_step_in_a_wrapper_is_a_step_beside_the_others(wrapper: str) -> None:
    page = (FIXTURES / "dispute-appeal-offered" / "page.html").read_text("utf-8")
    step = re.search(
        r'<div class="verticalSteps--item[^>]*><div[^>]*>Request submitted</div><div[^>]*>[^<]*</div></div>', page
    )
    assert step is not None
    (order,) = extract(load(page.replace(step[0], wrapper.format(step[0]))))
    assert order.dispute is not None
    assert order.dispute.opened_on == datetime(2026, 11, 9, 14, 2)


def test_the_only_step_of_a_request_has_its_day() -> None:
    state = '<div class="reminder--statusStr--e5">Waiting for seller\'s response</div>'
    step = '<div class="verticalSteps--title--a1">Request submitted</div><div class="verticalSteps--time--b2">Nov 12, 2026</div>'
    steps = f'<div class="verticalSteps--wrap--c3"><div class="verticalSteps--step--d4">{step}</div></div>'
    assert one(f"<p>Order ID: {ID}</p><div>{state}</div>{steps}", DISPUTE).dispute.opened_on == date(2026, 11, 12)


@pytest.mark.parametrize("language", languages("labels"))
def test_the_button_for_an_appeal_is_known_in_each_language(language: str) -> None:
    label = read_pack(language, "labels")["actions"]["appeal"]["M"][0]
    page = (FIXTURES / "dispute-appeal-offered" / "page.html").read_text("utf-8")
    said = page.replace("<span>Appeal</span>", f"<span>{label}</span>").replace('lang="en"', f'lang="{language}"')
    assert label in said
    (order,) = extract(load(said))
    assert [action.label for action in order.actions if action.code == "appeal"] == [label]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Your turn to say something until Nov 30, 2026.", True),
        ("Your turn has been over since Nov 3, 2026.", False),
        ("Please respond before Nov 30, 2026.", False),
    ],
)
def test_a_day_ahead_on_the_page_of_a_request_is_read_or_told(said: str, told: bool) -> None:
    body = f'<p>Order ID: {ID}</p><div><div class="reminder--statusStr--e5">Waiting for your response</div><p>{said}</p></div>'
    order = one(body, DISPUTE)
    assert (("not_understood", "timers") in problems(order)) == told
    assert bool(order.timers) == said.startswith("Please")


@pytest.mark.parametrize("language", languages("labels"))
def test_the_first_step_of_a_request_is_known_in_each_language(language: str) -> None:
    steps = read_pack(language, "labels")["steps"]
    page = (FIXTURES / "dispute-appeal-offered" / "page.html").read_text("utf-8")
    assert "Request submitted" in page
    said = page.replace("Request submitted", steps["opened"]["M"][0]).replace('lang="en"', f'lang="{language}"')
    (order,) = extract(load(said))
    assert order.dispute.opened_on == datetime(2026, 11, 9, 14, 2)
    assert steps["decided"]["M"]


def _dated(*rows: tuple[str, str]) -> str:
    """Steps without a name that says so, the day below the words of those that were reached."""
    inner = (f"<div><div>{name}</div>{f'<div>{day}</div>' if day else ''}</div>" for name, day in rows)
    return f"<div><div>Order ID</div><div>{ID}</div></div><section>{''.join(inner)}</section>"


def test_steps_are_told_by_their_days_where_no_name_does() -> None:
    reached = ("Refund initiated", "Nov 11, 2026 03:12"), ("Refund processing", "Nov 12, 2026 07:40")
    refund = one(_dated(*reached, ("Refund completed", "")), REFUND).refund
    assert (refund.stage, refund.label) == (2, "Refund processing")
    assert refund.updated_on == datetime(2026, 11, 12, 7, 40)


def _part(name: str, state: str, total: str, *channels: tuple[str, ...]) -> str:
    rows = "".join(f"<div class='channel'>{''.join(f'<div>{one}</div>' for one in words)}</div>" for words in channels)
    amount = f"<div class='row'><span>Refund Amount</span><span>US ${total}</span></div>"
    return f"<section class='part'><h3>{name}</h3><div class='state'>{state}</div>{amount}{rows}</section>"


def test_several_refunds_are_parts_with_their_sum_whatever_channels_they_go_by() -> None:
    first = _part("Refund 1", "Refund Complete", "5.00", ("Bonus balance", "US $2.00"), ("Visa", "US $3.00"))
    second = _part("Refund 2", "Refund Processing", "8.40", ("Bonus balance", "US $3.40"), ("Visa", "US $5.00"))
    refund = one(f"<div><span>Order ID</span><span>{ID}</span></div>{first}{second}", REFUND).refund
    assert [(part.stage, part.amount) for part in refund.parts] == [(3, usd("5.00")), (2, usd("8.40"))]
    assert refund.amount is not None
    assert refund.amount.amount == Decimal("13.40")


def test_channels_with_states_of_their_own_are_never_told_as_one_of_them() -> None:
    channels = ("Bonus balance", "US $3.40", "Refund completed"), ("Visa", "US $5.00", "Refund processing")
    order = one(
        f"<div><span>Order ID</span><span>{ID}</span></div>{_part('Refund', 'Refund Processing', '8.40', *channels)}",
        REFUND,
    )
    assert order.refund.stage in (None, 2)
    assert order.refund.amount in (None, usd("8.40"))
    assert order.refund.stage is not None or ("not_understood", "refund") in problems(order)


# One refund by several ways.


def _ways(*rows: tuple[str, ...], tag: str = "div") -> str:
    inner = (f"<{tag} class='way'>{''.join(f'<div>{one}</div>' for one in words)}</{tag}>" for words in rows)
    return "".join(inner)


def _refund(body: str, lang: str = "en") -> Order:
    return one(f"<div><div>Order ID: {ID}</div>{body}</div>", REFUND, lang)


Part = tuple[int | None, str | None, str | None]
HEAD = "<p>Refund complete</p><p>Refund Amount: US $8.40</p>"
BONUS, CARD = (None, "3.40", "bonus"), (None, "5.00", "card")


@pytest.mark.parametrize(
    ("body", "stage", "amount", "parts"),
    [
        (HEAD + _ways(("Bonus balance", "US $3.40"), ("Visa •••• 1234", "US $5.00")), 3, "8.40", [BONUS, CARD]),
        (HEAD + _ways(("US $3.40", "Bonus balance"), ("US $5.00", "Visa •••• 1234")), 3, "8.40", [BONUS, CARD]),
        (HEAD + _ways(("AliExpress Bonus balance", "US $3.40"), ("Visa", "US $5.00")), 3, "8.40", [BONUS, CARD]),
        (
            HEAD + _ways(("Bonus: US $3.40",), ("Mastercard ending in 1234: US $5.00",), tag="li"),
            3,
            "8.40",
            [BONUS, CARD],
        ),
        (
            HEAD + "<p><span>Store credit</span> <b>US $3.40</b></p><p><span>Debit card</span> <b>US $5.00</b></p>",
            3,
            "8.40",
            [BONUS, CARD],
        ),
        (
            HEAD + "<dl><dt>Bonus</dt><dd>US $3.40</dd><dt>Visa</dt><dd>US $5.00</dd></dl>",
            3,
            "8.40",
            [BONUS, CARD],
        ),
        # The whole is no further than its slowest part.
        (
            "<p>Refund Processing</p>"
            + _ways(("Coupon", "US $1.40", "Completed"), ("PayPal", "US $5.00", "Refund processing")),
            2,
            "6.40",
            [(3, "1.40", "coupon"), (2, "5.00", "paypal")],
        ),
        (
            HEAD + _ways(("Coupon", "US $3.40", "Completed"), ("PayPal", "US $5.00", "Processing")),
            2,
            "8.40",
            [(3, "3.40", "coupon"), (2, "5.00", "paypal")],
        ),
        (
            _ways(("Coupon", "US $3.40", "Refund completed"), ("PayPal", "US $5.00")),
            None,
            "8.40",
            [(3, "3.40", "coupon"), (None, "5.00", "paypal")],
        ),
        (
            "<p>Refund processing</p>" + _ways(("Coupon", "US $3.40", "Done"), ("PayPal", "US $5.00", "Done")),
            None,
            "8.40",
            [(3, "3.40", "coupon"), (3, "5.00", "paypal")],
        ),
        # What stands beside the parts is counted once.
        ("<p>Refund complete</p>" + _ways(("Bonus", "US $3.40"), ("Visa", "US $5.00")), 3, "8.40", [BONUS, CARD]),
        (
            "<p>Refund complete</p>" + _ways(("Bonus", "US $3.40"), ("Visa", "US $5.00"), ("Refund total", "US $8.40")),
            3,
            "8.40",
            [BONUS, CARD],
        ),
        (
            "<p>Refund complete</p>" + _ways(("Bonus", "Refund amount: US $5.00"), ("Visa", "Refund amount: US $5.00")),
            3,
            "10.00",
            [(None, "5.00", "bonus"), (None, "5.00", "card")],
        ),
        # A way in words that nobody knows is a part all the same.
        (HEAD + _ways(("Bonus", "US $3.40"), ("Moon dust", "US $5.00")), 3, "8.40", [BONUS, (None, "5.00", None)]),
    ],
)
def test_the_ways_of_one_refund_are_its_parts(body: str, stage: int | None, amount: str, parts: list[Part]) -> None:
    order = _refund(body)
    read = [(part.stage, part.amount and str(part.amount.amount), part.to) for part in order.refund.parts]
    assert read == parts
    assert (order.refund.stage, order.refund.amount and str(order.refund.amount.amount)) == (stage, amount)
    told = problems(order)
    stages = {part[0] for part in parts}
    assert (("several_stages", "refund.stage") in told) == (len(stages - {None}) > 1)
    assert (("not_understood", "refund.stage") in told) == (stage is None)
    for at, part in enumerate(parts):
        assert (("not_understood", f"refund.parts.{at}.to") in told) == (part[2] is None)


@pytest.mark.parametrize(("other", "day"), [(("Refunded on: Nov 5, 2026",), date(2026, 11, 5)), ((), None)])
def test_a_row_with_the_day_of_one_way_is_not_that_of_the_refund(other: tuple[str, ...], day: date | None) -> None:
    rows = ("PayPal", "US $5.00", "Refunded on: Nov 3, 2026"), ("Coupon", "US $3.40", *other)
    refund = one(HEAD + _ways(*rows), REFUND).refund
    assert [part.updated_on for part in refund.parts] == [date(2026, 11, 3), day]
    assert refund.updated_on == day


@pytest.mark.parametrize(
    "ways",
    [
        _ways(("Bonus balance", "US $3.40"), ("Visa •••• 1234", "US $4.00")),
        _ways(("Bonus balance", "US $8.40"), ("Visa •••• 1234", "US $8.40")),
        _ways(("Bonus balance", "US $3.40"), ("Visa •••• 1234", "€ 5,00")),
        _ways(("Visa •••• 1234", "US $10.00"), ("Bonus", "US $3.40")),
    ],
)
def test_ways_that_do_not_add_up_to_the_refund_are_told(ways: str) -> None:
    order = _refund(HEAD + ways)
    assert (order.refund.stage, order.refund.amount, order.refund.parts) == (3, None, ())
    assert {("no_sum", "refund.amount"), ("not_understood", "refund.parts")} <= problems(order)
    stated = ways.replace("</div></div>", "</div><div>Completed</div></div>")
    order = _refund(HEAD + stated)
    assert (order.refund.amount, len(order.refund.parts)) == (None, 2)
    assert ("no_sum", "refund.amount") in problems(order)


@pytest.mark.parametrize("sign", ["US $", "$"])
def test_ways_that_contradict_their_sum_have_none_in_any_currency(sign: str) -> None:
    way = "<div><p>{}</p><p>Refund complete</p><p>{}{}</p></div>"
    ways = way.format("PayPal", sign, "5.00") + way.format("Card", sign, "3.00")
    order = one(detail(f"<p>Total: US $20.00</p><div>{ways}</div><p>Refund amount: {sign}9.00</p>"), DETAIL)
    assert (order.refund.amount, len(order.refund.parts)) == (None, 2)
    assert ("no_sum", "refund.amount") in problems(order)


PRICES = "".join(
    f'<div class="order-price-item{bold}"><span>{label}</span><span>US ${amount}</span></div>'
    for label, amount, bold in (
        ("Subtotal", "10.40", ""),
        ("Store Coupon", "2.00", ""),
        ("Bonus", "3.40", ""),
        ("Total", "5.00", " bold-font"),
    )
)
WAYS = _ways(("Bonus", "US $3.40"), ("PayPal", "US $5.00"))


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        (f"<p>Refund complete</p><div>{PRICES}</div>", 0),
        (f"<p>Refund complete</p><div><p>Payment method: PayPal</p>{WAYS}</div>", 0),
        (f"<p>Refund complete</p><div><h3>Payment method</h3>{WAYS}</div>", 0),
        (f"<div>{HEAD}{WAYS}</div><div>{PRICES}</div>", 2),
        (f"<div>{PRICES}</div><section><h3>Refund complete</h3>{WAYS}</section>", 2),
    ],
)
def test_on_an_order_s_page_only_what_stands_with_the_refund_is_its_way(block: str, parts: int) -> None:
    order = one(detail(block), DETAIL)
    assert len(order.refund.parts) == parts
    assert (order.refund.amount and str(order.refund.amount.amount)) == ("8.40" if parts else None)


@pytest.mark.parametrize(
    ("row", "way"),
    [
        ("Refund method: PayPal", "paypal"),
        ("Refunded to: Visa •••• 1234", "card"),
        ("Refund to: AliExpress Bonus", "bonus"),
        ("Refund channel: AliExpress coupon", "coupon"),
        ("Refund method: Wallet", "wallet"),
        ("Refund method: Bank transfer", "bank_transfer"),
        ("Refund method: Klarna", "other"),
        ("</p><div><p>Refund to</p><p>PayPal</p></div><p>", "paypal"),
        ("Refund to Visa", "card"),
        ("Refund method: by the moon", None),
        ("Refunded to your card as soon as it is there", None),
    ],
)
def test_the_way_of_a_refund_that_goes_one(row: str, way: str | None) -> None:
    order = _refund(f"{HEAD}<p>{row}</p>")
    assert (order.refund.to, order.refund.amount, order.refund.parts) == (way, usd("8.40"), ())
    assert (("not_understood", "refund.to") in problems(order)) == (way is None and ":" in row)


@pytest.mark.parametrize(
    ("lang", "stage", "amount", "ways", "codes"),
    [
        ("de", "Rückerstattung abgeschlossen", "{} €", ("Gutschein", "Kreditkarte"), ["coupon", "card"]),
        ("fr", "Remboursement terminé", "{} €", ("Bon d'achat", "Carte bancaire"), ["coupon", "card"]),
        ("es", "Reembolso completado", "{} €", ("Saldo de bonificación", "PayPal"), ["bonus", "paypal"]),
        ("ru", "Возврат средств завершён", "{} руб.", ("Бонусный баланс", "Банковская карта"), ["bonus", "card"]),
        ("pt-BR", "Reembolso concluído", "R$ {}", ("Cupom", "Pix"), ["coupon", "other"]),
        ("zh", "退款完成", "US ${}", ("优惠券", "信用卡"), ["coupon", "card"]),
        ("ja", "返金完了", "US ${}", ("クーポン", "クレジットカード"), ["coupon", "card"]),
        ("ko", "환불 완료", "US ${}", ("쿠폰", "신용카드"), ["coupon", "card"]),
        ("ar", "اكتمل الاسترداد", "US ${}", ("قسيمة", "بطاقة ائتمان"), ["coupon", "card"]),
        ("pl", "Zwrot zakończony", "{} zł", ("Kupon", "Karta kredytowa"), ["coupon", "card"]),
    ],
)
def test_ways_are_read_in_the_language_of_the_page(
    lang: str, stage: str, amount: str, ways: tuple[str, str], codes: list[str]
) -> None:
    numbers = ("3.40", "5.00") if "US" in amount else ("3,40", "5,00")
    rows = _ways(*((way, amount.format(number)) for way, number in zip(ways, numbers, strict=True)))
    refund = _refund(f"<p>{stage}</p>{rows}", lang).refund
    assert (refund.stage, [part.to for part in refund.parts]) == (3, codes)
    assert refund.amount is not None
    assert refund.amount.amount == Decimal("8.40")


def _answer(total: str | None, *channels: tuple[str, str, str]) -> Order:
    details = [
        {"refundStatus": state, "money": {"formatMoney": f"${amount}"}, "aeRefundFinishTime": day}
        for state, amount, day in channels
    ]
    money = {} if total is None else {"totalMoney": {"formatMoney": f"${total}", "currency": "USD"}}
    info = {"refundNewestStatus": "Refund completed", "refundDetails": money, "refundChannelDetails": details}
    module = {
        "reverseDetailStatusText": "Refund complete",
        "tradeOrderId": ID,
        "reverseFinishInfo": {"refundInfo": info},
    }
    data = {"api": "mtop.x", "ret": ["SUCCESS::x"], "data": {"module": module}}
    (order,) = merge(extract(load(json.dumps(data), captured_at=AT)))
    return order


def test_channels_of_an_answer_are_parts() -> None:
    done, runs = ("Completed", "10.00", "2026-09-03 08:15:00"), ("Processing", "2.50", "")
    refund = _answer("12.50", done, runs).refund
    assert [(part.stage, part.amount and str(part.amount.amount)) for part in refund.parts] == [
        (3, "10.00"),
        (2, "2.50"),
    ]
    assert refund.parts[0].updated_on == datetime(2026, 9, 3, 8, 15, tzinfo=timezone(timedelta(hours=-7)))
    assert (refund.stage, refund.amount) == (2, Money(Decimal("12.50"), "USD", "$12.50"))
    assert _answer("12.50", ("Completed", "12.50", "")).refund.parts == ()
    wrong = _answer("12.50", done, ("Processing", "9.00", ""))
    assert (wrong.refund.amount, len(wrong.refund.parts)) == (None, 2)
    assert ("no_sum", "refund.amount") in problems(wrong)
    strange = _answer("12.50", done, ("Made of cheese", "2.50", ""))
    assert (strange.refund.stage, strange.refund.parts[1].stage) == (3, None)
    assert ("not_understood", "refund.parts.1") in problems(strange)


def _two(total: str) -> Order:
    rows = (("Refund complete", "12.50"), ("Refund processing", "7.00"))
    blocks = (f"<section><p>{state}</p><p>Refund amount: US ${amount}</p></section>" for state, amount in rows)
    return _refund(f"{''.join(blocks)}<p>Refund total: US ${total}</p>")


def test_a_total_beside_several_refunds_is_their_sum_or_there_is_none() -> None:
    fits, contradicts = _two("19.50"), _two("29.50")
    assert fits.refund.amount is not None
    assert (fits.refund.amount.amount, len(fits.refund.parts)) == (Decimal("19.50"), 2)
    assert (contradicts.refund.amount, len(contradicts.refund.parts)) == (None, 2)
    assert ("no_sum", "refund.amount") in problems(contradicts)
    assert ("no_sum", "refund.amount") not in problems(fits)


def test_a_day_that_is_only_expected_is_none_on_which_a_part_moved() -> None:
    ways = _ways(("Bonus", "US $3.40", "Completed", "Nov 2, 2026"), ("Visa", "US $5.00", "Expected by Nov 10, 2026"))
    assert [part.updated_on for part in _refund(HEAD + ways).refund.parts] == [date(2026, 11, 2), None]


def test_what_is_said_in_one_box_is_told_apart_by_its_lines() -> None:
    words = "Refund complete<br>Refund amount: US $8.40<br>Bonus: US $3.40<br>Visa: US $5.00"
    refund = _refund(f"<p>{words}</p>").refund
    assert (refund.stage, refund.amount) == (3, usd("8.40"))
    assert [(part.stage, part.amount and str(part.amount.amount), part.to) for part in refund.parts] == [BONUS, CARD]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("<p>No refund</p>" + _ways(("Bonus", "US $3.40"), ("Visa", "US $5.00")), "refund.stage"),
        # One of the ways is missing, or broken.
        (HEAD + _ways(("Bonus", "US $3.40", "Completed"), ("Visa", "US $4.00", "Completed")), "refund.parts"),
        (HEAD + _ways(("Bonus", "US $3.40")), "refund.parts"),
        (HEAD + _ways(("Bonus", "US $3.40"), ("Visa", "US $5<i hidden>7</i>.00")), "refund.parts"),
        (
            "<p>Refund processing</p><ol><li class='on active'><div>Refund processing</div>"
            "<div>Nov 1<i hidden>2</i>2, 2026</div></li><li class='on'><div>Refund complete</div></li></ol>",
            "refund.updated_on",
        ),
    ],
)
def test_what_is_not_read_of_a_refund_is_told(body: str, field: str) -> None:
    assert field in {one for code, one in problems(_refund(body)) if code != "unverified_wording"}


PRODUCT = "https://www.aliexpress.com/item/10050{}.html"


@pytest.mark.parametrize(
    "body",
    [
        "<div><h3>How you paid</h3>" + _ways(("US $10.00", "in all")) + "</div>",
        "<p>We can refund you US $5.00 to Visa and US $3.40 as coupon.</p>",
        "<fieldset><label>Original payment method</label><label>AliExpress Bonus</label></fieldset>",
        _ways(("Card holder for Visa 4 pcs", "US $3.40"), ("Coupon wallet", "US $5.00")),
        _ways(("AliExpress coupon", "1 piece")),
    ],
)
def test_what_is_no_way_of_a_refund(body: str) -> None:
    refund = _refund(HEAD + body).refund
    assert (refund.stage, refund.amount, refund.to, refund.parts) == (3, usd("8.40"), None, ())


def test_of_a_refund_beside_one_that_is_not_read_nothing_is_said() -> None:
    second = "<section class='user-info'><p>Refund processing</p><p>Refund amount: US $7.00</p></section>"
    order = _refund(f"<section><p>Refund complete</p><p>Refund amount: US $12.50</p></section>{second}")
    assert order.refund == Refund()
    assert ("not_understood", "refund") in problems(order)


def test_a_page_that_prints_two_orders_says_so() -> None:
    other = "<div class='info-row'><span>Order ID:</span> 8203417700050999</div>"
    assert ("markers_missing", None) in problems(one(detail(f"<p>Refund complete</p>{other}"), DETAIL))
    told = "<p>Order no. 8203417700050999 was cancelled.</p>"
    assert ("markers_missing", None) not in problems(one(detail(f"<p>Refund complete</p>{told}"), DETAIL))


def test_a_deadline_in_a_part_that_is_not_read_is_told() -> None:
    for tag, hears in (("nav", True), ("dialog", False)):
        page = detail(f"<p>Refund complete</p><{tag}><p>Please respond within 2 days 5 hours</p></{tag}>")
        html = f'<html lang="en"><body>{page}<{tag} role="dialog">Please respond within 2 days 5 hours</{tag}></body>'
        (order,) = extract(load(html, url=DETAIL, captured_at=AT))
        assert (("excluded_part", None) in problems(order)) == hears


def test_a_head_that_says_a_bar_once_more_is_no_second_refund() -> None:
    bar = steps(
        ("Waiting for Refund", "Sep 4, 2026"), ("Refund Processing", "Sep 5, 2026"), ("Refund Complete", ""), mark=1
    )
    amount = "<div><span>Refund Amount</span><span>US $12.34</span></div>"
    body = f"<div style='position:sticky'>{bar}</div><div><div><span>Order ID</span><span>{ID}</span></div>{bar}{amount}</div>"
    refund = one(body, REFUND).refund
    assert (refund.stage, refund.amount, refund.parts) == (2, usd("12.34"), ())


def test_a_bar_at_the_edge_of_the_window_is_no_second_refund() -> None:
    line = '<div class="expose-info-item-title">Refund processing <span>US $5.00</span></div>'
    bar = f'<div class="edge" style="position:sticky;bottom:0">{line}</div>'
    once, twice = (one(detail(line).replace("</body>", f"{more}</body>"), DETAIL).refund for more in ("", bar))
    assert (twice, twice.amount) == (once, usd("5.00"))
    listed = "".join(f'<div class="expose-info-item">{line}</div>' for _ in "ab")
    assert one(detail(f"<div>{listed}</div>"), DETAIL).refund.amount == Money(
        Decimal("10.00"), "USD", "US $5.00 + US $5.00"
    )


def test_a_row_of_a_bar_is_no_second_row_and_one_of_another_parcel_is() -> None:
    row = (
        '<div class="order-price-item"><span class="left-col" data-pl="order_price_item_title">Shipping</span>'
        '<span class="right-col" data-pl="order_price_item_value">US $2.00</span></div>'
    )
    block = f'<div class="order-price">{row}</div>'
    bar = f'<div class="edge" style="position:sticky;bottom:0">{row}</div>'
    barred = detail(block).replace("</body>", f"{bar}</body>")
    assert [len(one(page, DETAIL).amounts.rows) for page in (detail(block), barred, detail(block + block))] == [1, 1, 2]


@pytest.mark.parametrize(
    ("said", "failed"),
    [
        ("<h2>Refund failed</h2>", True),
        ("<p>Your bank could not accept this refund. Please add another account.</p>", True),
        ("<p>If the refund failed, add another account.</p>", False),
        ("<p>Why did my refund fail?</p>", False),
    ],
)
def test_a_refund_that_failed_is_told_wherever_the_page_says_so(said: str, failed: bool) -> None:
    order = one(f"{said}<dl><dt>Order ID</dt><dd>{ID}</dd><dt>Refund amount</dt><dd>US $31.99</dd></dl>", REFUND)
    assert ("refund_failed" in [message.meaning for message in order.messages]) == failed


SAID = tomllib.loads((TABLES / "refund_said.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("said", "stage", "way"),
    [("back_card", "3", "card"), ("back_wallet", "3", "wallet"), ("asked", "1", None), ("unsent", None, None)],
)
def test_what_came_back_and_where_to_and_which_request_was_granted(
    said: str, stage: str | None, way: str | None
) -> None:
    told = [(one, (language,)) for language, sentences in SAID[said].items() for one in sentences]
    assert {one: read for one, among in told if (read := classify_refund_news(one, among)) != stage} == {}
    if way is not None:
        assert {one: named for one, among in told if (named := refund_way_told(one, among)) != way} == {}


@pytest.mark.parametrize(
    ("language", "said", "way"),
    [
        ("it", "Il rimborso è stato inviato con bonifico", "bank_transfer"),
        ("pt-BR", "O reembolso foi enviado como bonificação", "bonus"),
        ("en", "The refund was sent to your bank account, as your card has expired", None),
        ("de", "Die Rückerstattung kam per Banküberweisung statt auf Ihre Karte", None),
        ("ja", "カードの期限が切れたため、銀行口座に返金されました", None),
        ("fr", "Le remboursement a été versé en coupon, votre carte ayant expiré", None),
        ("en", "The refund was sent to Klarna instead of your card", None),
        ("en", "The refund was sent as a gift card", None),
    ],
)
def test_of_several_ways_that_a_sentence_names_none_is_that_of_the_refund(
    language: str, said: str, way: str | None
) -> None:
    assert refund_way_told(said, (language,)) == way


def test_the_way_that_a_sentence_names_is_that_of_the_refund() -> None:
    told = "<p>US $5.00 went back to your AliExpress wallet on Nov 11, 2026</p>"
    refund = one(detail(told), DETAIL).refund
    assert (refund.stage, refund.amount, refund.to, str(refund.updated_on)) == (3, usd("5.00"), "wallet", "2026-11-11")
    assert one(detail(told.replace("wallet", "bonus balance")), DETAIL).refund.to == "bonus"
    assert one(detail(told.replace("wallet", "wallet and card")), DETAIL).refund.to is None


@pytest.mark.parametrize("language", languages("platform_message"))
def test_a_refund_that_is_not_done_yet_did_not_fail_and_a_request_withdrawn_is_no_order_cancelled(
    language: str,
) -> None:
    told = {kind: {classify_platform_message(one) for one in said.get(language, ())} for kind, said in SAID.items()}
    assert "refund_failed" not in told["waiting"]
    assert told["failed"] == {"refund_failed"}
    assert told["withdrawn"] <= {"other"}


def test_an_advert_above_the_page_is_no_way_of_a_refund() -> None:
    page = (FIXTURES / "pair-closed-with-refund" / "page2.html").read_text("utf-8")
    head, opened, rest = page.partition('<div id="header"')
    advert = '<div><div><a href="/sale"><span>Winter sale</span> <em>up to US $60.00 off</em></a></div></div>'
    before, after = (extract(load(html, url=REFUND)) for html in (page, f"{head}{advert}{opened}{rest}"))
    assert [order.refund for order in after] == [order.refund for order in before]


@pytest.mark.parametrize(("last", "stage"), [((), None), (("Nov 14, 2026",), 3)])
def test_a_state_without_a_day_below_dated_ones_was_not_reached(last: tuple[str, ...], stage: int | None) -> None:
    told = [
        "Request submitted",
        "Nov 9, 2026",
        "Seller declined your request",
        "Nov 12, 2026",
        "Refund complete",
        *last,
    ]
    body = "".join(f"<p>{text}</p>" for text in (*told, f"Order ID: {ID}"))
    order = one(body, DISPUTE)
    assert order.refund.stage == stage
    assert (("not_understood", "refund.stage") in {(one.code, one.field) for one in order.problems}) == (stage is None)


@pytest.mark.parametrize(("head", "state"), [("Dispute closed", None), ("Dispute details", "open")])
def test_what_was_done_in_a_dispute_is_not_its_state_once_it_is_closed(head: str, state: str | None) -> None:
    order = one(f"<h1>{head}</h1><p>The seller accepted your request</p><p>Order ID: {ID}</p>", DISPUTE)
    assert order.dispute.state == state
    assert (("not_understood", "dispute.state") in {(one.code, one.field) for one in order.problems}) == (state is None)


@pytest.mark.parametrize(
    ("row", "stage", "on"),
    [
        ("<p><b>Refund status:</b> Processing</p>", 2, None),
        ("<dl><dt>Refund status</dt><dd>Completed</dd></dl>", 3, None),
        ("<p>Refund status: Completed on Nov 9, 2026</p>", 3, date(2026, 11, 9)),
        ("<p>Refund status: Under a spell</p>", None, None),
    ],
)
def test_a_row_says_how_far_a_refund_is(row: str, stage: int | None, on: date | None) -> None:
    order = one(f"<main><h1>Closed</h1><p>Order ID: {ID}</p>{row}</main>", DETAIL)
    assert (order.refund.stage, order.refund.updated_on) == (stage, on)
    assert stage or "refund.stage" in [problem.field for problem in order.problems]


def test_an_amount_under_the_name_of_a_refund_is_its_own() -> None:
    box = "<div><div>Partial refund</div><div>US $9.00</div><div>Completed · Nov 12, 2026</div></div>"
    order = one(f"<main><h1>Completed</h1><p>Order ID: {ID}</p><p>US $27.00 x1</p>{box}</main>", DETAIL)
    assert order.refund.amount == usd("9.00")
    assert "refund.stage" in [problem.field for problem in order.problems]


def test_reports_of_different_amounts_are_of_several_refunds() -> None:
    told = "<p>Your refund of US $3.00 was completed.</p><p>Your refund of US $4.00 was initiated.</p>"
    order = one(f"<main><h1>Completed</h1><p>Order ID: {ID}</p><p>Total: US $9.00</p>{told}</main>", DETAIL)
    assert (order.refund.stage, order.refund.amount) == (None, None)
    assert "refund" in [problem.field for problem in order.problems]


def test_states_with_a_dot_before_their_amounts_are_several_refunds() -> None:
    told = "<p>Refund completed · US $3.00</p><p>Refund processing · US $4.00</p>"
    refund = one(f"<main><h1>Completed</h1><p>Order ID: {ID}</p><p>Total: US $9.00</p>{told}</main>", DETAIL).refund
    assert (refund.stage, refund.amount and refund.amount.amount, len(refund.parts)) == (2, Decimal("7.00"), 2)


def test_who_is_asked_for_another_way_of_a_refund_is_in_no_dispute() -> None:
    told = "<h1>Refund failed</h1><p>Choose another way to get your money by Dec 10, 2026.</p>"
    order = one(f"<main>{told}<p>Order ID: {ID}</p></main>", "https://m.aliexpress.com/p/refund-amount/detail.html")
    assert (order.dispute.state, order.timers) == (None, ())


def test_on_the_page_of_a_refund_a_status_is_the_refunds() -> None:
    page = f"<h1>Refund information</h1><p>Order ID: {ID}</p><p>Refund amount: US $5.00</p><p>Status: Processing</p>"
    order = one(page, "https://m.aliexpress.com/p/refund-cancel/index.html")
    assert (order.status, order.refund.stage, order.refund.amount) == (None, 2, usd("5.00"))
