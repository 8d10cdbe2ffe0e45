"""A folder is made beside its place and renamed into it when it is whole."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def aside(place: Path) -> Iterator[Path]:
    """An empty folder beside `place`, gone at the end unless `put` moved it.

    Its name is new each time: the programs of one who was killed may still be writing into the last one, which is
    cleared as far as they let it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    for old in place.parent.glob(f".{place.name}.*.new"):
        if "." not in old.name[len(place.name) + 2 : -4]:  # else it is beside another place, `<name>.<more>`
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".new", dir=place.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put(folder: Path, place: Path) -> None:
    """Rename `folder` to `place`; what was there is removed."""
    shutil.rmtree(place, ignore_errors=True)
    folder.replace(place)
