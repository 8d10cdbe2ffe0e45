"""The first mirror and suite that have the packages: into a folder with sums, whole or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ccengine.app import manifest
from ccengine.app.aside import aside, put
from ccengine.app.debian import FetchFailed, PrivateApt, Progress, Source, keyring_of
from ccengine.app.sources import Mirror, host_mirrors
from ccengine.app.trouble import Trouble

_CARRY = "or fetch on another machine and carry its folder `debs` here: --from DIR"


def os_release(path: Path = Path("/etc/os-release")) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return {}
    return {key: value.strip("\"'") for key, equal, value in (line.partition("=") for line in lines) if equal}


def sources(mirrors: Sequence[Mirror], suites: Mapping[str, Sequence[str]], release: Mapping[str, str]) -> list[Source]:
    """Every (mirror, suite) to try, in order.  A suite "" is the host's own.  Ubuntu keeps Asterisk in `universe`."""
    family = "ubuntu" if "ubuntu" in (release.get("ID", ""), *release.get("ID_LIKE", "").split()) else "debian"
    own = release.get("UBUNTU_CODENAME") or release.get("VERSION_CODENAME", "")
    names = list(dict.fromkeys(name or own for name in suites[family] if name or own))
    components = ("main", "universe") if family == "ubuntu" else ("main",)
    return [Source(m.uri, name, components, keyring_of(m, family)) for m in mirrors for name in names]


def fetch_set(
    packages: Sequence[str], suites: Mapping[str, Sequence[str]], folder: Path, mirror: str | None, progress: Progress
) -> None:
    """Fill `folder` with the packages, all they depend on, and the manifest."""
    mirrors = [Mirror(mirror.rstrip("/"), (), ("main",))] if mirror else host_mirrors()
    if not mirrors:
        raise Trouble("apt on this machine names no mirror of Debian", f"name one: --mirror URI, {_CARRY}")
    if any(char in m.uri for m in mirrors for char in " \t\n[]#"):
        raise Trouble("the mirror's address holds a blank or a bracket", "give it as http://host/path")
    with aside(folder.with_name(f"{folder.name}.apt")) as work:
        _first(packages, iter(sources(mirrors, suites, os_release())), work / "apt", folder, progress)


def _first(packages: Sequence[str], tries: Iterator[Source], work: Path, folder: Path, progress: Progress) -> None:
    told: list[str] = []
    dead: set[str] = set()
    for source in tries:
        if source.uri in dead:
            continue
        try:
            found = PrivateApt(work, source).fetch(packages, progress)
        except FetchFailed as error:
            told.append(f"{source.suite}: {error}")
            if error.unreachable:
                dead.add(source.uri)
            continue
        with aside(folder) as whole:
            for path in found:
                path.replace(whole / path.name)
            manifest.write(whole)
            put(whole, folder)
        return
    detail = "\n    ".join(told)
    if told and len(dead) == len(told):
        raise Trouble(f"no mirror can be reached to fetch {packages[0]}:\n    {detail}", f"check the network, {_CARRY}")
    raise Trouble(f"no mirror has {packages[0]}:\n    {detail}", f"name another: --mirror URI, {_CARRY}")
