"""A department can be closed, and a person deactivated in one town."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(model_name="department", name="closed_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="membership", name="suspended", field=models.BooleanField(default=False)),
    ]
