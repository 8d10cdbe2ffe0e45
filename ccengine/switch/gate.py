"""The gate that every outgoing leg goes through, whichever switch starts it: an agent's phone always, somebody outside
only by the settings.  To come here: daily caps."""

from collections.abc import Iterable

from ccengine.model.ids import OfferId
from ccengine.model.numbers import is_allowed, masked, normal
from ccengine.model.outgoing import Outgoing
from ccengine.model.parties import Outside, Party
from ccengine.model.why import LegCause


class NotDialled(Exception):
    """The leg must not be started."""

    def __init__(self, cause: LegCause, why: str) -> None:
        super().__init__(why)
        self.cause = cause


class Gate:
    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._outside: set[OfferId] = set()  # legs that are out

    def number(self, offer: OfferId, party: Party) -> str:
        """The number to dial, "" for an agent's phone.  A leg that passed counts until `over`.  Raises NotDialled."""
        if not isinstance(party, Outside):
            return ""
        number, text = normal(party.number), masked(party.number)  # the call's record has it in full
        if not self._outgoing.contact:
            raise NotDialled(LegCause.NOT_ALLOWED, f"{text!r}: the settings name no `outgoing`")
        if number is None:
            raise NotDialled(LegCause.NOT_ALLOWED, f"{text!r} is no number")
        if not is_allowed(number, self._outgoing.allowed):
            raise NotDialled(LegCause.NOT_ALLOWED, f"{text!r} does not begin as `outgoing: allowed` says")
        if len(self._outside) >= self._outgoing.at_once:
            raise NotDialled(
                LegCause.CONGESTION, f"{text!r}: {self._outgoing.at_once} outgoing calls are there already"
            )
        self._outside.add(offer)
        return number

    def found(self, offers: Iterable[OfferId]) -> None:
        """Legs that are out since before this run of the engine."""
        self._outside.update(offers)

    def over(self, offer: OfferId) -> None:
        self._outside.discard(offer)
