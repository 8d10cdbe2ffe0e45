"""`python -m ccengine.office --home DIR`"""

import gc

gc.disable()  # a seventh of the start went into walks over modules, which stay anyhow (decision 0159)

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from ccengine.office.program import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ccengine.office", description="Keeps the books and serves the control API.")
    parser.add_argument("--home", type=Path, required=True)
    sys.exit(main(parser.parse_args().home))
