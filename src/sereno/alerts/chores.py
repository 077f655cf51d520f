"""What alerts do as time passes: read the feeds each town has chosen. An alert ends by the clock alone."""

import logging
from dataclasses import dataclass
from datetime import timedelta

import httpx
from django.conf import settings

from sereno.alerts import actions, feeds, rules
from sereno.alerts.feeds import Trouble
from sereno.alerts.models import Feed
from sereno.kernel import clock
from sereno.kernel.errors import Refusal
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds
from sereno.walls import openings as walls

_MOST_REMEMBERED = 5_000
_log = logging.getLogger(__name__)
# Town and document → when it had changed last, and whether it was of no use; only saves asking again.
_read: dict[tuple[int, str], tuple[str, bool]] = {}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reading of a feed brought: alerts that were new, and documents that could not be used."""

    new: int
    skipped: int


def read_feeds() -> int:
    """Take in what is new in the feeds of every town served here; returns how many alerts were new."""
    new = 0
    for town in places.served_towns():
        chosen = places.policy(AlertFeeds, municipality=town.id).addresses
        with walls.open_to(town.id):
            kept = {feed.address: feed for feed in Feed.objects.filter(municipality_id=town.id)}
            Feed.objects.filter(pk__in=[feed.pk for feed in kept.values() if feed.address not in chosen]).delete()
            for address in chosen:
                feed = kept.get(address) or Feed(municipality_id=town.id, address=address)
                if not feed.failures or feed.next_at <= clock.now():
                    new += _try(feed, town=town.code)
    return new


def _try(feed: Feed, *, town: str) -> int:
    """Read a feed and keep how it went, for the administrator's page."""
    feed.tried_at = clock.now()
    try:
        reading = read_feed(feed.address, municipality=feed.municipality_id)
    except Refusal as refused:
        _log.warning("the alert feed %s of %s: %s", feed.address, town, refused)
        is_ours = isinstance(refused, feeds.FeedRefused)
        feed.trouble = refused.trouble if isinstance(refused, feeds.FeedRefused) else Trouble.UNREADABLE
        feed.detail = (refused.detail if is_ours else refused.message)[:300]  # type: ignore[attr-defined]
        feed.failures += 1
        feed.next_at = rules.next_try(feed.tried_at, failures=feed.failures)
        feed.save()
        return 0
    feed.read_at, feed.next_at = feed.tried_at, feed.tried_at + timedelta(seconds=rules.FEED_EVERY_S)
    feed.failures, feed.trouble, feed.detail, feed.skipped = 0, "", "", reading.skipped
    feed.save()
    return reading.new


def read_feed(address: str, *, municipality: int) -> Reading:
    """Take in what is new in one feed; a document that cannot be read does not keep the others out.

    Raises
    ------
    FeedRefused, BadXml : the feed itself cannot be read.
    """
    new = skipped = 0
    with httpx.Client(trust_env=False) as client:
        for entry in feeds.entries(feeds.fetch(client, address), address=address):
            key = (municipality, entry.address)
            changed, was_useless = _read.get(key, ("", False))
            if not entry.inside and entry.changed and changed == entry.changed:
                skipped += was_useless
                continue
            is_useless = False
            try:
                document = entry.inside or feeds.fetch(client, entry.address)
                new += actions.take_in(document, municipality=municipality, by=None, simulated=settings.DEMO).is_new
            except feeds.FeedRefused as refused:
                _log.warning("the alert feed %s: %s", address, refused)
                skipped += 1
                continue  # it may answer next time
            except Refusal as refused:
                _log.warning("%s in the alert feed %s: %s", entry.address, address, refused)
                is_useless = True
            skipped += is_useless
            if len(_read) >= _MOST_REMEMBERED:
                _read.clear()
            _read[key] = (entry.changed, is_useless)
    return Reading(new, skipped)
