"""What a person is in a municipality."""

from django.db import models

from sereno.vocabulary.words import Role


class Membership(models.Model):
    """One role of one person in one municipality; with a department, limited to its incidents."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.name) for role in Role])
    department = models.ForeignKey("people.Department", null=True, on_delete=models.PROTECT, related_name="+")
    suspended = models.BooleanField(default=False)  # the person is deactivated in this town; the role is kept

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="membership_in_municipality"),
            models.UniqueConstraint(
                fields=["municipality", "user", "role", "department"], name="one_role_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"
