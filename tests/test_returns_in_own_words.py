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
    "it": {
        "return_asked": ("Richiesta di reso approvata",),
        "return_label": ("Scarica l'etichetta di reso",),
        "return_posted": (
            "Hai spedito il pacco di reso il 18 nov 2026",
            "Il tuo reso è in viaggio",
        ),
        "return_arrived": (
            "Il venditore ha ricevuto il tuo reso",
            "Il pacco reso è arrivato al magazzino",
        ),
        "return_refused": ("Il pacco reso è stato rifiutato",),
        None: (
            "Quando il reso è arrivato al magazzino, ricevi il rimborso",
            "Il venditore non ha ricevuto il tuo reso",
            "Il pacco è stato restituito al mittente",
        ),
    },
    "nl": {
        "return_asked": ("Je retourverzoek is goedgekeurd",),
        "return_label": ("Download je retourlabel",),
        "return_posted": (
            "Je hebt het retourpakket op 18 nov 2026 ingeleverd",
            "Je retourzending is onderweg",
        ),
        "return_arrived": (
            "De verkoper heeft je retourpakket ontvangen",
            "Je retourzending is aangekomen bij het magazijn",
        ),
        "return_refused": ("Je retourpakket is geweigerd",),
        None: (
            "Zodra je retourzending is aangekomen, betalen we terug",
            "De verkoper heeft je retourpakket nog niet ontvangen",
            "Pakket retour afzender is onderweg",
        ),
    },
    "pl": {
        "return_asked": ("Wniosek o zwrot towaru został zaakceptowany",),
        "return_label": ("Pobierz etykietę zwrotną",),
        "return_posted": (
            "Nadałeś paczkę zwrotną 18 lis 2026",
            "Twoja przesyłka zwrotna jest w drodze",
        ),
        "return_arrived": (
            "Sprzedawca otrzymał Twoją przesyłkę zwrotną",
            "Zwrócona paczka dotarła do magazynu",
        ),
        "return_refused": ("Przesyłka zwrotna została odrzucona",),
        None: (
            "Gdy przesyłka zwrotna dotrze do magazynu, zwrócimy pieniądze",
            "Sprzedawca nie otrzymał przesyłki zwrotnej",
            "Przesyłka została zwrócona do nadawcy",
        ),
    },
    "cs": {
        "return_asked": ("Vaše žádost o vrácení zboží byla schválena",),
        "return_label": ("Vratný štítek je připraven",),
        "return_posted": ("Vrácená zásilka je na cestě",),
        "return_arrived": ("Vrácené zboží dorazilo do skladu",),
        "return_refused": ("Vrácené zboží bylo odmítnuto",),
        None: (
            "Jakmile vrácené zboží dorazí do skladu, vrátíme peníze",
            "Prodejce neobdržel vrácenou zásilku",
        ),
    },
    "uk": {
        "return_asked": ("Заявку на повернення товару схвалено",),
        "return_label": ("Етикетка для повернення готова",),
        "return_posted": (
            "Ви надіслали посилку з поверненням 18 листопада 2026",
            "Ваше повернення товару в дорозі",
        ),
        "return_arrived": (
            "Продавець отримав повернений товар",
            "Повернена посилка прибула на склад",
        ),
        "return_refused": ("Повернений товар відхилено",),
        None: (
            "Якщо повернений товар прибув на склад, ми повернемо кошти",
            "Продавець не отримав повернений товар",
            "Посилку повернено відправнику",
        ),
    },
    "tr": {
        "return_asked": ("Ürün iade talebiniz onaylandı",),
        "return_label": ("İade etiketiniz hazır",),
        "return_posted": (
            "İade paketini 18 Kasım 2026'da teslim ettiniz",
            "İade paketiniz yolda",
        ),
        "return_arrived": (
            "Satıcı iade paketinizi teslim aldı",
            "İade ettiğiniz ürün depoya ulaştı",
        ),
        "return_refused": ("İade paketiniz reddedildi",),
        None: (
            "İade paketi ulaşınca paranız iade edilir",
            "Satıcı iade paketini teslim almadı",
            "Paket göndericiye iade edildi",
        ),
    },
    "ar": {
        "return_asked": ("تم قبول طلب الإرجاع",),
        "return_label": ("ملصق الإرجاع جاهز",),
        "return_posted": (
            "لقد أرسلت طرد الإرجاع",
            "طرد الإرجاع في الطريق",
        ),
        "return_arrived": (
            "استلم البائع طرد الإرجاع",
            "وصل المنتج المرتجع إلى المستودع",
        ),
        "return_refused": ("تم رفض طرد الإرجاع",),
        None: (
            "إذا وصل المنتج المرتجع إلى المستودع فسيتم رد المبلغ",
            "لم يستلم البائع طرد الإرجاع",
            "تمت إعادة الطرد إلى المرسل",
        ),
    },
    "he": {
        "return_asked": ("בקשת ההחזרה שלך אושרה",),
        "return_label": ("תווית ההחזרה מוכנה",),
        "return_posted": (
            "שלחת את חבילת ההחזרה",
            "חבילת ההחזרה בדרך",
        ),
        "return_arrived": (
            "המוכר קיבל את חבילת ההחזרה",
            "המוצר שהוחזר הגיע למחסן",
        ),
        "return_refused": ("חבילת ההחזרה נדחתה",),
        None: (
            "אם המוצר שהוחזר הגיע למחסן, תקבלו החזר",
            "המוכר לא קיבל את חבילת ההחזרה",
        ),
    },
    "ja": {
        "return_asked": ("返品リクエストが承認されました",),
        "return_label": ("返品ラベルの準備ができました",),
        "return_posted": (
            "返品の荷物を発送しました",
            "返品の荷物は輸送中です",
        ),
        "return_arrived": (
            "販売者が返品の荷物を受け取りました",
            "返品された商品が倉庫に到着しました",
        ),
        "return_refused": ("返品の荷物の受け取りが拒否されました",),
        None: (
            "返品された商品が倉庫に到着した場合、返金されます",
            "販売者は返品の荷物を受け取っていません",
            "荷物は差出人に返送されました",
        ),
    },
    "ko": {
        "return_asked": ("반품 요청이 승인되었습니다",),
        "return_label": ("반품 라벨이 준비되었습니다",),
        "return_posted": (
            "반품 상품을 발송했습니다",
            "반품 배송 중입니다",
        ),
        "return_arrived": (
            "판매자가 반품 상품을 받았습니다",
            "반품된 상품이 창고에 도착했습니다",
        ),
        "return_refused": ("반품 상품의 수령이 거부되었습니다",),
        None: (
            "반품 상품이 창고에 도착하면 환불됩니다",
            "판매자가 반품 상품을 받지 못했습니다",
            "소포가 발송인에게 반송되었습니다",
        ),
    },
    "zh": {
        "return_asked": ("您的退货申请已通过",),
        "return_label": ("退货标签已生成",),
        "return_posted": (
            "您已寄出退货包裹",
            "退货包裹正在运输中",
        ),
        "return_arrived": (
            "卖家已收到退货",
            "退货已送达仓库",
        ),
        "return_refused": ("退货包裹被拒收",),
        None: (
            "如果退货已送达仓库，我们会为您退款",
            "卖家未收到您的退货包裹",
            "包裹已退回寄件人",
        ),
    },
    "th": {
        "return_asked": ("คำขอคืนสินค้าของคุณได้รับการอนุมัติแล้ว",),
        "return_label": ("ฉลากส่งคืนพร้อมแล้ว",),
        "return_posted": ("คุณส่งพัสดุคืนแล้ว",),
        "return_arrived": (
            "ผู้ขายได้รับพัสดุคืนแล้ว",
            "สินค้าที่คืนถึงคลังสินค้าแล้ว",
        ),
        "return_refused": ("พัสดุคืนสินค้าถูกปฏิเสธ",),
        None: (
            "เมื่อสินค้าที่คืนถึงคลังสินค้าแล้ว เราจะคืนเงิน",
            "ผู้ขายยังไม่ได้รับพัสดุคืน",
            "พัสดุถูกส่งคืนผู้ส่งแล้ว",
        ),
    },
    "vi": {
        "return_asked": ("Yêu cầu trả hàng của bạn đã được chấp nhận",),
        "return_label": ("Nhãn trả hàng đã sẵn sàng",),
        "return_posted": (
            "Bạn đã gửi kiện hàng trả lại",
            "Kiện hàng trả lại đang được vận chuyển",
        ),
        "return_arrived": (
            "Người bán đã nhận được hàng trả lại",
            "Hàng trả lại đã đến kho",
        ),
        "return_refused": ("Hàng trả lại bị từ chối",),
        None: (
            "Khi hàng trả lại đã đến kho, bạn sẽ được hoàn tiền",
            "Người bán chưa nhận được hàng trả lại",
            "Kiện hàng đã được trả lại người gửi",
        ),
    },
    "id": {
        "return_asked": ("Permintaan retur Anda disetujui",),
        "return_label": ("Label retur sudah tersedia",),
        "return_posted": (
            "Anda telah mengirim paket pengembalian",
            "Paket pengembalian sedang dalam perjalanan",
        ),
        "return_arrived": (
            "Penjual telah menerima paket pengembalian",
            "Barang yang dikembalikan telah tiba di gudang",
        ),
        "return_refused": ("Paket pengembalian ditolak",),
        None: (
            "Jika paket pengembalian telah tiba di gudang, dana dikembalikan",
            "Penjual belum menerima paket pengembalian",
            "Paket dikembalikan ke pengirim",
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
