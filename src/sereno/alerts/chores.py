"""What alerts do as time passes: read the feeds each town has chosen. An alert ends by the clock alone."""

import logging

import httpx
from django.conf import settings

from sereno.alerts import actions, feeds
from sereno.kernel.errors import Refusal
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds
from sereno.walls import openings as walls

_MOST_REMEMBERED = 5_000
_log = logging.getLogger(__name__)
_read: dict[tuple[int, str], str] = {}  # town and document → when it had changed last; only saves asking again


def read_feeds() -> int:
    """Take in what is new in the feeds of every town served here; returns how many alerts were new."""
    new = 0
    for town in places.served_towns():
        for address in places.policy(AlertFeeds, municipality=town.id).addresses:
            try:
                with walls.open_to(town.id):
                    new += read_feed(address, municipality=town.id)
            except Refusal as refused:
                _log.warning("the alert feed %s of %s: %s", address, town.code, refused)
    return new


def read_feed(address: str, *, municipality: int) -> int:
    """Take in what is new in one feed; a document that cannot be read does not keep the others out.

    Raises
    ------
    FeedRefused, BadXml : the feed itself cannot be read.
    """
    new = 0
    with httpx.Client(trust_env=False) as client:
        for entry in feeds.entries(feeds.fetch(client, address), address=address):
            key = (municipality, entry.address)
            if not entry.inside and entry.changed and _read.get(key) == entry.changed:
                continue
            try:
                document = entry.inside or feeds.fetch(client, entry.address)
                new += actions.take_in(document, municipality=municipality, by=None, simulated=settings.DEMO).is_new
            except feeds.FeedRefused as refused:
                _log.warning("the alert feed %s: %s", address, refused)
                continue  # it may answer next time
            except Refusal as refused:
                _log.warning("%s in the alert feed %s: %s", entry.address, address, refused)
            if len(_read) >= _MOST_REMEMBERED:
                _read.clear()
            _read[key] = entry.changed
    return new
