"""Sentences of sellers in other languages than English: in our own words, with their traps."""

import tomllib
from pathlib import Path

import pytest

from whyclosed_parser.classify import classify_seller_message

LINES = tomllib.loads(Path(__file__).with_name("tables").joinpath("seller_lines.toml").read_text("utf-8"))

SAID = {
    "de": [
        ("asks_to_pay_outside", "Bitte zahlen Sie die Differenz der Versandkosten über PayPal"),
        ("asks_to_pay_outside", "Könnten Sie uns das Porto extra überweisen?"),
        (None, "Sie müssen keine Versandkosten zahlen"),
        (None, "Wir überweisen Ihnen die Differenz"),
        ("asks_to_cancel", "Bitte stornieren Sie die Bestellung, der Artikel ist leider ausverkauft"),
        ("asks_to_cancel", "Könnten Sie den Auftrag bitte abbrechen?"),
        ("asks_to_close_dispute", "Bitte schließen Sie den Streitfall, dann senden wir Ersatz"),
        ("asks_to_close_dispute", "Können Sie die Reklamation bitte zurückziehen"),
        ("asks_to_confirm", "Bitte bestätigen Sie den Erhalt der Ware"),
        ("out_of_stock", "Leider ist die blaue Lampe nicht mehr auf Lager"),
        ("promises_shipping", "Wir werden Ihr Paket morgen versenden"),
        ("offers_refund", "Wir bieten Ihnen eine Erstattung von 50 % an"),
        ("other", "Bitte stornieren Sie die Bestellung nicht"),
        (None, "Der Tisch ist 40 cm hoch"),
        (None, "Wir können den Betrag nicht erstatten"),
    ],
    "es": [
        ("asks_to_pay_outside", "Por favor pague la diferencia del envío a nuestra cuenta"),
        ("asks_to_pay_outside", "¿Podría pagar los gastos de envío por PayPal?"),
        (None, "No pague nada más, amigo"),
        (None, "Por favor pague el impuesto en la aduana"),
        ("asks_to_cancel", "Hola amigo, por favor cancele el pedido y elija otro color"),
        ("asks_to_cancel", "Necesito que anule la compra"),
        ("asks_to_close_dispute", "Por favor cierre la disputa, el paquete llega pronto"),
        ("asks_to_close_dispute", "¿Podría retirar la reclamación?"),
        ("asks_to_confirm", "Por favor confirme la recepción del paquete"),
        ("out_of_stock", "Lo siento, el azul está agotado"),
        ("promises_shipping", "Enviaremos su paquete mañana"),
        ("offers_refund", "Podemos ofrecerle un reembolso de la mitad"),
        ("other", "No cancele el pedido, amigo"),
        (None, "La mesa mide 40 cm"),
        ("shipping_restriction", "No podemos enviar a su país"),
    ],
    "fr": [
        ("asks_to_pay_outside", "Veuillez payer un supplément de 5 euros par PayPal"),
        ("asks_to_pay_outside", "Payez directement sur notre compte, c'est moins cher"),
        (None, "Ne payez pas de supplément"),
        (None, "Veuillez payer la taxe à la douane"),
        ("asks_to_cancel", "Veuillez annuler la commande, s'il vous plaît"),
        ("asks_to_cancel", "Annulez votre commande et choisissez une autre couleur"),
        ("asks_to_close_dispute", "Merci de fermer le litige, nous enverrons un nouveau colis"),
        ("asks_to_close_dispute", "Pourriez-vous retirer la réclamation ?"),
        ("asks_to_confirm", "Veuillez confirmer la réception du colis"),
        ("out_of_stock", "Désolé, le modèle bleu est en rupture de stock"),
        ("promises_shipping", "Nous expédierons votre colis demain"),
        ("offers_refund", "Je vous propose un remboursement de la moitié"),
        ("other", "N'annulez pas la commande"),
        (None, "La table mesure 40 cm"),
        (None, "Nous ne pouvons pas rembourser"),
    ],
    "pt-BR": [
        ("asks_to_pay_outside", "Por favor, pague a diferença do frete por Pix"),
        ("asks_to_pay_outside", "Transfira o valor para a nossa conta, amigo"),
        (None, "Não pague nada a mais"),
        (None, "Por favor, pague o imposto na alfândega"),
        ("asks_to_cancel", "Por favor, cancele o pedido e escolha outra cor"),
        ("asks_to_cancel", "Você poderia anular a compra?"),
        ("asks_to_close_dispute", "Amigo, por favor cancele a disputa, o pacote vai chegar em breve"),
        ("asks_to_close_dispute", "Poderia encerrar a reclamação?"),
        ("asks_to_confirm", "Por favor confirme o recebimento"),
        ("out_of_stock", "Desculpe, o produto está esgotado"),
        ("promises_shipping", "Enviaremos o seu pacote amanhã"),
        ("offers_refund", "Podemos oferecer um reembolso de metade"),
        ("other", "Não cancele o pedido"),
        (None, "A mesa tem 40 cm"),
        ("shipping_restriction", "Não podemos enviar para o seu endereço"),
    ],
    "ru": [
        ("asks_to_pay_outside", "Пожалуйста, доплатите за доставку на нашу карту"),
        ("asks_to_pay_outside", "Переведите разницу на мой счёт"),
        (None, "Доплата не нужна"),
        (None, "Оплатите пошлину на таможне"),
        ("asks_to_cancel", "Пожалуйста, отмените заказ, товара нет на складе"),
        ("asks_to_cancel", "Вам нужно отменить покупку"),
        ("asks_to_close_dispute", "Закройте спор, пожалуйста, посылка скоро придёт"),
        ("asks_to_close_dispute", "Просим отозвать претензию"),
        ("asks_to_confirm", "Подтвердите получение товара"),
        ("out_of_stock", "К сожалению, синяя модель закончилась"),
        ("promises_shipping", "Мы отправим посылку завтра"),
        ("offers_refund", "Мы вернём вам половину суммы"),
        ("other", "Не отменяйте заказ"),
        (None, "Стол высотой 40 см"),
        ("refuses_to_ship", "Мы не можем отправить"),
    ],
}


@pytest.mark.parametrize(
    ("meaning", "text"),
    [pytest.param(meaning, text, id=f"{language}-{text}") for language, said in SAID.items() for meaning, text in said],
)
def test_seller_message(meaning: str | None, text: str) -> None:
    assert classify_seller_message(text) == meaning


@pytest.mark.parametrize("language", LINES)
def test_what_a_seller_writes_and_what_only_sounds_like_it(language: str) -> None:
    never = LINES[language]["never"]
    said = {text: meaning for meaning, texts in LINES[language].items() if meaning != "never" for text in texts}
    assert {text: classify_seller_message(text) for text in said} == said
    sounds = {text: meaning for meaning, texts in never.items() for text in texts}
    assert {text: meaning for text, meaning in sounds.items() if classify_seller_message(text) == meaning} == {}
