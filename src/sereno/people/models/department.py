"""A department of a municipality that attends incidents."""

from django.db import models


class Department(models.Model):
    """A desk to which reports are assigned: Seguridad, Inspección, OIRS; once closed it takes no new ones."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="department_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "code"], name="department_code"),
        ]

    def __str__(self) -> str:
        return self.name
