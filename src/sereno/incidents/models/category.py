"""A kind of incident a town attends."""

from django.db import models


class Category(models.Model):
    """What happened, in the words of the town's list, and how urgent it is; a child is a finer word for its parent."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(max_length=60)
    names = models.JSONField()  # by language: {"es": …, "en": …, "pt": …}
    group = models.SlugField(max_length=40)
    icon = models.SlugField(max_length=40)
    priority = models.PositiveSmallIntegerField()
    emergency = models.BooleanField(default=False)
    reportable = models.BooleanField(default=True)  # offered to residents
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    confidential = models.BooleanField(default=False)  # not on the map of those who may not read incidents
    offences = models.JSONField(default=list)  # what it is called in each taxonomy of offences, with its dates
    playbook = models.TextField(blank=True)  # what the desk does, step by step
    retired = models.BooleanField(default=False)  # explains the past, offered to nobody
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="category_in_municipality"),
            models.UniqueConstraint(fields=["municipality", "code"], name="category_code"),
            models.CheckConstraint(condition=models.Q(priority__range=(1, 4)), name="category_priority"),
        ]

    def __str__(self) -> str:
        return self.code
