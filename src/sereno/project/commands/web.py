"""`sereno web`: only pages and API, in several processes on PostgreSQL; a proxy puts it beside `sereno live`."""

import argparse

from sereno.project.commands import fail, set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and how many processes."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=4, help="requests at a time in each process")


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    from django.db import connection

    from sereno.project import servers

    set_up()
    if connection.vendor != "postgresql" and given.processes > 1:
        return fail("several web processes need PostgreSQL: set SERENO_DATABASE_URL")
    try:
        servers.require_free(given.host, given.port)
    except servers.PortTaken as taken:
        return fail(str(taken))
    servers.serve_wsgi(
        "sereno.project.wsgi:application",
        host=given.host,
        port=given.port,
        processes=given.processes,
        threads=given.threads,
    )
    return 0
