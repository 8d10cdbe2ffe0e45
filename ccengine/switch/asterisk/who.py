"""Who calls, of what the dialplan tells at the begin of a session."""

from collections.abc import Sequence

from ccengine.model.call import CallInfo
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, is_offer
from ccengine.model.numbering import Numbering
from ccengine.model.trunk import OWN, Source
from ccengine.switch.asterisk.agi_session import NotAgi
from ccengine.switch.asterisk.path import read_path
from ccengine.wire.agi import Environment
from ccengine.wire.identity import identity


class Who:
    """`by`: what the trunk is believed."""

    def __init__(self, by: Sequence[Source] = OWN.caller, numbering: Numbering = HERE) -> None:
        self._by = by
        self._numbering = numbering

    def read(self, environment: Environment) -> CallInfo:
        """Raises NotAgi when the session is no caller's."""
        unique = environment.get("uniqueid")
        if not unique or not environment.get("channel") or is_offer(unique):
            raise NotAgi("no caller's channel")
        script = environment.get("network_script").partition("?")[0]
        who = identity(_known(environment.get("callerid")), environment.identity, self._by)
        return CallInfo(
            id=CallId(unique),
            called=script or environment.get("dnid"),
            caller=who.shown,
            caller_name="" if who.withheld else _known(environment.get("calleridname")),
            caller_form=self._numbering.form(who.number),
            path=read_path(environment.identity.get("path", "")),
            resumed=environment.arguments.get("entry") == "again",
        )


def _known(text: str) -> str:
    return "" if text == "unknown" else text
