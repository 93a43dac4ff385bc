"""How far a return is, and who asks for money outside the order: sentences in our own words, with their traps."""

import pytest

from whyclosed_parser.classify import classify_platform_message, classify_seller_message

SAID = {
    "de": {
        "return_asked": ("Ihr Rückgabeantrag wurde genehmigt", "Bitte schicken Sie den Artikel zurück"),
        "return_label": ("Das Rücksendeetikett ist verfügbar", "Drucken Sie Ihr Retourenlabel aus"),
        "return_posted": ("Ihre Rücksendung ist unterwegs", "Sie haben das Paket bereits zurückgeschickt"),
        "return_arrived": ("Ihre Rücksendung ist beim Verkäufer eingegangen", "Die Retoure wurde zugestellt"),
        "return_refused": ("Die Annahme der Rücksendung wurde verweigert",),
        None: (
            "Wenn die Rücksendung eingegangen ist, erhalten Sie Ihr Geld",
            "Die Rücksendung ist noch nicht angekommen",
            "Wenn Sie möchten, schicken Sie den Artikel zurück",
            "Das Rücksendeetikett wird bald erstellt",
        ),
    },
    "es": {
        "return_asked": (
            "Su solicitud de devolución ha sido aprobada",
            "Devuelva el artículo antes del 3 de diciembre",
        ),
        "return_label": ("La etiqueta de devolución está disponible", "Descargue su etiqueta de devolución"),
        "return_posted": ("El paquete de devolución está en camino", "Usted ha devuelto el producto"),
        "return_arrived": ("El vendedor ha recibido la devolución", "El artículo devuelto fue entregado"),
        "return_refused": ("El artículo devuelto fue rechazado",),
        None: (
            "Cuando el vendedor haya recibido la devolución, recibirá su dinero",
            "El artículo devuelto no ha llegado",
            "Si lo desea, devuelva el artículo",
        ),
    },
    "fr": {
        "return_asked": ("Votre demande de retour a été acceptée", "Veuillez renvoyer l'article"),
        "return_label": ("Téléchargez votre étiquette de retour", "L'étiquette de retour est disponible"),
        "return_posted": ("Votre colis de retour a été expédié", "Vous avez déjà renvoyé le produit"),
        "return_arrived": ("Le vendeur a reçu votre retour", "Le colis retourné a été livré"),
        "return_refused": ("Le colis retourné a été refusé",),
        None: (
            "Lorsque le vendeur a reçu votre retour, vous êtes prévenu",
            "Votre retour n'a pas été reçu",
            "Si vous voulez, renvoyez l'article",
        ),
    },
    "pt-BR": {
        "return_asked": ("A solicitação de devolução foi aprovada", "Devolva o item até 3 de dezembro"),
        "return_label": ("A etiqueta de devolução está disponível", "Imprima a sua etiqueta"),
        "return_posted": ("A devolução está a caminho", "Você já devolveu o produto"),
        "return_arrived": ("O vendedor recebeu a devolução", "O item devolvido foi entregue"),
        "return_refused": ("O item devolvido foi recusado",),
        None: (
            "Quando o vendedor receber a devolução, o dinheiro volta",
            "A devolução não foi recebida",
            "Se quiser, devolva o item",
        ),
    },
    "ru": {
        "return_asked": ("Заявка на возврат товара одобрена", "Отправьте товар обратно"),
        "return_label": ("Этикетка для возврата готова", "Скачайте этикетку"),
        "return_posted": ("Вы отправили товар назад", "Возвращённый товар в пути"),
        "return_arrived": ("Продавец получил возвращённый товар", "Посылка с возвратом доставлена"),
        "return_refused": ("Возвращённый товар: в приёме отказано",),
        None: (
            "Когда продавец получит возвращённый товар, вам вернут деньги",
            "Возвращённый товар ещё не доставлен",
            "Если хотите, отправьте товар обратно",
        ),
    },
}
RETURNS = {answer for said in SAID.values() for answer in said if answer}


@pytest.mark.parametrize(
    ("language", "answer", "text"),
    [(one, answer, text) for one, said in SAID.items() for answer, texts in said.items() for text in texts],
)
def test_how_far_a_return_is(language: str, answer: str | None, text: str) -> None:
    found = classify_platform_message(text, (language,))
    assert found == answer if answer else found not in RETURNS


@pytest.mark.parametrize(
    "text",
    [
        "please pay 8 usd extra for the shipping to our PayPal, then we ship",
        "Dear, the freight is higher now, please pay the difference by Western Union",
        "could you pay the postage difference through another order link?",
        "please add our WhatsApp and pay there, cheaper price",
        "please place another order for 1 dollar to make up the freight",
        "you can pay to our bank account directly to save fees",
    ],
)
def test_money_outside_the_order(text: str) -> None:
    assert classify_seller_message(text) == "asks_to_pay_outside"


@pytest.mark.parametrize(
    "text",
    [
        "the payment is not completed, please pay the order",
        "please pay the tax to the courier when it arrives",
        "you need to pay the customs duty yourself",
        "no need to pay extra shipping cost",
        "we pay you the difference by PayPal",
        "we refund you through PayPal, please close the dispute",
        "please pay on the order page, PayPal is possible",
        "shipping cost is included, please wait",
    ],
)
def test_no_money_outside_the_order(text: str) -> None:
    assert classify_seller_message(text) != "asks_to_pay_outside"
