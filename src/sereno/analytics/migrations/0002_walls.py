from django.db import migrations

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """The second wall: PostgreSQL itself keeps each town's rows from the others."""

    dependencies = [("analytics", "0001_initial")]

    operations = [RaiseWall("HistorySource", "HistoryImport", "HistoryFile", "PastIncident", "OfficialCount")]
