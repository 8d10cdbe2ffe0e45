"""`python -m ccengine.engine --home DIR`: the engine process."""

from gevent import monkey

monkey.patch_all()

import gc  # noqa: E402  (patching comes first, before anything binds the originals)

gc.disable()  # a quarter of the start went into walks over modules, which stay anyhow (decision 0159)

import argparse  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from ccengine.engine.standby import SPARE, import_slowly, stand_by  # noqa: E402

if SPARE in sys.argv:
    import_slowly(monkey.get_original("select", "select"))

from ccengine.engine.engine import main  # noqa: E402

gc.freeze()  # collecting begins when all that lives long is there: Engine.serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="ccengine.engine")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument(SPARE, action="store_true", help="import, and wait for a word on stdin")
    given = parser.parse_args()
    sys.exit(main(given.home) if not given.spare or stand_by("engine") else 0)
