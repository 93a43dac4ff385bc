"""What can be wrong with a source as a whole: one class per case, each with its words for the buyer."""

from __future__ import annotations

from typing import ClassVar

from whyclosed_parser.model.errors import WhyclosedError


class PageError(WhyclosedError):
    """No order can be read from this source at all.

    `code` is stable and for programs. `message` says what the source is, `hint` what the buyer can do next;
    both are whole sentences in plain English. A subclass has its own words, which those given replace.
    """

    code: ClassVar[str] = "page_error"
    default_message: ClassVar[str] = "This page could not be read."
    default_hint: ClassVar[str] = "Open the order in your browser again, save the page, and try with the new file."

    def __init__(self, message: str | None = None, hint: str | None = None) -> None:
        self.message = message or self.default_message
        self.hint = hint or self.default_hint
        super().__init__(self.message, self.hint)  # all arguments, so that the error survives pickling

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class EmptyPage(PageError):
    """The source has no bytes, or only white space."""

    code = "empty"
    default_message = "The file is empty."
    default_hint = "The page was probably saved before it had loaded. Wait until the order is shown, then save again."


class NotHtml(PageError):
    """The source is something else than a web page; the message says what."""

    code = "not_html"
    default_message = "This is not a web page."
    default_hint = "Open the order in your browser and save it with “Save page as”, “Webpage, complete”."


class Compressed(PageError):
    """An archive that is neither gzip nor zip, or one that is damaged, locked, or too big to unpack safely."""

    code = "compressed"
    default_message = "This is a packed file that cannot be opened here."
    default_hint = "Unpack it first, then try again with the HTML file that was inside."


class DamagedFile(PageError):
    """A container (MHTML, web archive, mail, HAR) of which too little is left to find a page in it."""

    code = "damaged_file"
    default_message = "This file is damaged or cut off, so the page in it could not be read."
    default_hint = "Download or copy the file again, whole; or open the order in your browser and save the page again."


class TooBig(PageError):
    """A source, or a file in a container, that is bigger or holds more than is read."""

    code = "too_big"
    default_message = "There is more in this file than can be read at once."
    default_hint = "Take out the pages or mails of your orders, and read only those."


class NoPageInside(PageError):
    """A container in which nothing lies that could be a page."""

    code = "no_page_inside"
    default_message = "No saved page was found in this file."
    default_hint = "Open the order in your browser, save the page (“Save page as”, “Webpage, complete”), and read that."


class SeveralPages(PageError):
    """A container of several pages, where one page was asked for."""

    code = "several_pages"
    default_message = "There are several pages in this file."
    default_hint = "Read them one by one, or let all of them be read."


class LoginPage(PageError):
    """AliExpress's login wall."""

    code = "login_page"
    default_message = "This is AliExpress's login page, not an order."
    default_hint = "Log in to AliExpress in your browser, open the order, and save the page once the order is shown."


class ProductPage(PageError):
    """A product in the shop."""

    code = "product_page"
    default_message = "This is a product page, not an order."
    default_hint = "In AliExpress go to Account → My Orders, open the order's details, and use that page."


class CaptchaPage(PageError):
    """The check whether a human is asking."""

    code = "captcha"
    default_message = "This is AliExpress's “are you a robot” check, not an order."
    default_hint = "Solve the check in your browser, wait for the order to appear, then save the page."


class NoticeMail(PageError):
    """A mail of AliExpress about orders or parcels, saved as a web page."""

    code = "notice_mail"
    default_message = "This is a mail from AliExpress, not the page of an order."
    default_hint = "Follow its link to the order or to the tracking in your browser, and save that page."


class DisputeForm(PageError):
    """The form in which a return, refund or dispute is asked for, before it was sent."""

    code = "dispute_form"
    default_message = "This is the form that opens a dispute: nothing has been decided here yet."
    default_hint = (
        "Open the order's details instead: they say whether a dispute is due and until when. "
        "Once you have sent the form, the page of the request can be read."
    )


class EmptyShell(PageError):
    """A client-rendered order page saved without what its scripts put in (layout G3, saved as HTML only)."""

    code = "empty_shell"
    default_message = "The page's frame was saved, but not the order inside it."
    default_hint = (
        "Wait until the order is shown, then save with “Webpage, complete” (not “HTML only”), "
        "or with the SingleFile extension."
    )


class NotAnOrderPage(PageError):
    """A web page on which nothing of an order can be found."""

    code = "not_an_order_page"
    default_message = "No order was found on this page."
    default_hint = "Open the order's details, its tracking page or your list of orders on AliExpress, and save that."


class OtherLanguage(PageError):
    """A page in a language of which the labels are not known. `language`: its name in English."""

    code = "other_language"
    default_hint = "Switch AliExpress to English, reload the page, and read it again."

    def __init__(self, language: str) -> None:
        super().__init__(f"This page is in {language}, which is read only in part.")
        self.args = (language,)
