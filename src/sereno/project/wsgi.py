"""Pages and API as a WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what is loaded at start is never garbage: keeping the collector off it cuts the slowest answers
