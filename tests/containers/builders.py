"""Every container, made around a page as the programs that write it do."""

from __future__ import annotations

import gzip
import json
import plistlib
import quopri
import struct
from base64 import b64encode, encodebytes
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

URL = "https://www.aliexpress.com/p/order/detail.html?orderId=3070000022221115"
SAVED_AT = datetime(2026, 11, 25, 9, 30, 0, tzinfo=UTC)
RFC_TIME = "Wed, 25 Nov 2026 09:30:00 -0000"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def mhtml(
    page: bytes,
    *,
    encoding: str = "quoted-printable",
    head: str = "",
    part: str = "",
    more: str = "",
    newline: str = "\r\n",
    charset: str = ' charset="utf-8"',
) -> bytes:
    """`head`, `part`: header lines of the file and of the page's part; `more`: other parts, between the boundaries."""
    bound = "----MultipartBoundary--kZq3x0aVn4--"
    text = "\n".join(
        [
            head or f"From: <Saved by Blink>\nSnapshot-Content-Location: {URL}\nSubject: =?utf-8?Q?Order=20details?=",
            f"Date: {RFC_TIME}",
            "MIME-Version: 1.0",
            f'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="{bound}"',
            "",
            "",
            f"--{bound}",
            f"Content-Type: text/html;{charset}",
            f"Content-Transfer-Encoding: {encoding}",
            part or f"Content-ID: <frame-AB12@mhtml.blink>\nContent-Location: {URL}",
            "",
            "",
        ]
    )
    behind = f"\n--{bound}\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Location: https://ae01.example/a.png\n\n"
    end = "".join(f"\n--{bound}\n{one}" for one in filter(None, [more])) + f"\n--{bound}--\n"

    def lines(text: str) -> bytes:
        return text.replace("\n", newline).encode()

    return lines(text) + encoded(page, encoding) + lines(behind) + encodebytes(PICTURE) + lines(end)


