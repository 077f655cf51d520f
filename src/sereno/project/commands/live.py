"""`sereno live`: only the live stream, on PostgreSQL; a proxy puts it beside `sereno web`."""

import argparse

from sereno.project.commands import fail, set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8002)


def run(given: argparse.Namespace) -> int:
    """Serve until stopped."""
    from sereno.project import servers

    set_up()
    try:
        servers.require_free(given.host, given.port)
    except servers.PortTaken as taken:
        return fail(str(taken))
    servers.serve_asgi("sereno.project.asgi:live_only", host=given.host, port=given.port)
    return 0
