"""`python -m ccengine.engine --home DIR`: the engine process."""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402  (patching comes first, before anything binds the originals)

gc.disable()  # a quarter of the start went into walks over modules, which stay anyhow (decision 0159)

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from ccengine.engine.engine import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ccengine.engine")
    parser.add_argument("--home", type=Path, required=True)
    sys.exit(main(parser.parse_args().home))
