"""A version as the engine takes it: flows that were read and checked, pickled, in a file.

Pickle runs what it is told to: these files are written by our own worker into the home (0700), whose scripts the engine
runs and whose socket gives all power anyway.  No flow's author writes one (docs/decisions/0106-ready-versions.md).

They hold classes of this very code: `stamp` names it, and files of another are not looked at."""

import hashlib
import pickle
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import ccengine
from ccengine.flow.bundle import Bundle
from ccengine.flow.flow import Flow
from ccengine.flow.loading.bundling import Readings, gone_by
from ccengine.flow.schedules.folder import parse_all
from ccengine.flow.schedules.schedule import Schedule
from ccengine.flow.versions import Manifest, NotAVersion
from ccengine.model.ids import VersionId
from ccengine.workers.versions.store import Store


@dataclass(frozen=True, slots=True)
class Ready:
    bundle: Bundle
    prompts: Mapping[str, Mapping[str, str]]  # paths without suffix, by language and name


@cache
def stamp() -> str:
    """Of the code that the pickled classes are of."""
    top = Path(ccengine.__file__).parent
    parts = [sys.version, ccengine.__version__]
    for path in sorted((*(top / "flow").rglob("*.py"), *(top / "model").rglob("*.py"))):
        found = path.stat()
        parts.append(f"{path.relative_to(top)} {found.st_size} {found.st_mtime_ns}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def file_of(root: Path, version: str) -> Path:
    return root / "ready" / stamp() / version


def read(root: Path, version: str) -> Ready | None:
    """None when it is not there (any more), or not whole: a machine that lost its power can leave an empty file.  That
    one is taken away, for `write` makes only what is not there."""
    path = file_of(root, version)
    try:
        data = path.read_bytes()
    except OSError:
        return None
    try:
        ready = pickle.loads(data)
    except Exception:  # bytes that are no pickle raise anything
        ready = None
    if not isinstance(ready, Ready):
        path.unlink(missing_ok=True)
        return None
    return ready


def write(store: Store, manifest: Manifest, version: VersionId, bundle: Bundle) -> None:
    """`version`: the manifest's."""
    path = file_of(store.root, version)
    if path.exists():
        return
    bundle = Bundle(bundle.start, bundle.flows, version, store.scripts(manifest), bundle.schedules)
    data = pickle.dumps(Ready(bundle, store.prompts(manifest)), pickle.HIGHEST_PROTOCOL)
    beside = path.with_name(f".{path.name}")
    try:
        beside.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        (store.root / "ready").chmod(0o700)
        beside.write_bytes(data)
    beside.rename(path)


def forget_others(root: Path) -> None:
    """What other code left."""
    for folder in (root / "ready").glob("*"):
        if folder.name != stamp():
            shutil.rmtree(folder, ignore_errors=True)


def open_again(store: Store, version: VersionId) -> None:
    """Make one ready that was loaded long ago, or by other code.  Raises NotAVersion (something of it was changed or is
    gone) and BadInput (this code does not read such a flow)."""
    manifest = store.manifest(version)
    store.check(manifest)
    readings = Readings(lambda name: _text(store, manifest, name))
    flows = readings.reached(manifest.start)
    if found := [told for name in sorted(readings.found) for told in readings.found[name]]:
        raise NotAVersion(f"version {version} cannot be read by this version of ccengine: {found[0]}")
    write(store, manifest, version, Bundle(manifest.start, flows, schedules=kept_schedules(store, manifest, flows)))


def kept_schedules(store: Store, manifest: Manifest, flows: Mapping[str, Flow]) -> dict[str, Schedule]:
    """That these flows of the version go by.  Raises NotAVersion, BadInput."""
    files = manifest.schedules
    known = parse_all([*files], lambda name: store.text(files[name]), "flows")
    return gone_by(flows.values(), known.by_name)


def _text(store: Store, manifest: Manifest, name: str) -> tuple[bytes, str] | None:
    kept = manifest.flows.get(name)
    return (store.text(kept), f"flows/{name}.yaml") if kept else None
