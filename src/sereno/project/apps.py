"""Django's hook: once all rooms are loaded, hand the wiring table to the ledger."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The roof as a Django app; it owns no tables."""

    name = "sereno.project"
    label = "project"

    def ready(self) -> None:
        """Wire facts to reactions, and chores to the worker, in one place."""
        from sereno.kernel import memory
        from sereno.ledger import wires
        from sereno.ledger.changes import SettingsWatch
        from sereno.project import wiring

        wires.connect(wiring.REACTIONS, chores=wiring.CHORES)
        memory.listen_to(SettingsWatch())
