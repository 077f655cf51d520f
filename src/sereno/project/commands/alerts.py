"""`sereno alerts take FILE`: take in the CAP 1.2 document of somebody else, for every served town it reaches."""

import argparse
import os
from pathlib import Path

from sereno.kernel.errors import Refusal
from sereno.project.commands import fail, set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which file."""
    chosen = parser.add_subparsers(dest="step", required=True, metavar="STEP")
    take = chosen.add_parser("take", help="take in a CAP 1.2 document")
    take.add_argument("file", type=Path)
    take.add_argument("--municipality", default="", metavar="CODE", help="only for this town")


def run(given: argparse.Namespace) -> int:
    """Take the document in; a refusal is one sentence."""
    os.environ.setdefault("SERENO_LANGUAGE", "en")
    set_up()
    from django.utils import translation

    from sereno.alerts.tree import MOST_BYTES

    try:
        with given.file.open("rb") as source:
            document = source.read(MOST_BYTES + 1)
        with translation.override(None):
            _take(document, code=given.municipality)
    except Refusal as refused:
        return fail(refused.message or str(refused))
    except OSError as refused:
        return fail(f"{given.file} cannot be read: {refused.strerror}")
    return 0


def _take(document: bytes, *, code: str) -> None:
    """For each town it reaches; where it reaches none, kept aside in the first."""
    from django.conf import settings

    from sereno.alerts import actions, areas
    from sereno.alerts.message import MessageType
    from sereno.alerts.reader import read
    from sereno.places import queries as places

    message = read(document)
    towns = [places.town_by_code(code)] if code else places.served_towns()
    reached = [town for town in towns if areas.touches(message, municipality=town.id)]
    if message.kind is MessageType.CANCEL:
        reached = towns  # it may name no area; it ends what it names, wherever that was taken in
    for town in reached or towns[:1]:
        taken = actions.take_in(document, municipality=town.id, by=None, simulated=settings.DEMO)
        what = (
            "taken in before"
            if not taken.is_new
            else f"set aside ({taken.alert.set_aside})"
            if taken.alert.set_aside
            else "taken in"
        )
        print(f"{town.code}: {message.identifier} {what}")
