"""The setting `trunk`: who may call in, and what tells who it is."""

from dataclasses import dataclass
from enum import StrEnum

from ccengine.model import addresses
from ccengine.model.reader import Reader, Report, list_of
from ccengine.model.values import one_of
from ccengine.model.yamltree import Mapping, Tree


class Source(StrEnum):
    """Where a carrier or an exchange says who calls."""

    FROM = "from"
    ASSERTED = "asserted"  # P-Asserted-Identity, RFC 3325
    DIVERSION = "diversion"  # RFC 5806: who sent the call on to us
    HISTORY = "history"  # History-Info, RFC 7044: the same


@dataclass(frozen=True, slots=True)
class Trunk:
    networks: tuple[str, ...] = ("127.0.0.1",)  # addresses or networks that may call in
    caller: tuple[Source, ...] = (Source.FROM,)  # the first of these that tells a number


OWN = Trunk()


def read_trunk(tree: Tree, report: Report) -> Trunk:
    """A list of networks, or a mapping that says more."""
    networks = list_of(addresses.network, least=1)
    if not isinstance(tree, Mapping):
        return Trunk(networks(tree, report))
    reader = Reader(tree, "trunk", report)
    trunk = Trunk(
        networks=reader.need("networks", networks) or (),
        caller=reader.take("caller", list_of(_source, least=1), OWN.caller),
    )
    reader.done()
    return trunk


def _source(tree: Tree, report: Report) -> Source:
    return Source(one_of(*Source)(tree, report))
