"""What somebody else is quoted with, or was told, is nothing that the page says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests import common

from whyclosed_parser.classify import classify_event, classify_platform_message
from whyclosed_parser.model import Order

URL = "https://www.aliexpress.com/p/order/detail.html?orderId=8190000011112222"
SHIP = "The seller has 5 days left to ship your order."
CLOSED = "Your order was closed because the seller did not ship it in time."


def read(notice: str) -> Order:
    page = f'<html lang="en"><body><div class="order-wrap"><div class="order-block"><div class="order-block-title">Awaiting shipment</div><p>{notice}</p></div></div></body></html>'
    return common.one(page, URL)


def test_the_page_itself_says_it() -> None:
    assert [timer.kind for timer in read(SHIP).timers] == ["ship"]
    assert classify_platform_message(CLOSED, ("en",)) is not None


@pytest.mark.parametrize("text", ["Canceled by seller 4", "Canceled by seller (4)", "Payment not received 2"])
def test_the_count_of_a_filter_says_nothing_of_the_order(text: str) -> None:
    told = f"<main><h1>Completed</h1><p>Order ID: 8190000011112222</p><p>{text}</p></main>"
    assert [message.meaning for message in common.one(common.page(told), URL).messages if message.meaning] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Refund completed: 12", "not_understood"),
        ("Refund completed (12)", None),
        ("Refund completed: US $7.15 for 1 of 2", "not_understood"),
        ("Refund completed – US $7.15 – item 2", "not_understood"),
    ],
)
def test_a_state_with_a_number_that_is_no_plain_sum_is_told(text: str, code: str | None) -> None:
    order = common.one(
        common.page(f"<main><h1>Completed</h1><p>Order ID: 8190000011112222</p><p>{text}</p></main>"), URL
    )
    assert order.refund.stage is None
    assert ((code, "refund") in common.problems(order)) is (code is not None)


@pytest.mark.parametrize(
    ("lang", "told", "why"),
    [
        ("en", "The order was cancelled by the seller.", "Reason: out of stock"),
        ("en", "The seller cancelled your order.", "This is because the item is out of stock."),
        ("de", "Die Bestellung wurde vom Verkäufer storniert.", "Grund: nicht auf Lager"),
        ("fr", "La commande a été annulée par le vendeur.", "Motif : rupture de stock"),
        ("es", "El vendedor canceló el pedido.", "Motivo: sin existencias"),
        ("it", "Ordine annullato dal venditore.", "Motivo: esaurimento scorte"),
        ("pt-BR", "Pedido cancelado pelo vendedor.", "Motivo: falta de estoque"),
        ("nl", "Bestelling door de verkoper geannuleerd.", "Reden: gebrek aan voorraad"),
        ("pl", "Zamówienie anulowane przez sprzedawcę.", "Powód: brak towaru"),
        ("ru", "Продавец отменил заказ.", "Причина: нет в наличии"),
        ("tr", "Sipariş satıcı tarafından iptal edildi.", "Sebep: stok yetersizliği"),
        ("tr", "Sipariş satıcı tarafından iptal edildi.", "Neden: stokta yok"),
        ("cs", "Prodejce zrušil vaši objednávku.", "Důvod: není skladem"),
        ("en", "The order was cancelled by the seller.", "Reason for cancellation: out of stock"),
        ("de", "Die Bestellung wurde vom Verkäufer storniert.", "Ursache: nicht auf Lager"),
        ("nl", "Bestelling door de verkoper geannuleerd.", "Oorzaak: niet op voorraad"),
        ("ja", "販売者が注文をキャンセルしました。", "原因：在庫切れ"),
        ("id", "Penjual membatalkan pesanan Anda.", "Penyebab: stok habis"),
        ("uk", "Продавець скасував ваше замовлення.", "Причина: немає в наявності"),
        ("ja", "販売者が注文をキャンセルしました。", "理由：在庫切れ"),
        ("ko", "판매자가 주문을 취소했습니다.", "사유: 재고 부족"),
        ("zh", "卖家取消了此订单。", "原因：缺货"),
        ("vi", "Người bán đã hủy đơn hàng của bạn.", "Lý do: hết hàng"),
        ("id", "Penjual membatalkan pesanan Anda.", "Alasan: stok habis"),
        ("ar", "ألغى البائع طلبك.", "السبب: غير متوفر في المخزون"),
        ("he", "המוכר ביטל את ההזמנה שלך.", "סיבה: אזל מהמלאי"),
    ],
)
@pytest.mark.parametrize("between", [" ", "</p><p>"])
def test_the_reason_of_a_notice_in_the_sentence_behind_it(between: str, lang: str, told: str, why: str) -> None:
    shown = f"<main><h1>Closed</h1><p>{told}{between}{why}</p><p>Order ID: 8190000011112222</p></main>"
    messages = common.one(common.page(shown, lang), URL).messages
    assert [message.reason for message in messages if message.meaning == "cancelled_by_seller"] == ["out_of_stock"]


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("de", "Du hast diese Bestellung am 14. Nov. 2026 storniert"),
        ("nl", "Je hebt deze bestelling op 14 nov. 2026 geannuleerd"),
        ("pl", "Anulowałeś to zamówienie"),
        ("es", "Cancelaste este pedido"),
        ("tr", "Siparişi iptal ettiniz"),
    ],
)
def test_who_ended_an_order_is_told_in_few_words_or_around_a_day(lang: str, told: str) -> None:
    shown = f"<main><h1>Cancelled</h1><p>{told}</p><p>Order ID: 8190000011112222</p></main>"
    assert "cancelled_by_buyer" in [message.meaning for message in common.one(common.page(shown, lang), URL).messages]


@pytest.mark.parametrize(
    ("behind", "meanings"), [("", ["not_shipped_in_time"]), (" That notice was sent by mistake.", [])]
)
def test_what_is_taken_back_is_nothing_that_the_page_says(behind: str, meanings: list[str]) -> None:
    told = f"<main><h1>Closed</h1><p>{CLOSED}{behind}</p><p>Order ID: 8190000011112222</p></main>"
    assert [message.meaning for message in common.one(common.page(told), URL).messages if message.meaning] == meanings


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Your order of {} was cancelled by the seller."),
        ("de", "Ihre Bestellung vom {} wurde vom Verkäufer storniert."),
        ("tr", "{} tarihli siparişiniz satıcı tarafından iptal edildi."),
        ("ja", "{}のご注文は販売者によりキャンセルされました。"),
    ],
)
def test_an_order_of_another_day_is_another_order(lang: str, told: str) -> None:
    read = []
    for day in ("2026-05-03", "2026-11-02"):
        page = f"<main><h1>x</h1><p>{told.format(day)}</p><p>Order ID: 8190000011112222</p><p>Order placed on: Nov 1, 2026</p></main>"
        order = common.one(common.page(page, lang), URL)
        read.append({message.meaning for message in order.messages} | {order.status.code if order.status else None})
    assert (read[0] <= {None, "unknown"}, "cancelled_by_seller" in read[1]) == (True, True)


@pytest.mark.parametrize(
    "told",
    [
        'A friend told me: "{}"',
        "A friend told me: “{}”",
        "Review: «{}»",
        "Tip of the week: „{}“",
        "Somebody wrote 「{}」 here",
        "“{}” – Jane, buyer",
        'Somebody wrote: "Bad news. {}"',
        "<q>{}</q>",
        "She said <q>{}</q> to all of us",
        "A friend told me that {}",
        "My neighbour says: {}",
        "I read that {}",
        "I was told that {}",
        "According to a friend, {}",
    ],
)
def test_told_in_english(told: str) -> None:
    assert not read(told.format(SHIP)).timers
    if "<q>" not in told:
        sentences = told.format(CLOSED)
        assert classify_platform_message(sentences, ("en",)) is None


TOLD = {
    "ar": "أخبرني صديق أن",
    "cs": "Kamarád mi řekl:",
    "de": "Ein Freund hat mir gesagt:",
    "es": "Un amigo me dijo:",
    "fr": "Un ami m'a dit :",
    "he": "חבר אמר לי:",
    "id": "Teman saya bilang:",
    "it": "Un amico mi ha detto:",
    "ja": "友人によると、",
    "ko": "친구가 말하길,",
    "nl": "Een vriend zei:",
    "pl": "Znajomy powiedział mi:",
    "pt-BR": "Um amigo me disse:",
    "ru": "Мне сказал друг:",
    "th": "เพื่อนบอกว่า",
    "tr": "Bir arkadaşım dedi ki:",
    "uk": "Мені сказав друг:",
    "vi": "Bạn tôi nói:",
    "zh": "朋友告诉我，",
}
SELLER = {
    "ar": "كتب لي البائع أن",
    "cs": "Prodejce mi odepsal:",
    "de": "Der Verkäufer antwortete mir,",
    "es": "El vendedor me contestó que",
    "fr": "Le vendeur m'a répondu que",
    "he": "המוכר ענה לי:",
    "id": "Penjual bilang ke saya",
    "it": "Il venditore mi ha risposto che",
    "ja": "販売者によると、",
    "ko": "판매자 말로는,",
    "nl": "De verkoper liet me weten:",
    "pl": "Sprzedawca odpisał mi, że",
    "pt-BR": "O vendedor me respondeu que",
    "ru": "Продавец ответил мне:",
    "th": "ผู้ขายบอกว่า",
    "tr": "Satıcı bana dedi ki:",
    "uk": "Продавець відповів мені:",
    "vi": "Người bán nhắn tôi:",
    "zh": "卖家跟我说，",
}
REASONS = {
    "ar": "تم إغلاق الطلب لأن البائع لم يشحن في الوقت المحدد",
    "cs": "Objednávka byla uzavřena, protože prodejce zboží neodeslal včas.",
    "de": "die Bestellung wurde geschlossen, da der Verkäufer nicht rechtzeitig versandt hat.",
    "es": "el pedido se cerró porque el vendedor no envió a tiempo.",
    "fr": "la commande a été fermée car le vendeur n'a pas expédié à temps.",
    "he": "ההזמנה נסגרה כי המוכר לא שלח בזמן",
    "id": "pesanan ditutup karena penjual tidak mengirim tepat waktu.",
    "it": "l'ordine è stato chiuso perché il venditore non ha spedito in tempo.",
    "ja": "販売者が期限内に発送しなかったため、注文はクローズされました。",
    "ko": "판매자가 기한 내에 발송하지 않아 주문이 종료되었습니다.",
    "nl": "de bestelling is gesloten omdat de verkoper niet op tijd heeft verzonden.",
    "pl": "zamówienie zostało zamknięte, ponieważ sprzedawca nie wysłał go na czas.",
    "pt-BR": "o pedido foi encerrado porque o vendedor não enviou a tempo.",
    "ru": "заказ закрыт, так как продавец не отправил его вовремя.",
    "th": "คำสั่งซื้อถูกปิดเนื่องจากผู้ขายไม่จัดส่งภายในเวลาที่กำหนด",
    "tr": "satıcı zamanında göndermediği için sipariş kapatıldı.",
    "uk": "замовлення закрито, оскільки продавець не відправив його вчасно.",
    "vi": "đơn hàng đã bị đóng vì người bán không giao hàng đúng hạn.",
    "zh": "由于卖家未在规定时间内发货，订单已关闭。",
}


@pytest.mark.parametrize("language", sorted(TOLD))
def test_told_in_every_language(language: str) -> None:
    said = REASONS[language]
    assert classify_platform_message(said, (language,)) is not None
    for told in (TOLD[language], SELLER[language]):
        assert classify_platform_message(f"{told} {said}", (language,)) is None
    assert classify_platform_message(f"Jane: “{said}”", (language,)) is None


@pytest.mark.parametrize(
    ("event", "meaning"),
    [
        ("Delivered to the “Blue Box” locker", "READY_FOR_PICKUP"),
        ('A customer wrote: "my parcel was delivered to the wrong house"', "UNKNOWN"),
    ],
)
def test_events_with_quotations(event: str, meaning: str) -> None:
    assert classify_event(event) == meaning


@pytest.mark.parametrize(
    ("lang", "head"),
    [
        ("tr", "Kimden: Ayşe\nGönderildi: 16 Ekim 2026\nKime: Can\nKonu: Re"),
        ("vi", "Từ: An\nĐã gửi: 16/10/2026\nĐến: Bình\nChủ đề: Re"),
    ],
)
def test_the_head_of_a_mail_tells_when_the_mail_was_sent(lang: str, head: str) -> None:
    told = "".join(f"<p>{line}</p>" for line in head.splitlines())
    assert (
        common.one(common.page(f"<main>{told}<p>Order ID: 8190000011112222</p></main>", lang), URL).shipped_on is None
    )


@pytest.mark.parametrize(
    ("lang", "row"),
    [("nl", "Geplaatst: 16 oktober 2026"), ("tr", "Oluşturuldu: 16 Ekim 2026"), ("id", "Dibuat: 16 Oktober 2026")],
)
def test_what_else_may_be_made_or_placed_has_no_day_of_the_order(lang: str, row: str) -> None:
    told = f"<main><p>{row}</p><p>Order ID: 8190000011112222</p></main>"
    assert common.one(common.page(told, lang), URL).placed_on is None


@pytest.mark.parametrize(
    ("lang", "row"),
    [("en", "Cancelled by seller: 12 orders this month."), ("es", "Cancelado por el vendedor: 12 pedidos")],
)
def test_how_many_orders_ended_so_is_no_status(lang: str, row: str) -> None:
    told = f"<main><p>{row}</p><p>Order ID: 8190000011112222</p></main>"
    assert common.one(common.page(told, lang), URL).status is None


HELP = tomllib.loads((Path(__file__).parent / "tables" / "help.toml").read_text("utf-8"))


@pytest.mark.parametrize("language", HELP)
def test_help_texts_beside_an_order_say_nothing_of_it(language: str) -> None:
    read: dict[str, object] = {}
    for text in HELP[language]:
        body = f"<main><h1>Closed</h1><p>Order ID: 8190000011112222</p><p>{text}</p></main>"
        order = common.one(common.page(body, language), URL)
        told = (order.refund.stage, order.dispute.state, *(timer.kind for timer in order.timers))
        if any(told):
            read[text] = told
    assert read == {}
