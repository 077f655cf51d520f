"""One unit's errand to one incident."""

from django.db import models
from django.db.models import Q

from sereno.vocabulary.words import TaskState

_OVER = Q(state__in=[TaskState.DONE.value, TaskState.DECLINED.value, TaskState.RELEASED.value])


class Task(models.Model):
    """From the offer to the end; a unit has at most one open task."""

    id = models.BigAutoField(primary_key=True)
    municipality = models.ForeignKey("places.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False)
    incident = models.ForeignKey("incidents.Incident", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("dispatch.Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=TaskState.OFFERED.value)
    offered_by = models.ForeignKey("people.User", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField(blank=True)  # why the operator chose otherwise than advised
    expected_s = models.FloatField(null=True)  # travel time foreseen when it was offered
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    moving_at = models.DateTimeField(null=True)
    on_scene_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=12, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "id"], name="task_in_municipality"),
            models.UniqueConstraint(fields=["unit"], condition=~_OVER, name="one_open_task_per_unit"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in TaskState]), name="task_state_known"),
        ]
        indexes = [models.Index(fields=["incident"], name="task_of_incident")]

    def __str__(self) -> str:
        return f"task {self.pk}"
