"""A server's child leaves when its parent was killed, so that the port is free for the next start."""

import os
import threading
import time


def leave_with_parent() -> None:
    """Watch the parent process from a thread; end at once when it is gone."""
    threading.Thread(target=_watch, args=(os.getppid(),), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
