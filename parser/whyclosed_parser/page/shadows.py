"""Shadow roots that a saver wrote down as templates: they stand in the place of their host's own content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml.etree import _Element as Element

from whyclosed_parser.page.tree import ancestors, children
from whyclosed_parser.values.text import fold


def may_be_shadow(attributes: Mapping[str, str]) -> bool:
    """Whether a template is a shadow root that a saver wrote down."""
    return any(attributes.get(name, "").lower() in ("open", "closed") for name in ("shadowrootmode", "shadowroot"))


def is_shadow(template: Element) -> bool:
    """Whether a template surely is one. Browsers no longer know the older attribute: it counts where the host was
    made to have a shadow."""
    host = template.getparent()
    if template.get("shadowrootmode") is not None or host is None:
        return True
    return "-" in str(host.tag) or (len(host) == 1 and not fold((host.text or "") + (template.tail or "")))


def shadow_around(element: Element) -> Element | None:
    """The shadow root, or other template, in which an element stands."""
    return next((one for one in ancestors(element) if one.tag == "template"), None)


def projected(host: Element, root: Element) -> tuple[Sequence[Element], Sequence[Element]]:
    """The elements that a host with this shadow root does not show, and those of which it shows no words of their own:
    of its own content it shows that for which the root has a slot, and in a slot that is filled nothing else."""
    own = {child: child.get("slot") or "" for child in host.iterchildren("*") if child is not root}
    plain = "" in own.values() or bool(fold("".join([host.text or "", *(child.tail or "" for child in host)])))
    slots = {slot.get("name") or "": slot for slot in reversed(root.findall(".//slot"))}
    filled = [slot for name, slot in slots.items() if name in own.values() or (plain and not name)]
    gone = [child for child, name in own.items() if name not in slots]
    gone += [child for slot in filled for child in slot.iterchildren("*")]
    return gone, filled if "" in slots else [host, *filled]


def without_slot(host: Element) -> list[Element]:
    """What of a host's own content its shadow root has no slot for."""
    root = next((one for one in children(host) if one.tag == "template" and one.get("shadowrootmode")), None)
    if root is None:
        return []
    names = {slot.get("name") or "" for slot in root.iter("slot")}
    return [one for one in children(host) if one is not root and (one.get("slot") or "") not in names]
