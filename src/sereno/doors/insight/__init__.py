"""What the figures and maps say, for those who decide by them: analysts, supervisors, administrators."""

from sereno.doors.insight.routes import first, urlpatterns

__all__ = ["first", "urlpatterns"]
