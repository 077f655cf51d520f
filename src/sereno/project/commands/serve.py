"""`sereno serve`: pages, API and live stream on one origin; on SQLite the worker too, all in one process."""

import argparse
import os

from sereno.project.commands import fail, set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-work", action="store_true", help="do not carry out reactions in this process")


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    from sereno.project import servers

    set_up()
    try:
        servers.require_free(given.host, given.port)
    except servers.PortTaken as taken:
        return fail(str(taken))
    os.environ["SERENO_WITH_WORKER"] = "0" if given.no_work else "1"
    servers.serve_asgi("sereno.project.asgi:application", host=given.host, port=given.port)
    return 0
