from django.db import migrations

from sereno.walls.raising import RaiseWall


class Migration(migrations.Migration):
    """The second wall: PostgreSQL itself keeps each town's rows from the others."""

    dependencies = [("incidents", "0011_categories_make_a_tree"), ("media", "0002_walls"), ("people", "0003_walls")]

    operations = [RaiseWall("Category", "Incident", "Report", "Attachment", "Message", "Note", "Presence", "Pause", "Round", "Alarm", "Verdict")]
