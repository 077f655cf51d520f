"""Reading the feeds (Atom or RSS) of those who issue alerts: only addresses a town has chosen, and what lies beside.

A feed may name only documents of its own origin, redirections are not followed, plain http is for this machine alone,
and size, time and number are limited: whoever runs a feed cannot make us ask others, nor keep us.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import httpx

from sereno.alerts.tree import MOST_BYTES, parse
from sereno.alerts.writer import ATOM, CAP, CAP_TYPE
from sereno.kernel.errors import Refusal

MOST_ENTRIES = 100
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_S = 10.0
_PLAIN = {"Accept-Encoding": "identity"}  # what is packed could be made a thousand times longer by unpacking


class Trouble(StrEnum):
    """Why a feed cannot be read, for people who can mend it."""

    ADDRESS = "address"  # not https
    SILENT = "silent"  # nobody answers
    ANSWER = "answer"  # an answer that is no document: the status is the detail
    LENGTH = "length"
    SLOW = "slow"
    UNREADABLE = "unreadable"  # no XML that we can read


class FeedRefused(Refusal):
    """A feed or a document of it may not be read, or does not answer as it should."""

    code = "feed-refused"

    def __init__(self, message: str, *, trouble: Trouble, detail: str = "") -> None:
        super().__init__(message)
        self.trouble = trouble
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: the alert itself where it stands inside, else the address of its document."""

    address: str
    changed: str
    inside: bytes = b""


def may_read(address: str) -> bool:
    """Whether an address is one we ask at all: https, or http on this machine; no user and password in it.

    >>> may_read("https://alertas.example/cap.atom"), may_read("http://10.0.0.1/"), may_read("file:///etc/passwd")
    (True, False, False)
    """
    try:
        parts = urlsplit(address)
        is_local = (parts.hostname or "") in _LOCAL
        return (
            parts.username is None
            and bool(parts.hostname)
            and parts.scheme in ({"https", "http"} if is_local else {"https"})
        )
    except ValueError:
        return False


def fetch(client: httpx.Client, address: str) -> bytes:
    """A document of limited length, in limited time.

    Raises
    ------
    FeedRefused : the address may not be read, or the answer is not a document.
    """
    if not may_read(address):
        raise FeedRefused(f"{address} is not https", trouble=Trouble.ADDRESS)
    started = monotonic()
    body = bytearray()
    try:
        with client.stream("GET", address, follow_redirects=False, timeout=_LONGEST_S, headers=_PLAIN) as answer:
            if answer.status_code != httpx.codes.OK:
                status = answer.status_code
                raise FeedRefused(f"{address} answers {status}", trouble=Trouble.ANSWER, detail=str(status))
            for part in answer.iter_raw(65_536):
                body += part
                if len(body) > MOST_BYTES:
                    raise FeedRefused(f"{address} is longer than {MOST_BYTES} bytes", trouble=Trouble.LENGTH)
                if monotonic() - started > _LONGEST_S:
                    raise FeedRefused(f"{address} takes longer than {_LONGEST_S:.0f} s", trouble=Trouble.SLOW)
    except httpx.HTTPError as failure:
        said = f"{address} does not answer: {failure}"
        raise FeedRefused(said, trouble=Trouble.SILENT, detail=str(failure)) from failure
    return bytes(body)


def entries(document: bytes, *, address: str) -> list[Entry]:
    """The entries of a feed that we may read, in its order; a lone alert is a feed of one.

    Raises
    ------
    BadXml : it is not XML we can read.
    """
    root = parse(document)
    if root.tag == f"{{{CAP}}}alert":
        return [Entry(address, "", document)]
    found = list(_atom(root, address) if root.tag == f"{{{ATOM}}}feed" else _rss(root, address))
    return [entry for entry in found if entry.inside or _is_beside(entry.address, address)][:MOST_ENTRIES]


def _is_beside(address: str, feed: str) -> bool:
    """Whether a document has the feed's own scheme, host and port."""
    return may_read(address) and urlsplit(address)[:2] == urlsplit(feed)[:2]


def _atom(root: ET.Element, base: str) -> Iterator[Entry]:
    for entry in root.iter(f"{{{ATOM}}}entry"):
        changed = entry.findtext(f"{{{ATOM}}}updated", "")
        inside = next(entry.iter(f"{{{CAP}}}alert"), None)
        links = entry.findall(f"{{{ATOM}}}link")
        best = sorted(
            links, key=lambda link: (link.get("type") != CAP_TYPE, link.get("rel", "alternate") != "alternate")
        )
        if inside is not None:
            yield Entry(base, changed, ET.tostring(inside))
        elif best:
            yield Entry(urljoin(base, best[0].get("href", "")), changed)


def _rss(root: ET.Element, base: str) -> Iterator[Entry]:
    for item in root.iter("item"):
        enclosed = [one.get("url", "") for one in item.findall("enclosure") if one.get("type") == CAP_TYPE]
        link = enclosed[0] if enclosed else item.findtext("link", "")
        if link.strip():
            yield Entry(urljoin(base, link.strip()), item.findtext("pubDate", ""))
