"""`python -m reasoner.cli` is the command `reasoner`."""

import sys

from reasoner.cli import main

sys.exit(main())
