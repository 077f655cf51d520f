"""XML from strangers made into a plain tree: small, shallow, and without anything that could be expanded or fetched.

A document type is refused as soon as it begins, before the parser has read an entity of it: without one there is
nothing to expand (billion laughs) and nothing to include (external entities). The parser itself opens no address.
"""

from typing import NoReturn
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from sereno.kernel.errors import Malformed

MOST_BYTES = 1024 * 1024
_DEEPEST = 32


class BadXml(Malformed):
    """What was given cannot be read as an alert; the message says why."""

    code = "alert-unreadable"


def parse(document: bytes) -> ET.Element:
    """The root of a document.

    Raises
    ------
    BadXml : too long, too deep, not well formed, or with a document type.
    """
    if len(document) > MOST_BYTES:
        raise BadXml(_("The file is longer than 1 MB; an alert is not."))
    parser = ET.XMLParser(target=_Builder())  # noqa: S314  (a document type is refused where it begins, see above)
    try:
        parser.feed(document)
        root: ET.Element = parser.close()
    except ET.ParseError as refused:
        line, column = refused.position
        raise BadXml(
            _("This is not XML: it cannot be read at line %(line)d, column %(column)d.")
            % {"line": line, "column": column + 1}
        ) from refused
    except (LookupError, ValueError) as refused:
        raise BadXml(_("The encoding named at its beginning is not known.")) from refused
    return root


class _Builder(ET.TreeBuilder):
    depth = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> NoReturn:
        del name, pubid, system
        raise BadXml(_("It has a document type (DOCTYPE), which an alert never has."))

    def start(self, tag: str, attrs: dict[str, str], /) -> ET.Element:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadXml(_("Its elements are nested too deeply for an alert."))
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> ET.Element:
        self.depth -= 1
        return super().end(tag)