def encoded(page: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return quopri.encodestring(page).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return encodebytes(page) if encoding == "base64" else page


def old_mhtml(page: bytes, saver: str, **more: str) -> bytes:
    return mhtml(
        page,
        head=f"From: {saver}\nSubject: Order details\nX-MimeOLE: Produced By X V6",
        part=f"Content-Location: {URL}",
        **more,
    )


def framed(page: bytes) -> bytes:
    """The page in a frame of an outer page, as Chrome keeps it."""
    outer = b'<html><head><title>x</title></head><body><p>Shop</p><iframe src="cid:frame-CD34@mhtml.blink"></iframe></body></html>'
    inner = "Content-Type: text/html\nContent-ID: <frame-CD34@mhtml.blink>\nContent-Transfer-Encoding: base64\n\n"
    return mhtml(outer, more=inner + b64encode(page).decode())


def webarchive(page: bytes, form: plistlib.PlistFormat = plistlib.FMT_BINARY) -> bytes:
    return plistlib.dumps(
        {"WebMainResource": resource(page), "WebSubresources": [resource(PICTURE, "image/png")]}, fmt=form
    )


def framed_webarchive(page: bytes) -> bytes:
    outer = b'<html><body><iframe src="inner.html"></iframe></body></html>'
    inner = {"WebMainResource": resource(page, url="https://www.aliexpress.com/p/order/inner.html")}
    return plistlib.dumps({"WebMainResource": resource(outer), "WebSubframeArchives": [inner]}, fmt=plistlib.FMT_BINARY)


def resource(content: bytes, kind: str = "text/html", url: str = URL) -> dict[str, object]:
    return {
        "WebResourceURL": url,
        "WebResourceData": content,
        "WebResourceMIMEType": kind,
        "WebResourceTextEncodingName": "UTF-8",
        "WebResourceFrameName": "",
    }


def mail(page: bytes, kind: str = "alternative") -> bytes:
    message = EmailMessage()
    message["From"] = "Shop <shop@example.com>"
    message["To"] = "buyer@example.com"
    message["Subject"] = "Bestellung geändert – Übersicht"
    message["Date"] = "Wed, 25 Nov 2026 10:30:00 +0100"
    message["Message-ID"] = "<1@example.com>"
    text = page.decode()
    if kind == "html":
        message.set_content(text, subtype="html", cte="base64")
    elif kind == "attached":
        message.set_content("See the page.")
        message.add_attachment(page, maintype="text", subtype="html", filename="Bestellung für dich.html")
    elif kind == "forwarded":
        inner = EmailMessage()
        inner["Date"] = "Wed, 25 Nov 2026 10:30:00 +0100"
        inner["Subject"] = "Your order"
        inner.set_content(text, subtype="html", cte="quoted-printable")
        message.replace_header("Date", "Fri, 27 Nov 2026 10:30:00 +0100")
        message.set_content("Look.")
        message.add_attachment(inner)
    else:
        message.set_content("Use a program that shows pages.")
        message.add_alternative(text, subtype="html", cte="quoted-printable")
    return message.as_bytes()


def mbox(*mails: bytes, line: str = "From - Wed Nov 25 10:30:00 2026") -> bytes:
    return b"".join(f"{line}\n".encode() + one.replace(b"\nFrom ", b"\n>From ") + b"\n\n" for one in mails)


def har(page: bytes, *, encoding: str | None = None, kind: str = "text/html; charset=utf-8") -> bytes:
    text = b64encode(page).decode() if encoding else page.decode()
    content = {"size": len(page), "mimeType": kind, "text": text} | ({"encoding": encoding} if encoding else {})
    entries = [
        exchange(
            "https://ae01.example/a.js", {"mimeType": "application/javascript", "text": "function a(){return '<p>'}"}
        ),
        exchange(
            "https://ae01.example/a.png",
            {"mimeType": "image/png", "text": b64encode(PICTURE).decode(), "encoding": "base64"},
        ),
        exchange(
            "https://www.aliexpress.com/item/1.html",
            {"mimeType": "text/html", "text": "<html><body>Something</body></html>"},
        ),
        exchange(URL, content),
        {"request": {"url": URL}, "response": {"status": 304, "content": {"size": 0}}},
    ]
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "pages": [], "entries": entries}}
    ).encode()


def exchange(url: str, content: Mapping[str, object]) -> dict[str, object]:
    return {
        "startedDateTime": "2026-11-25T09:30:00.000Z",
        "request": {"method": "GET", "url": url, "headers": []},
        "response": {"status": 200, "content": content},
    }


def zipped(*files: tuple[str, bytes], changed: datetime | None = SAVED_AT) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            info = ZipInfo(name, (2026, 11, 25, 23, 59, 58))
            info.compress_type = ZIP_DEFLATED
            info.extra = struct.pack("<HHBi", 0x5455, 5, 1, int(changed.timestamp())) if changed else b""
            archive.writestr(info, content)
    return packed.getvalue()


def maff(page: bytes) -> bytes:
    rdf = f"""<?xml version="1.0"?>
<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#" xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <RDF:Description RDF:about="urn:root">
    <MAF:originalurl RDF:resource="{URL.replace("&", "&amp;")}"/>
    <MAF:title RDF:resource="Order details"/>
    <MAF:archivetime RDF:resource="Wed, 25 Nov 2026 10:30:00 +0100"/>
    <MAF:indexfilename RDF:resource="index.html"/>
  </RDF:Description>
</RDF:RDF>"""
    folder = "1764063000000_12"
    return zipped(
        (f"{folder}/index.rdf", rdf.encode()), (f"{folder}/index.html", page), (f"{folder}/index_files/a.html", b"<p>x")
    )


def selfextracting(page: bytes) -> bytes:
    """An HTML file with a zip file behind its script."""
    shell = f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {URL} \n saved date: Wed Nov 25 2026 10:30:00 GMT+0100 (A) \n--><head><script>unpack()</script></head><body hidden><sfz-extra-data></sfz-extra-data><!--"
    return shell.encode() + zipped(("index.html", page), ("images/0.png", PICTURE)) + b"--></body></html>"


