"""Policies become revisions: every setting of a town is kept version by version in one table."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("places", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="policy", name="policy_version"),
        migrations.RemoveConstraint(model_name="policy", name="policy_in_municipality"),
        migrations.RenameModel(old_name="Policy", new_name="Revision"),
        migrations.AlterModelOptions(name="revision", options={}),
        migrations.AlterField(model_name="revision", name="key", field=models.CharField(max_length=120)),
        migrations.AlterField(model_name="revision", name="value", field=models.JSONField(null=True)),
        migrations.AddField(model_name="revision", name="restores", field=models.PositiveIntegerField(null=True)),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=["municipality", "key", "version"], name="revision_version"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(fields=["municipality", "id"], name="revision_in_municipality"),
        ),
    ]
