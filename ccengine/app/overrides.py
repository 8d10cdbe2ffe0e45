"""What `up --sip --trunk` sets for one run of a home, over settings.yaml; kept in run/ so that restarts and other
commands of this run agree."""

import hashlib
import ipaddress
import json
from dataclasses import dataclass, replace

from ccengine.app.trouble import Trouble
from ccengine.model.files import read_file
from ccengine.model.home import Home
from ccengine.model.settings import Settings, parse_settings


@dataclass(frozen=True, slots=True)
class Overrides:
    sip: tuple[str, int] | None = None
    trunk: tuple[str, ...] = ()

    def over(self, settings: Settings) -> Settings:
        if self.sip:
            settings = replace(settings, sip=self.sip)
        return replace(settings, trunk=self.trunk) if self.trunk else settings


def parse_sip(text: str) -> tuple[str, int]:
    """`HOST:PORT`, an address of this machine; `[::1]:5060` for IPv6.  Raises ValueError with a sentence."""
    host, colon, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        address = ipaddress.ip_address(bare)
        number = int(port) if port.isascii() and port.isdigit() else 0
    except ValueError:
        address, number = None, 0
    if not colon or address is None or not 0 < number < 65536 or (address.version == 6 and bare == host):
        raise ValueError(f"{text!r} is not ADDRESS:PORT, as in 127.0.0.1:5060 or [::1]:5060")
    return str(address), number


def parse_trunk(text: str) -> str:
    """An address or a network.  Raises ValueError with a sentence."""
    try:
        return str(ipaddress.ip_network(text)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError as error:
        raise ValueError(f"{text!r} is no address or network, as in 192.0.2.7 or 192.0.2.0/24 ({error})") from None


def save(home: Home, overrides: Overrides) -> None:
    (home.run / "overrides.json").write_text(json.dumps({"sip": overrides.sip, "trunk": overrides.trunk}), "utf-8")


def load(home: Home) -> Overrides:
    """Those of the present run; none when there is no file."""
    path = home.run / "overrides.json"
    try:
        got = json.loads(path.read_text("utf-8"))
        sip = got["sip"]
        return Overrides((str(sip[0]), int(sip[1])) if sip else None, tuple(str(each) for each in got["trunk"]))
    except FileNotFoundError:
        return Overrides()
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Trouble(f"{path} cannot be read", f"remove it: rm {path}") from error


def settings_of(home: Home, overrides: Overrides | None = None) -> Settings:
    """settings.yaml with the run's overrides.  Raises BadInput with every error, and Trouble without a file."""
    try:
        data = read_file(home.settings)
    except OSError as error:
        raise Trouble(f"{home.settings} cannot be read: {error.strerror}", "`ccengine init` makes one") from error
    return (load(home) if overrides is None else overrides).over(parse_settings(data, str(home.settings)))


def fingerprint(home: Home) -> str:
    """Of all that Asterisk's files are made of: processes that were started with another one are not adopted."""
    parts = [home.settings, home.run / "overrides.json", home.runtime]
    return hashlib.sha256(b"\0".join(part.read_bytes() if part.exists() else b"" for part in parts)).hexdigest()
