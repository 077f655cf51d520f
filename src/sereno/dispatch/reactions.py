"""What dispatch does when something happened elsewhere."""

from sereno.dispatch import actions
from sereno.ledger.wires import Happened


def release_units(fact: Happened) -> None:
    """The desk closed an incident: its units are free again."""
    if fact.about is not None:
        actions.release_all(fact.about, by=fact.actor, at=fact.at)
