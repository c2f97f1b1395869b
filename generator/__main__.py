"""``python -m generator`` is ``diptych``."""

import sys

from generator.cli import main

sys.exit(main())
