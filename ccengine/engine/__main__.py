"""`python -m ccengine.engine --home DIR`: the engine process."""

from gevent import monkey

monkey.patch_all()

import argparse  # noqa: E402  (patching comes first, before anything binds the originals)
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from ccengine.engine.engine import main  # noqa: E402

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ccengine.engine")
    parser.add_argument("--home", type=Path, required=True)
    sys.exit(main(parser.parse_args().home))
