"""Event texts in other languages: the texts that end a parcel, and the traps of each language."""

import pytest

from whyclosed_parser.classify import classify_event, matcher, tables
from whyclosed_parser.words.packs import languages

CASES = [
    ("ru", "CANCELLED", "Транспортировка отменена"),
    ("ru", "INFO_RECEIVED", "Ожидается передача перевозчику"),
    ("ru", "INFO_RECEIVED", "В ожидании забора перевозчиком"),
    ("ru", "RETURNED", "Вручение отправителю"),
    ("ru", "RETURNING", "Посылка возвращается отправителю"),
    ("ru", "CUSTOMS_REJECTED", "Возвращено таможней"),
    ("ru", "DELIVERED", "Ваша посылка успешно доставлена"),
    ("ru", "ATTEMPT_FAILED", "Посылка не доставлена"),
    ("ru", "NOTICE", "Запрос отмены"),
    ("es", "CANCELLED", "Envío cancelado"),
    ("es", "CUSTOMS_CLEARED", "Paquete en devolución desde aduana"),
    ("es", "RETURNED", "Paquete devuelto al remitente"),
    ("es", "IN_TRANSIT", "Entregado al transportista"),
    ("es", "READY_FOR_PICKUP", "Entregado en el punto de recogida"),
    ("es", "DELIVERED", "Su paquete ha sido entregado"),
    ("es", "ATTEMPT_FAILED", "El paquete no ha podido ser entregado"),
    ("es", "NOTICE", "El pedido será entregado el lunes"),
    ("pt", "CANCELLED", "O pedido foi cancelado."),
    ("pt-BR", "NOTICE", "Cancelada a última informação"),
    ("pt-BR", "NOTICE", "Estornado"),
    ("pt", "ATTEMPT_FAILED", "Saída para entrega cancelada"),
    ("pt", "RETURNED", "Pacote devolvido ao remetente"),
    ("pt", "RETURNED", "Objeto entregue ao remetente"),
    ("pt", "RETURNING", "Objeto saiu para entrega ao remetente"),
    ("pt", "DELIVERED", "Seu pacote foi entregue"),
    ("pt", "ATTEMPT_FAILED", "Pacote não entregue"),
    ("fr", "CANCELLED", "Expédition annulée"),
    ("fr", "RETURNED", "Colis renvoyé à l'expéditeur"),
    ("fr", "IN_TRANSIT", "Colis en cours de livraison au point de retrait"),
    ("fr", "DELIVERED", "Votre colis a été livré"),
    ("fr", "ATTEMPT_FAILED", "Votre colis n’a pas pu être livré"),
    ("de", "CANCELLED", "Die Sendung wurde storniert"),
    ("de", "PICKUP_FAILED", "Abholauftrag storniert"),
    ("de", "RETURNING", "Das Paket geht zurück an den Absender"),
    ("de", "DELIVERED", "Ihr Paket wurde zugestellt"),
    ("de", "ATTEMPT_FAILED", "Ihr Paket konnte nicht zugestellt werden"),
    ("nl", "PICKUP_FAILED", "Pakket niet fysiek aangeboden aan PostNL"),
    ("nl", "RETURNED", "Retourzending afgeleverd"),
    ("nl", "CANCELLED", "Je bestelling is geannuleerd"),
    ("nl", "DELIVERED", "Je pakket is bezorgd"),
    ("nl", "ATTEMPT_FAILED", "Je pakket is niet bezorgd"),
    ("it", "PICKUP_FAILED", "Merce mai affidata"),
    ("it", "CANCELLED", "La spedizione è stata annullata"),
    ("it", "DELIVERED", "Il tuo pacco è stato consegnato"),
    ("it", "ATTEMPT_FAILED", "Il pacco non è stato consegnato"),
    ("pl", "RETURNED", "Zwrócone do nadawcy"),
    ("pl", "CANCELLED", "Przesyłka została anulowana"),
    ("pl", "DELIVERED", "Twoja paczka została doręczona"),
    ("pl", "ATTEMPT_FAILED", "Paczka nie została doręczona"),
    ("tr", "CANCELLED", "İPTAL EDİLDİ"),
    ("tr", "ATTEMPT_FAILED", "Kargo teslim edilemedi"),
    ("uk", "CANCELLED", "Відправлення скасовано"),
    ("ar", "CANCELLED", "تم إلغاء الطرد"),
    ("he", "CANCELLED", "המשלוח בוטל"),
    ("he", "OUT_FOR_DELIVERY", "נמסרה לשליח"),
    ("iw", "CANCELLED", "ההזמנה בוטלה"),
    ("ja", "CANCELLED", "荷物がキャンセルされました"),
    ("ko", "CANCELLED", "배송 취소"),
    ("zh", "CANCELLED", "取消成功"),
    ("zh", "CANCELLED", "未揽收被取消。"),
    ("zh", "CARRIER_REJECTED", "签收异常"),
    ("zh", "RETURNED", "退件签收"),
    ("zh", "EXCEPTION", "自提点签收异常"),
    ("zh-CN", "DELIVERED", "您的包裹已签收"),
    ("zh", "ATTEMPT_FAILED", "包裹未送达"),
    ("cs", "CANCELLED", "Zásilka byla zrušena"),
    ("cs", "READY_FOR_PICKUP", "Zásilka je připravena k vyzvednutí"),
    ("id", "CANCELLED", "Paket dibatalkan"),
    ("th", "CANCELLED", "พัสดุถูกยกเลิก"),
    ("th", "OUT_FOR_DELIVERY", "กำลังนำจ่ายพัสดุ"),
    ("vi", "CANCELLED", "Đơn hàng đã bị hủy"),
    ("ar", "ATTEMPT_FAILED", "تعذّر التسليم"),
    ("it", "CANCELLED", "Spedizione annullata: il venditore non ha consegnato il pacco"),
    ("de", "PICKUP_FAILED", "Abholung des Pakets storniert"),
]


