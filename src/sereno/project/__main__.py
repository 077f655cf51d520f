"""`python -m sereno.project` is `sereno`."""

import sys

from sereno.project.commands import main

sys.exit(main())
