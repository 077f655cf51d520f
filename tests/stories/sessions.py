"""Run as a module with e-mail addresses: sign those people in and print their sessions' keys, a line each."""

import sys

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from sereno.people.models import User
    from sereno.walls import openings

    with openings.open_to_all():
        for email in sys.argv[1:]:
            user = User.objects.get(email=email)
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.create()
            print(session.session_key)
