"""What the two TBX formats share: elements, safe text, and entity ids as XML names."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNNAMED = re.compile(r"[^A-Za-z0-9\-]")


def child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new last child; characters that XML cannot hold become U+FFFD."""
    element = ET.SubElement(parent, tag, {name: clean(value) for name, value in attributes.items()})
    element.text = clean(text) or None
    return element


def clean(text: str) -> str:
    return _ILLEGAL.sub("\ufffd", text)


def xml_id(entity_id: str) -> str:
    """An entity id as an XML name; `entity_id_of` undoes it.

    >>> xml_id("luhansk-oblast"), xml_id("ent:1")
    ('c-luhansk-oblast', 'c-ent_x3A_1')
    """
    return "c-" + _UNNAMED.sub(lambda match: f"_x{ord(match[0]):X}_", entity_id)


def entity_id_of(name: str) -> str:
    """The entity id of an XML name that `xml_id` made, "" for any other."""
    if not name.startswith("c-"):
        return ""
    return re.sub(r"_x([0-9A-F]{1,6})_", lambda match: chr(int(match[1], 16)), name[2:])


def document(root: ET.Element) -> bytes:
    """The file of a tree: UTF-8 with declaration, indented."""
    ET.indent(root, " ")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"
