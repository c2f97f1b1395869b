"""``python -m diptych`` is ``diptych``."""

import sys

from diptych.cli import main

if __name__ == "__main__":  # not in the processes that draw figures
    sys.exit(main())