@pytest.mark.parametrize(("language", "wanted", "text"), CASES, ids=lambda value: value)
def test_on_a_page_of_its_language(language: str, wanted: str, text: str) -> None:
    assert classify_event(text, language) == wanted


@pytest.mark.parametrize(("wanted", "text"), [case[1:] for case in CASES], ids=lambda value: value)
def test_on_an_english_page_never_another_class(wanted: str, text: str) -> None:
    # The last carrier writes in its own language: the other tables are asked, and count where they agree.
    assert classify_event(text, "en") in (wanted, "UNKNOWN")


def test_every_language_has_a_case() -> None:
    assert {language.split("-")[0] for language, _, _ in CASES} >= {
        name.split("-")[0] for name in languages("events")
    } - {"en"}


@pytest.mark.parametrize(("second", "wanted"), [("CANCELLED", "CANCELLED"), ("DELIVERED", None), (None, "CANCELLED")])
def test_other_languages_count_where_they_agree(
    monkeypatch: pytest.MonkeyPatch, second: str | None, wanted: str | None
) -> None:
    answers = {"en": None, "aa": "CANCELLED", "bb": second}

    def table(kind: str, language: str) -> tables.Table:
        answer = answers[language]
        return tables.Table({"wort": answer} if answer else {}, {}, None, ())

    monkeypatch.setattr(matcher, "languages", lambda kind: tuple(answers))
    monkeypatch.setattr(matcher, "table", table)
    assert matcher.read(f"test {second}", "Wort", "cc") == wanted


@pytest.mark.parametrize(
    ("own", "neighbour", "said"),
    [
        ("es", "pt-BR", "El paquete se ha enviado a una oficina equivocada"),
        ("fr", "pt-BR", "Il manque un document pour la douane, contactez-nous"),
        ("ru", "uk", "Посылка направлена в другой город по ошибке"),
    ],
)
def test_a_neighbour_is_not_asked_about_a_sentence_in_words_of_the_pages_own_language(
    own: str, neighbour: str, said: str
) -> None:
    def knows(name: str) -> tables.Table:
        return tables.table("events", name) if name == neighbour else tables.build("events", name, {})

    assert matcher.agreed(knows, [neighbour], [], said) is not None
    assert matcher.agreed(knows, [own], [neighbour], said) is None
