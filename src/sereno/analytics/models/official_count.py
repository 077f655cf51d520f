"""What an official body counted in a month, by offence."""

from django.db import models


class OfficialCount(models.Model):
    """One figure of one month; offences may be sub-groups of others, so they are never added up."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    taxonomy = models.CharField(max_length=60)  # the list of offences with its version: cead, cead-2024
    month = models.DateField()  # its first day
    offence = models.CharField(max_length=200)
    count = models.PositiveIntegerField()
    source = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="official_count_in_municipality"),
            models.UniqueConstraint(
                fields=["municipality", "source", "taxonomy", "offence", "month"], name="official_count_once"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="official_count_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.offence} {self.month:%Y-%m}"