def gzipped(page: bytes) -> bytes:
    return gzip.compress(page, mtime=int(SAVED_AT.timestamp()))


BOTH, URL_ONLY, TIME_ONLY, NEITHER = (URL, SAVED_AT), (URL, None), (None, SAVED_AT), (None, None)
CONTAINERS: dict[str, tuple[Callable[[bytes], bytes], tuple[str | None, datetime | None]]] = {
    "mhtml-chrome": (mhtml, BOTH),
    "mhtml-base64": (lambda page: mhtml(page, encoding="base64"), BOTH),
    "mhtml-8bit": (lambda page: mhtml(page, encoding="8bit", newline="\n"), BOTH),
    "mhtml-binary": (lambda page: mhtml(page, encoding="binary"), BOTH),
    "mhtml-frame": (framed, BOTH),
    "mhtml-ie6": (lambda page: old_mhtml(page, "<Saved by Microsoft Internet Explorer 5>"), BOTH),
    "mhtml-ie-german": (
        lambda page: old_mhtml(page, "=?utf-8?Q?=22Von_Windows_Internet_Explorer_8_gespeichert=22?="),
        BOTH,
    ),
    "mhtml-unmht": (lambda page: old_mhtml(page, "<Saved by UnMHT/8.3.2>", encoding="8bit"), BOTH),
    "mhtml-maf": (lambda page: old_mhtml(page, "<Saved by Mozilla 5.0 (X11)>", encoding="base64", newline="\n"), BOTH),
    "mhtml-opera": (lambda page: mhtml(page, head=f"Content-Location: {URL}\nSubject: x"), BOTH),
    "webarchive-binary": (webarchive, URL_ONLY),
    "webarchive-xml": (lambda page: webarchive(page, plistlib.FMT_XML), URL_ONLY),
    "webarchive-frame": (framed_webarchive, URL_ONLY),
    "mail": (mail, TIME_ONLY),
    "mail-html": (lambda page: mail(page, "html"), TIME_ONLY),
    "mail-forwarded": (lambda page: mail(page, "forwarded"), TIME_ONLY),
    "mail-attached": (lambda page: mail(page, "attached"), NEITHER),
    "mail-attached-zip": (lambda page: with_attachment(zipped(("a.html", page)), "zip", "pages.zip"), TIME_ONLY),
    "mail-attached-mhtml": (lambda page: with_attachment(mhtml(page), "octet-stream", "page.mht"), BOTH),
    "mail-apple": (
        lambda page: b"%d   \n" % len(mail(page)) + mail(page) + b"<?xml version='1.0'?><plist/>",
        TIME_ONLY,
    ),
    "mbox": (lambda page: mbox(mail(b"<p>Hello</p>"), mail(page)), TIME_ONLY),
    "mbox-gmail": (lambda page: mbox(mail(page), line="From 1849@xxx Wed Nov 25 09:30:00 +0000 2026"), TIME_ONLY),
    "har": (har, BOTH),
    "har-base64": (lambda page: har(page, encoding="base64"), BOTH),
    "gzip": (gzipped, TIME_ONLY),
    "gzip-mhtml": (lambda page: gzip.compress(mhtml(page), mtime=0), BOTH),
    "zip": (lambda page: zipped(("saved/order.html", page)), TIME_ONLY),
    "zip-local-time": (lambda page: zipped(("order.html", page), changed=None), NEITHER),
    "zip-mhtml": (lambda page: zipped(("order.mhtml", mhtml(page))), BOTH),
    "zip-in-zip": (lambda page: zipped(("inner.zip", zipped(("order.html.gz", gzipped(page))))), TIME_ONLY),
    "maff": (maff, BOTH),
    "selfextracting": (selfextracting, BOTH),
}
"""Each container, and what it says of where and when the page was saved."""


def with_attachment(content: bytes, subtype: str, name: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.com", "b@example.com", "Order"
    message["Date"] = "Fri, 27 Nov 2026 10:30:00 +0100"
    message.set_content("See the file.")
    message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return message.as_bytes()
