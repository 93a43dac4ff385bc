"""Pages in other languages than English: their values, their states, and by what a page's language is told."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from lxml.etree import Element
from tests.languages.truth import pages, readings

from whyclosed_parser.loading.load import load
from whyclosed_parser.page.index import Line
from whyclosed_parser.read.extract import extract
from whyclosed_parser.read.sentences import sentences
from whyclosed_parser.read.timers import find_timers
from whyclosed_parser.values.dates import read_when
from whyclosed_parser.values.durations import read_duration
from whyclosed_parser.values.money import read_money
from whyclosed_parser.values.text import normal_form
from whyclosed_parser.words import words_for
from whyclosed_parser.words.packs import languages
from whyclosed_parser.words.packs import load as load_pack

OPEN = {("tracking-in-pt-br", "event_class")}
"""A round of delivery that was called off: carriers' own lists count it as an attempt that failed, the reader of the page
as a delay. Decisions take both for a parcel that moves."""


@pytest.mark.parametrize("folder", pages(), ids=lambda folder: folder.name)
def test_a_page_is_read_as_a_person_reads_it_or_says_that_it_is_not(folder: Path) -> None:
    found = [one for one in readings(folder) if one.result in ("wrong", "silent")]
    assert [one for one in found if (folder.name, one.field) not in OPEN] == []


DATES = [
    ("de", "3. Aug. 2025", "2025-08-03"),
    ("de", "Donnerstag, 14. November 2024", "2024-11-14"),
    ("de", "03.11.2025", "2025-11-03"),
    ("de", "24.11.2025, 14:05 Uhr", "2025-11-24T14:05:00"),
    ("es", "14 de noviembre de 2025", "2025-11-14"),
    ("es", "3 sept. 2025", "2025-09-03"),
    ("fr", "1er déc. 2025", "2025-12-01"),
    ("fr", "14 nov. 2025 à 14h05", "2025-11-14T14:05:00"),
    ("fr", "03/11/2025", "2025-11-03"),
    ("it", "14 novembre 2025 alle 14.05", "2025-11-14T14:05:00"),
    ("nl", "14 mrt. 2025", "2025-03-14"),
    ("pl", "14 listopada 2025", "2025-11-14"),
    ("pt-BR", "24 nov, 2023", "2023-11-24"),
    ("tr", "14 Ağustos 2025", "2025-08-14"),
    ("cs", "5. listopadu 2025", "2025-11-05"),
    ("cs", "5. 11. 2025 7:30", "2025-11-05T07:30:00"),
    ("uk", "14 листопада 2025 р.", "2025-11-14"),
    ("ru", "29 января 2024", "2024-01-29"),
    ("ar", "١٤ نوفمبر ٢٠٢٥", "2025-11-14"),
    ("ar", "26/11/2025 12:30 ص", "2025-11-26T00:30:00"),
    ("he", "14 בנובמבר 2025", "2025-11-14"),
    ("ja", "2025年11月14日(金) 14:05", "2025-11-14T14:05:00"),
    ("ja", "２０２５年１１月１４日", "2025-11-14"),
    ("ko", "2025년 11월 14일 오후 2:05", "2025-11-14T14:05:00"),
    ("th", "14 พ.ย. 2568", "2025-11-14"),
    ("th", "๑๔ พฤศจิกายน ๒๕๖๘", "2025-11-14"),
    ("vi", "14 tháng 11 năm 2025", "2025-11-14"),
    ("vi", "14 thg 1, 2025", "2025-01-14"),
    ("id", "14 Agustus 2025", "2025-08-14"),
    ("id", "14 Nov 2025 15.12", "2025-11-14T15:12:00"),
    ("zh", "2025年11月14日 14时05分", "2025-11-14T14:05:00"),
]


@pytest.mark.parametrize(("language", "text", "when"), DATES)
def test_printed_dates(language: str, text: str, when: str) -> None:
    read = read_when(text, words_for(language).months)
    assert read == (datetime.fromisoformat(when) if "T" in when else date.fromisoformat(when))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "03/11/2025"),
        ("ja", "03/11/2025"),
        ("de", "14. Nov. 2568"),
        ("en", "14 Nov 2025 15.12"),
        ("de", "31.11.2025"),
        ("fr", "vendredi 13 novembre 2025"),
        ("en", "5. 11."),
    ],
)
def test_days_that_are_not_certain(language: str, text: str) -> None:
    assert read_when(text, words_for(language).months, near=date(2025, 11, 20)) is None


def test_dates_of_the_page_settle_the_order_of_day_and_month() -> None:
    page = "Order order shipping payment refund 03/11/2025"
    assert read_when("03/11/2025", words_for("en", page).months) is None
    assert read_when("03/11/2025", words_for("en", f"{page} 24/11/2025").months) == date(2025, 11, 3)
    assert read_when("03/11/2025", words_for("en", f"{page} 11/24/2025").months) == date(2025, 3, 11)
    assert read_when("03/11/2025", words_for("en", f"{page} 11/24/2025 24/11/2025").months) is None
    german = "Bestellung Zahlung Versand Lieferung 03/11/2025"
    assert read_when("03/11/2025", words_for("de", german).months) == date(2025, 11, 3)
    assert read_when("03/11/2025", words_for("de", german, translated=True).months) is None


COUNTDOWNS = [
    ("de", "14 Std. 32 Min.", timedelta(hours=14, minutes=32)),
    ("es", "2 días y 4 horas", timedelta(days=2, hours=4)),
    ("fr", "3 jours 4 h 05 min", timedelta(days=3, hours=4, minutes=5)),
    ("it", "2 giorni, 3 ore e 5 minuti", timedelta(days=2, hours=3, minutes=5)),
    ("nl", "1 dag en 3 uur", timedelta(days=1, hours=3)),
    ("pl", "2 dni 5 godz. 10 min", timedelta(days=2, hours=5, minutes=10)),
    ("pt-BR", "1 dia 2 h 15 min", timedelta(days=1, hours=2, minutes=15)),
    ("tr", "2 gün 5 saat 10 dk", timedelta(days=2, hours=5, minutes=10)),
    ("cs", "7 dní 2 hodiny 15 minut", timedelta(days=7, hours=2, minutes=15)),
    ("uk", "2 дні 7 год", timedelta(days=2, hours=7)),
    ("ru", "2 дн. 7 ч.", timedelta(days=2, hours=7)),
    ("ar", "٣ أيام و٤ ساعات", timedelta(days=3, hours=4)),
    ("ar", "يومان و 3 ساعات", timedelta(days=2, hours=3)),
    ("he", "יומיים ו-4 שעות", timedelta(days=2, hours=4)),
    ("ja", "２日３時間４５分", timedelta(days=2, hours=3, minutes=45)),
    ("ko", "3일 5시간 12분", timedelta(days=3, hours=5, minutes=12)),
    ("th", "๒ วัน ๓ ชั่วโมง", timedelta(days=2, hours=3)),
    ("vi", "5 ngày 3 giờ", timedelta(days=5, hours=3)),
    ("id", "2 hari 3 jam 10 menit", timedelta(days=2, hours=3, minutes=10)),
    ("zh", "2天4小时", timedelta(days=2, hours=4)),
]


@pytest.mark.parametrize(("language", "text", "left"), COUNTDOWNS)
def test_time_left(language: str, text: str, left: timedelta) -> None:
    assert read_duration(text, words_for(language).units) == left


SENTENCES = [
    ("de", "Der Verkäufer muss innerhalb von 3 Tagen antworten", "seller_response", 259200),
    ("de", "Rückgabe innerhalb von 15 Tagen ab dem Vollmond", "return_window", None),
    ("es", "El vendedor tiene 3 días para enviar el pedido; si no, se cancelará.", "ship", 259200),
    ("fr", "Il vous reste 14 h 32 min pour payer", "pay", 52320),
    ("it", "Tempo rimanente per pagare: 3 ore", "pay", 10800),
    ("nl", "De verkoper heeft nog 2 dagen om te verzenden", "ship", 172800),
    ("pl", "Ochrona kupującego: pozostało 5 dni", "protection", 432000),
    ("pt-BR", "Proteção ao comprador: restam 23 dias 04 h 52 min", "protection", 2004720),
    ("tr", "Ödeme için kalan süre: 3 saat", "pay", 10800),
    ("cs", "Zbývající čas na zaplacení: 11 h 20 min", "pay", 40800),
    ("ru", "Продавцу осталось 2 дн. 7 ч. на отправку", "ship", 198000),
    ("he", "למוכר נותרו יומיים לשליחה", "ship", 172800),
    ("ja", "お支払い期限まであと 8時間45分", "pay", 31500),
    ("ko", "3일 이내에 결제해 주세요", "pay", 259200),
    ("zh", "请在3天内付款，否则订单将关闭", "pay", 259200),
    ("de", "Warten auf die Antwort des Verkäufers: noch 2 Tage 3 Stunden", "seller_response", 183600),
    ("fr", "En attente de la réponse du vendeur, il reste 2 jours 3 heures", "seller_response", 183600),
    ("es", "Esperando la respuesta del vendedor: quedan 2 días 3 horas", "seller_response", 183600),
    ("pt-BR", "Aguardando a resposta do vendedor: restam 2 dias 3 horas", "seller_response", 183600),
    ("it", "In attesa della risposta del venditore: restano 2 giorni 3 ore", "seller_response", 183600),
    ("nl", "Wachten op reactie van de verkoper: nog 2 dagen 3 uur", "seller_response", 183600),
    ("pl", "Oczekiwanie na odpowiedź sprzedawcy: pozostało 2 dni 3 godziny", "seller_response", 183600),
    ("cs", "Čeká se na vyjádření prodejce: zbývá 2 dny 3 hodiny", "seller_response", 183600),
    ("ru", "Ожидаем ответа продавца: осталось 2 дня 3 часа", "seller_response", 183600),
    ("uk", "Чекаємо відповіді продавця: залишилося 2 дні 3 години", "seller_response", 183600),
    ("tr", "Satıcının cevabı bekleniyor, kalan süre 2 gün 3 saat", "seller_response", 183600),
    ("ar", "في انتظار رد البائع، متبقي يومان و3 ساعات", "seller_response", 183600),
    ("he", "ממתין לתשובת המוכר, נותרו 2 ימים ו-3 שעות", "seller_response", 183600),
    ("ja", "セラーの返信待ち：残り2日3時間", "seller_response", 183600),
    ("ko", "판매자의 답변을 기다리는 중: 2일 3시간 남음", "seller_response", 183600),
    ("th", "รอการตอบกลับจากผู้ขาย เหลือเวลาอีก 2 วัน 3 ชั่วโมง", "seller_response", 183600),
    ("vi", "Đang chờ người bán trả lời: còn lại 2 ngày 3 giờ", "seller_response", 183600),
    ("id", "Menunggu respons penjual, sisa waktu 2 hari 3 jam", "seller_response", 183600),
    ("zh", "等待卖家回应，还剩2天3小时", "seller_response", 183600),
    ("ko", "구매자 보호 기간이 12일 5시간 남았습니다", "protection", 1054800),
    ("ja", "購入者保護の残り時間：12日5時間", "protection", 1054800),
    ("zh", "買家保障將於12天5小時後結束", "protection", 1054800),
    ("th", "ผู้ขายมีเวลาอีก 3 วัน 4 ชั่วโมงในการจัดส่ง", "ship", 273600),
    ("pt-BR", "Falta a resposta: o vendedor deve responder em 4 dias 12 horas", "seller_response", 388800),
    ("en", "Time left to reply: 2 days 3 hours", "buyer_response", 183600),
    ("en", "Time remaining for payment: 2 hours", "pay", 7200),
    ("de", "Sie haben noch 2 Tage 3 Stunden, um den Erhalt zu bestätigen", "confirm", 183600),
    ("fr", "Vous disposez de 2 jours 3 heures pour confirmer la réception", "confirm", 183600),
    ("es", "Quedan 2 días 3 horas para confirmar la entrega", "confirm", 183600),
    ("pt-BR", "Restam 2 dias 3 horas para confirmar o recebimento", "confirm", 183600),
    ("it", "Hai ancora 2 giorni 3 ore per confermare la consegna", "confirm", 183600),
    ("nl", "Nog 2 dagen 3 uur om de ontvangst te bevestigen", "confirm", 183600),
    ("pl", "Pozostało 2 dni 3 godziny na potwierdzenie odbioru", "confirm", 183600),
    ("cs", "Máte ještě 2 dny 3 hodiny na potvrzení převzetí", "confirm", 183600),
    ("ru", "Осталось 2 дня 3 часа на подтверждение получения", "confirm", 183600),
    ("uk", "Залишилось 2 дні 3 години для підтвердження отримання", "confirm", 183600),
    ("tr", "Teslim aldığınızı onaylamak için 2 gün 3 saatiniz var", "confirm", 183600),
    ("ar", "يتبقى يومان و3 ساعات لتأكيد الاستلام", "confirm", 183600),
    ("he", "נותרו לך 2 ימים ו-3 שעות לאשר את הקבלה", "confirm", 183600),
    ("ja", "受領確認まであと2日3時間", "confirm", 183600),
    ("ko", "구매 확정까지 2일 3시간 남음", "confirm", 183600),
    ("th", "คุณมีเวลา 2 วัน 3 ชั่วโมงในการยืนยันการรับสินค้า", "confirm", 183600),
    ("vi", "Bạn còn 2 ngày 3 giờ để xác nhận nhận hàng", "confirm", 183600),
    ("id", "Tersisa 2 hari 3 jam untuk mengonfirmasi penerimaan", "confirm", 183600),
    ("zh", "距离确认收货还剩2天3小时", "confirm", 183600),
    ("he", "הזמן שנותר לאישור הקבלה: 2 ימים ו-3 שעות", "confirm", 183600),
    ("cs", "Zbývající čas na potvrzení přijetí: 2 dny 3 hodiny", "confirm", 183600),
    ("en", "Seller has 4 days left to send your order", "ship", 345600),
    ("ko", "판매자 발송 기한이 3일 남았습니다", "ship", 259200),
    ("zh", "还剩9天自动确认收货", "confirm", 777600),
]


@pytest.mark.parametrize(("language", "text", "kind", "left"), SENTENCES)
def test_sentences_with_a_countdown(language: str, text: str, kind: str, left: int | None) -> None:
    line = Line(text, (text,), Element("p"))
    words = words_for(language)
    found = find_timers(normal_form(text), lambda: [line], words, CAPTURED)
    assert [(one.timer.kind, one.timer.remaining_seconds) for one in found] == [(kind, left)]


CAPTURED = datetime.fromisoformat("2026-11-20T10:00+01:00")
DAYS = [
    ("en", "Money back if not delivered by Dec 5, 2026", "refund_if_undelivered", "2026-12-05"),
    ("en", "The seller must dispatch this order before Dec 5, 2026", "ship", "2026-12-05"),
    ("es", "El vendedor debe enviar el pedido antes del 5 dic, 2026", "ship", "2026-12-05"),
    ("es", "El vendedor debe responder antes del 5 dic, 2026", "seller_response", "2026-12-05"),
    ("pt-BR", "O vendedor deve enviar o pedido até 5 dez, 2026", "ship", "2026-12-05"),
    ("pt-BR", "O vendedor deve responder até 5 dez, 2026", "seller_response", "2026-12-05"),
    ("pt-BR", "O recebimento será confirmado automaticamente em 5 dez, 2026", "confirm", "2026-12-05"),
    ("cs", "Prodejce musí odeslat zboží do 5. pro 2026", "ship", "2026-12-05"),
    ("fr", "La commande sera automatiquement validée le 5 déc. 2026", "confirm", "2026-12-05"),
    ("ru", "Получение будет подтверждено автоматически 5 дек. 2026 г.", "confirm", "2026-12-05"),
    ("pl", "Możesz jeszcze odwołać się do 5 gru 2026", "appeal", "2026-12-05"),
    ("ja", "2026年12月5日までに異議を申し立ててください", "appeal", "2026-12-05"),
    ("cs", "Pošlete zásilku zpět nejpozději do 5. pro 2026", "return_by", "2026-12-05"),
    ("es", "Envía el paquete antes del 5 dic, 2026", "return_by", "2026-12-05"),
    ("es", "El vendedor envía el paquete antes del 5 dic, 2026", "ship", "2026-12-05"),
    ("it", "Spedisci il pacco entro il 5 dic, 2026", "return_by", "2026-12-05"),
    ("pt-BR", "Informe o número de rastreamento até 5 dez, 2026", "return_by", "2026-12-05"),
    ("th", "คืนเงินหากไม่มีการจัดส่งก่อนวันที่ 5 ธ.ค. 2026", "refund_if_undelivered", "2026-12-05"),
    ("th", "กรุณาตอบกลับภายในวันที่ 5 ธ.ค. 2026", "buyer_response", "2026-12-05"),
    ("id", "Penerimaan akan dikonfirmasi secara otomatis pada 5 Des 2026", "confirm", "2026-12-05"),
]


@pytest.mark.parametrize(("language", "text", "kind", "day"), DAYS)
def test_sentences_with_a_day(language: str, text: str, kind: str, day: str) -> None:
    """A time that is left ("16 d") does not hide the day of which it is a part ("16 dez")."""
    line = Line(text, (text,), Element("p"))
    found = find_timers(normal_form(text), lambda: [line], words_for(language), None)
    assert [(one.timer.kind, str(one.timer.ends_on), one.problem) for one in found] == [(kind, day, None)]


IN_OWN_WORDS = tomllib.loads((Path(__file__).parents[1] / "tables/deadlines_in_own_words.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("language", "sentence", "meant"), [(one, *row) for one, rows in IN_OWN_WORDS.items() for row in rows.items()]
)
def test_a_deadline_by_what_its_sentence_is_about(language: str, sentence: str, meant: str) -> None:
    line = Line(sentence, (sentence,), Element("p"))
    at = datetime.fromisoformat("2026-11-10T10:00+01:00")
    found = [one.timer for one in find_timers(normal_form(sentence), lambda: [line], words_for(language), at)]
    read = [f"{one.kind} {one.ends_on or one.days or one.remaining_seconds or one.ends_at}" for one in found]
    assert read == ([meant] if meant else [])


@pytest.mark.parametrize("language", languages("labels"))
def test_what_a_template_says_is_a_timer_of_its_kind_and_of_no_other(language: str) -> None:
    words = words_for(language)
    units = load_pack(language, "labels")["units"]
    slots = {
        "{words}": "",
        "{date}": "2026-12-16",
        "{countdown}": f"5 {units['day'][0]} 3 {units['hour'][0]}",
        "{days}": "7",
    }
    said = set()
    for template in words.templates:
        first = re.sub(r"\[([^|\]]*)[^\]]*\]", r"\1", template.text)
        last = re.sub(r"\[(?:[^\]]*\|)?([^|\]]*)\]", r"\1", template.text)
        for text in (first, last):
            sentence = re.sub(r"\{\w+\}", lambda slot: slots.get(slot[0], slot[0]), text)
            if "{" not in sentence:
                said.add((sentence, template.code))
    kinds = {}
    for sentence, code in said:
        line = Line(sentence, (sentence,), Element("p"))
        found = find_timers(normal_form(sentence), partial(list, [line]), words, CAPTURED)
        kinds[sentence, code] = [one.timer.kind for one in found]
    assert {row: read for row, read in kinds.items() if read not in ([], [row[1]])} == {}
    assert sum(map(bool, kinds.values())) > 0.95 * len(kinds)


UNDELIVERED = [
    (
        "de",
        "Sollte das Paket nicht bis zum 11. Dezember 2026 zugestellt werden, erstatten wir Ihnen den Betrag.",
        "2026-12-11",
    ),
    (
        "de",
        "Wenn Ihre Bestellung bis zum 11.12.2026 nicht geliefert wird, erhalten Sie eine Rückerstattung.",
        "2026-12-11",
    ),
    ("fr", "Si votre colis n'est pas arrivé avant le 11 décembre 2026, vous serez remboursé.", "2026-12-11"),
    ("es", "Si el paquete no llega antes del 11 de diciembre de 2026, recibirás un reembolso.", "2026-12-11"),
    ("pt-BR", "Se o pacote não chegar até 11 de dezembro de 2026, você receberá o reembolso.", "2026-12-11"),
    ("it", "Se il pacco non arriva entro l'11 dicembre 2026, riceverai un rimborso.", "2026-12-11"),
    ("it", "Se il pacco non viene consegnato entro il 12 dicembre 2026, verrai rimborsato.", "2026-12-12"),
    ("nl", "Als je pakket niet voor 11 december 2026 is bezorgd, krijg je je geld terug.", "2026-12-11"),
    ("pl", "Jeśli przesyłka nie dotrze do 11 grudnia 2026, otrzymasz zwrot pieniędzy.", "2026-12-11"),
    ("cs", "Pokud balík nedorazí do 11. prosince 2026, peníze vám vrátíme.", "2026-12-11"),
    ("ru", "Если посылка не придёт до 11 декабря 2026 г., мы вернём вам деньги.", "2026-12-11"),
    ("uk", "Якщо посилка не надійде до 11 грудня 2026 р., ми повернемо вам гроші.", "2026-12-11"),
    ("tr", "Paketiniz 11 Aralık 2026 tarihine kadar ulaşmazsa paranız iade edilecektir.", "2026-12-11"),
    ("ar", "إذا لم يصل الطرد قبل 11 ديسمبر 2026، فسيتم رد أموالك.", "2026-12-11"),
    ("he", "אם החבילה לא תגיע עד 11 בדצמבר 2026, תקבל החזר כספי.", "2026-12-11"),
    ("ja", "2026年12月11日までに荷物が届かない場合、全額返金いたします。", "2026-12-11"),
    ("ko", "2026년 12월 11일까지 상품이 도착하지 않으면 전액 환불해 드립니다.", "2026-12-11"),
    ("th", "หากพัสดุไม่มาถึงภายในวันที่ 11 ธันวาคม 2026 คุณจะได้รับเงินคืน", "2026-12-11"),
    ("vi", "Nếu kiện hàng không đến trước ngày 11 tháng 12, 2026, bạn sẽ được hoàn tiền.", "2026-12-11"),
    ("id", "Jika paket tidak sampai sebelum 11 Desember 2026, dana Anda akan dikembalikan.", "2026-12-11"),
    ("zh", "如果包裹未在2026年12月11日前送达，我们将全额退款。", "2026-12-11"),
    ("fr", "Remboursement si la livraison n'a pas lieu avant le 2 déc. 2026", "2026-12-02"),
    ("ru", "Вернём деньги, если заказ не будет доставлен до 5 дек. 2026 г.", "2026-12-05"),
    ("tr", "7 Ara 2026 tarihine kadar teslim edilmezse paranız iade edilir.", "2026-12-07"),
    ("de", "Wenn Sie den Artikel bis zum 11. Dez. 2026 zurücksenden, erhalten Sie eine Rückerstattung.", None),
    ("fr", "Si vous renvoyez l'article avant le 11 déc. 2026, vous serez remboursé.", None),
    ("es", "Si devuelves el artículo antes del 11 dic. 2026, recibirás un reembolso.", None),
    ("it", "Se restituisci l'articolo entro il 11 dic 2026, riceverai un rimborso.", None),
    ("ru", "Если вы вернёте товар до 11 дек. 2026 г., мы вернём деньги.", None),
    ("cs", "Pokud zboží vrátíte do 11. 12. 2026, vrátíme vám peníze.", None),
    ("nl", "Als je het artikel voor 11 dec. 2026 terugstuurt, krijg je je geld terug.", None),
    ("pl", "Jeśli zwrócisz towar do 11 gru 2026, otrzymasz zwrot.", None),
    ("tr", "Ürünü 11 Ara 2026 tarihine kadar iade ederseniz paranız iade edilir.", None),
    ("ja", "2026年12月11日までに返品した場合、返金されます。", None),
    ("ru", "Если вы не получили деньги до 11 декабря 2026 г., обратитесь в банк, чтобы вернуть деньги.", None),
]


@pytest.mark.parametrize(("language", "text", "day"), UNDELIVERED)
def test_the_day_by_which_it_has_to_come(language: str, text: str, day: str | None) -> None:
    """The condition may stand first; a day for sending something back is none of them."""
    line = Line(text, (text,), Element("p"))
    found = [one.timer for one in find_timers(normal_form(text), lambda: [line], words_for(language), None)]
    promised = [one.ends_on for one in found if one.kind == "refund_if_undelivered"]
    assert promised == ([date.fromisoformat(day)] if day else [])
    assert day is None or len(found) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Wenn es nicht bis zum 4. Dez. 2026 ankommt, zahlen wir.Bitte warten Sie.", 2),
        ("Siparişiniz iptal edildi. 345,60 TL iade edildi.", 2),
        ("購入者保護は12日です。2026年12月4日まで", 2),
        ("12일 남았습니다. 2026년 12월 4일까지", 2),
        ("Livré le 3 juill. 2026 à midi", 1),
        ("Осталось 2 дн. 7 ч. на отправку", 1),
        ("Sept. 3, 2026", 1),
        ("กรุณาตอบกลับภายในวันที่ 16 ธ.ค. 2026", 1),
        ("คืนเงิน 5 มี.ค. 2026 แล้ว.กรุณารอสักครู่", 2),
        ("تم رد 45.90 ر.س إلى بطاقتك", 1),
        ("تم إلغاء طلبك.سيتم رد المبلغ", 2),
    ],
)
def test_a_date_or_an_amount_parts_no_sentence_and_may_begin_one(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("row", "button", "code"),
    [
        ("", "", "unknown"),
        ("Ngày gửi hàng: 5 thg 10, 2026", "", "shipped"),
        ("", "Xác nhận đã nhận hàng", "shipped"),
        ("", "Hủy đơn hàng", "awaiting_shipment"),
        ("Ngày gửi hàng: 5 thg 10, 2026", "Hủy đơn hàng", "unknown"),
    ],
)
def test_what_waits_for_one_of_two_is_settled_by_the_page(row: str, button: str, code: str) -> None:
    page = f"""<html lang="vi"><body><div class="order-wrap"><div class="order-status order-block">
    <div class="order-block-title">Chờ giao hàng</div><button><span>{button}</span></button></div>
    <div class="order-detail-info"><div class="order-detail-info-item order-detail-order-info">
    <div class="info-row"><span data-pl="order_detail_gray_id">Mã đơn hàng:</span> 8190000000016111</div>
    <div class="info-row">{row}</div></div></div></div></body></html>"""
    (order,) = extract(load(page))
    assert order.status is not None
    assert order.status.code == code


WINDOWS = [
    (
        "de",
        "Sie können innerhalb von 7 Tagen nach Bestätigung des Erhalts eine Rückgabe beantragen",
        "return_window",
        7,
        "receipt",
    ),
    (
        "fr",
        "Vous pouvez ouvrir un litige dans les 90 jours suivant la date de commande",
        "dispute_window",
        90,
        "placed",
    ),
    ("tr", "Teslim aldıktan sonra 7 gün içinde iade talep edebilirsiniz", "return_window", 7, "receipt"),
    ("zh", "如有问题，您可以在确认收货后7天内申请退货", "return_window", 7, "receipt"),
    ("ja", "商品到着後15日以内に返品できます", "return_window", 15, "delivery"),
    ("pl", "spór można otworzyć; możesz otworzyć spór w ciągu 15 dni od dostawy", "dispute_window", 15, "delivery"),
]


@pytest.mark.parametrize(("language", "text", "kind", "days", "after"), WINDOWS)
def test_windows_and_since_when_they_count(language: str, text: str, kind: str, days: int, after: str) -> None:
    line = Line(text, (text,), Element("p"))
    found = find_timers(normal_form(text), lambda: [line], words_for(language), None)
    assert [(one.timer.kind, one.timer.days, one.timer.after) for one in found] == [(kind, days, after)]


MONEY = [
    ("1.052,99 €", "1052.99", "EUR"),
    ("1 238,00 Kč", "1238.00", "CZK"),
    ("1,150.75 บาท", "1150.75", "THB"),
    ("Rp312.500", "312500", "IDR"),
    ("₩23,400", "23400", "KRW"),
    ("12,400円", "12400", "JPY"),
    ("٤٥٫٩٠ ر.س.", "45.90", "SAR"),
    ("39.90 ש״ח", "39.90", "ILS"),
    ("R$ 5,00", "5.00", "BRL"),
    ("349,90 TL", "349.90", "TRY"),
]


@pytest.mark.parametrize(("text", "amount", "currency"), MONEY)
def test_amounts(text: str, amount: str, currency: str) -> None:
    money = read_money(text)
    assert money is not None
    assert (str(money.amount), money.currency) == (amount, currency)


@pytest.mark.parametrize("language", languages("labels"))
def test_completed_and_closed_are_never_mixed_up(language: str) -> None:
    """What ended is neither; each language has words for both, and no word of one says the other."""
    states = load_pack(language, "labels")["status"]
    said = {code: {normal_form(word) for tier in states.get(code, {}).values() for word in tier} for code in states}
    for one in ("completed", "closed", "cancelled", "expired"):
        for other in ("completed", "closed", "cancelled", "expired", "unknown"):
            assert one == other or not said.get(one, set()) & said.get(other, set())
    assert said["closed"]


@pytest.mark.parametrize(
    ("language", "word", "code"),
    [
        ("de", "Abgeschlossen", "completed"),
        ("de", "Geschlossen", "closed"),
        ("de", "Beendet", "unknown"),
        ("fr", "Clôturée", "closed"),
        ("fr", "Conclue", "unknown"),
        ("nl", "Afgesloten", "unknown"),
        ("pl", "Zamówienie zakończone", "completed"),
        ("pl", "Zamówienie zamknięte", "closed"),
        ("ko", "주문 완료", "unknown"),
        ("ja", "取引終了", "unknown"),
        ("he", "ממתין למשלוח", "unknown"),
        ("id", "Terkirim", "unknown"),
    ],
)
def test_words_with_two_meanings_have_none(language: str, word: str, code: str) -> None:
    entry = words_for(language).entry("status", word)
    assert entry is not None
    assert entry.code == code


def test_no_mark_of_a_language_is_anothers() -> None:
    marks = load_pack("any", "languages")["marks"]
    listed = [word for words in marks.values() for word in words.split()]
    assert len(listed) == len(set(listed))
    assert {*marks, "ar", "he", "ja", "ko", "th", "zh"} == set(languages("labels"))


GERMAN = "Bestellung Bestellnummer Zahlung Versand Lieferung Verkäufer und nicht"


@pytest.mark.parametrize(
    ("stated", "text", "first"),
    [
        ("de", GERMAN, "de"),
        ("en", GERMAN, "de"),
        (None, GERMAN, "de"),
        ("sv", GERMAN, "de"),
        ("de", "commande livraison paiement vendeur remboursement", "fr"),
        ("en", "注文番号 支払い方法 発送済み です", "ja"),
        ("en", "订单号 已关闭", "zh"),
        ("ru", "замовлення сплачено скасовано", "uk"),
        (
            "pt-BR",
            "Encerrado Número do pedido 增值电信业务经营许可证 浙B2-20120091-8 浙公网安备 33010002000092号",
            "pt-BR",
        ),
    ],
)
def test_the_words_of_a_page_say_its_language(stated: str | None, text: str, first: str) -> None:
    assert words_for(stated, text).languages[0] == first


def test_few_packs_are_read_for_a_page() -> None:
    assert words_for("de", GERMAN).languages == ("de", "en")
    assert words_for("en", "Order Order ID payment shipping refund").languages == ("en",)


def test_a_page_in_a_language_without_words_says_so() -> None:
    words = "Beställning Betalning Slutförd Säljare Leverans Frakt Totalt Spåra Varukorg Återbetalning Rabatt Kupong "
    words += (
        "Beställningsdatum Betalningssätt Ångra Kontakta Kvitto Ta bort Köp igen Visa alla Att betala Skickade Hjälp"
    )
    page = (
        "<html lang='sv'><body><div class='order-wrap'><div class='order-status'><div class='order-block-title'>Slutförd"
        "</div></div><div class='order-detail-info'><div class='info-row' data-pl='order_detail_gray_id'>"
        f"<span>Beställningsnummer</span><span>8203417700050101</span></div></div><p>{words}</p></div></body></html>"
    )
    (order,) = extract(load(page))
    assert "other_language" in {problem.code for problem in order.problems}
    assert order.status is None or order.status.code == "unknown"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your package is on its way to you"),
        ("de", "Ihr Paket ist unterwegs"),
        ("fr", "Votre colis est en route"),
        ("es", "Tu pedido está en camino"),
        ("it", "Il tuo pacco è in viaggio"),
        ("nl", "Je bestelling is onderweg"),
        ("pl", "Twoja paczka jest w drodze"),
        ("cs", "Vaše zásilka je na cestě"),
        ("pt-BR", "Seu pedido está a caminho"),
        ("ru", "Ваш заказ в пути"),
        ("uk", "Ваше замовлення в дорозі"),
        ("tr", "Siparişiniz yolda"),
        ("he", "ההזמנה שלך בדרך"),
        ("ar", "طلبك في الطريق"),
        ("th", "พัสดุของคุณกำลังเดินทาง"),
        ("ja", "ご注文の商品は配送中です"),
        ("ko", "주문하신 상품이 배송 중입니다"),
        ("zh", "您的包裹正在运输中"),
        ("id", "Pesananmu sedang dalam perjalanan"),
        ("vi", "Đơn hàng của bạn đang được vận chuyển"),
    ],
)
def test_a_headline_that_says_the_parcel_is_on_its_way(language: str, text: str) -> None:
    entry = words_for(language).entry("status", text)
    assert entry is not None
    assert entry.code == "shipped"


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("es", "Esperando que el vendedor envíe el pedido", "awaiting_shipment"),
        ("es", "Solicitud de cancelación pendiente", "cancel_requested"),
        ("pt-BR", "Aguardando o vendedor enviar o pedido", "awaiting_shipment"),
        ("pt-BR", "Solicitação de cancelamento pendente", "cancel_requested"),
        ("fr", "En attente de l'expédition par le vendeur", "awaiting_shipment"),
        ("fr", "Demande d'annulation en attente", "cancel_requested"),
        ("de", "Warten auf Versand durch den Verkäufer", "awaiting_shipment"),
        ("de", "Stornierungsanfrage ausstehend", "cancel_requested"),
        ("it", "In attesa che il venditore spedisca", "awaiting_shipment"),
        ("it", "Richiesta di annullamento in sospeso", "cancel_requested"),
        ("nl", "Wacht op verzending door de verkoper", "awaiting_shipment"),
        ("nl", "Annuleringsverzoek in behandeling", "cancel_requested"),
        ("pl", "Oczekiwanie na wysyłkę przez sprzedawcę", "awaiting_shipment"),
        ("pl", "Wniosek o anulowanie oczekuje na rozpatrzenie", "cancel_requested"),
        ("ru", "Ожидается отправка продавцом", "awaiting_shipment"),
        ("ru", "Запрос на отмену отправлен", "cancel_requested"),
        ("uk", "Очікується відправлення продавцем", "awaiting_shipment"),
        ("uk", "Запит на скасування надіслано", "cancel_requested"),
        ("cs", "Čeká se na odeslání prodejcem", "awaiting_shipment"),
        ("cs", "Žádost o zrušení čeká na vyřízení", "cancel_requested"),
        ("tr", "Satıcının göndermesi bekleniyor", "awaiting_shipment"),
        ("tr", "İptal talebi beklemede", "cancel_requested"),
        ("ar", "في انتظار شحن البائع للطلب", "awaiting_shipment"),
        ("ar", "طلب الإلغاء قيد الانتظار", "cancel_requested"),
        ("he", "ממתין לשליחה על ידי המוכר", "awaiting_shipment"),
        ("he", "בקשת הביטול ממתינה לאישור", "cancel_requested"),
        ("ja", "販売者の発送待ち", "awaiting_shipment"),
        ("ko", "판매자의 발송을 기다리는 중", "awaiting_shipment"),
        ("ko", "취소 요청 처리 중", "cancel_requested"),
        ("th", "รอผู้ขายจัดส่งสินค้า", "awaiting_shipment"),
        ("th", "คำขอยกเลิกอยู่ระหว่างดำเนินการ", "cancel_requested"),
        ("vi", "Yêu cầu hủy đang chờ xử lý", "cancel_requested"),
        ("id", "Menunggu penjual mengirim pesanan", "awaiting_shipment"),
        ("id", "Permintaan pembatalan sedang diproses", "cancel_requested"),
        ("zh", "取消申请处理中", "cancel_requested"),
    ],
)
def test_a_headline_that_says_who_is_awaited(language: str, text: str, code: str) -> None:
    entry = words_for(language).entry("status", text)
    assert entry is not None
    assert entry.code == code
