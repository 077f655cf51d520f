"""`sereno work`: carry out the reactions that the ledger owes, until stopped."""

import argparse
import signal
import threading

from sereno.project.commands import set_up


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How to run."""
    parser.add_argument("--once", action="store_true", help="carry out what is due now and stop")


def run(given: argparse.Namespace) -> int:
    """Work until SIGTERM or Ctrl-C."""
    set_up()
    from sereno.federation import postman
    from sereno.ledger import chores, work
    from sereno.project import importer

    if given.once:
        chores.run_once()
        postman.run_once()
        importer.run_once()
        while work.work_once():
            pass
        return 0
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    threading.Thread(target=postman.run_until, args=(stop,), name="postman", daemon=True).start()
    threading.Thread(target=importer.run_until, args=(stop,), name="importer", daemon=True).start()
    work.work_until(stop)
    return 0
