"""An incident says by name and version which rule chose its department: the columns, still empty."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("incidents", "0003_reopened_at")]

    operations = [
        migrations.AddField(
            model_name="incident", name="chosen_by", field=models.CharField(blank=True, default="", max_length=40)
        ),
        migrations.AddField(
            model_name="incident", name="rules_version", field=models.PositiveIntegerField(null=True)
        ),
    ]
