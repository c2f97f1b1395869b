"""``python -m diptych`` is ``diptych``; Windows calls it ``py -m diptych``."""

import sys

from diptych.cli import main

if __name__ == "__main__":  # not in the processes that draw figures
    called = "py" if sys.platform == "win32" else "python"
    sys.exit(main(program=f"{called} -m diptych"))
