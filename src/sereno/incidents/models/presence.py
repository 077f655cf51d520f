"""Who has a card open at this moment."""

from django.db import models


class Presence(models.Model):
    """An operator looking at an incident; it fades by itself when the screen stops saying so."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()  # when the screen last spoke, be it to say goodbye
    here = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="presence_in_municipality"),
            models.UniqueConstraint(fields=["incident", "user"], name="one_presence_each"),
        ]
        indexes = [models.Index(fields=["seen_at"], name="presence_seen")]

    def __str__(self) -> str:
        return f"presence {self.pk}"
