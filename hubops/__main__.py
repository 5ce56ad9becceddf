"""``python -m hubops`` is the command line."""

import sys

from hubops.cli import main

sys.exit(main())
