"""The demo's web process: pages, API, live stream and worker together; it leaves when the demo that started it does."""

import os
import sys

from sereno.project import orphans, servers

if __name__ == "__main__":
    orphans.leave_with_parent()
    os.environ["SERENO_WITH_WORKER"] = "1"
    servers.serve_asgi("sereno.project.asgi:application", host="127.0.0.1", port=int(sys.argv[1]))
