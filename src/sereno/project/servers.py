"""Starting granian for our applications, with the settings that measurements asked for."""

import socket
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

BACKLOG = 16_384  # granian stalls past its backlog; thousands of live readers may arrive at once


class PortTaken(Exception):
    """Somebody else listens there."""


def serve_asgi(target: str, *, host: str, port: int, processes: int = 1) -> None:
    """Serve an ASGI application until stopped."""
    _serve(target, "asgi", host=host, port=port, workers=processes)


def serve_wsgi(target: str, *, host: str, port: int, processes: int, threads: int) -> None:
    """Serve a WSGI application in several processes until stopped."""
    _serve(target, "wsgi", host=host, port=port, workers=processes, blocking_threads=threads)


def require_free(host: str, port: int) -> None:
    """Refuse early and clearly when the port is taken."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refused:
            raise PortTaken(f"port {port} on {host} is taken; choose another with --port") from refused


def _serve(target: str, interface: str, **settings: Any) -> None:
    Server(
        target,
        address=settings.pop("host"),
        port=settings.pop("port"),
        interface=Interfaces(interface),
        backlog=BACKLOG,
        backpressure=BACKLOG if interface == "asgi" else None,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
        **settings,
    ).serve()
