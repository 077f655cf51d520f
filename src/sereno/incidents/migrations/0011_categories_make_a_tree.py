"""Categories stand under each other, carry codes of offences and a playbook, and can be confidential or retired."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("incidents", "0010_parts_of_incidents")]

    operations = [
        migrations.AddField(
            model_name="category",
            name="parent",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.category"
            ),
        ),
        migrations.AddField(model_name="category", name="confidential", field=models.BooleanField(default=False)),
        migrations.AddField(model_name="category", name="offences", field=models.JSONField(default=list)),
        migrations.AddField(model_name="category", name="playbook", field=models.TextField(blank=True)),
        migrations.AddField(model_name="category", name="retired", field=models.BooleanField(default=False)),
    ]
