"""The switch's state, read by AMI."""

from collections.abc import Callable

from gevent import Timeout
from gevent.event import AsyncResult

from ccengine.model.ids import AgentId
from ccengine.switch.asterisk.ami_client import AmiAway, AmiClient
from ccengine.switch.asterisk.state import ASKED, CONFIRMED, RINGING, UP, Channel, SwitchState, is_helper
from ccengine.wire.ami import Event, Response

LIMIT = 5.0  # seconds for each of the lists


def _nothing(_state: SwitchState) -> None:
    pass


def read(ami: AmiClient, taken: Callable[[SwitchState], None] = _nothing) -> SwitchState:
    """Raises AmiAway, AmiRefused.

    `taken` gets the state at its place among the events: what came before it is in it, what comes after is not."""
    status = ami.request("CoreStatus", {}, LIMIT)
    system = ami.request(
        "CoreSettings", {}, LIMIT
    )  # the start's time counts whole seconds; a managed one's name is new
    boot = (status.get("CoreStartupDate"), status.get("CoreStartupTime"), system.get("SystemName"))
    state = SwitchState(boot=" ".join(boot))
    for event in ami.listing("PJSIPShowEndpoints", {}, LIMIT):
        if event.name == "EndpointList" and event.get("ObjectName").startswith("agent"):
            agent = AgentId(event.get("ObjectName").removeprefix("agent"))
            state.phones[agent] = event.get("DeviceState").upper() not in ("UNAVAILABLE", "INVALID", "UNKNOWN")
    read: AsyncResult[bool] = AsyncResult()

    def done(response: Response | None, events: list[Event]) -> None:
        if response is not None and response.ok:
            state.channels = _channels(events)
            taken(state)
        read.set(response is not None and response.ok)

    ami.tell("CoreShowChannels", {}, done, listed=True)
    try:
        ok = read.get(timeout=LIMIT)
    except Timeout:
        ok = False
    if not ok:
        raise AmiAway("no list of the channels")
    return state


def _channels(events: list[Event]) -> dict[str, Channel]:
    found = (_channel(event) for event in events if event.name == "CoreShowChannel")
    return {channel.unique: channel for channel in found if not is_helper(channel.name)}


def _channel(event: Event) -> Channel:
    return Channel(
        unique=event.get("Uniqueid"),
        name=event.get("Channel"),
        up=event.get("ChannelState") == UP,
        ringing=event.get("ChannelState") == RINGING,
        bridge=event.get("BridgeId"),
        asked=event.get("Context") == ASKED,
        confirmed=event.get("Exten") == CONFIRMED,
        connected=event.get("ConnectedLineNum"),
    )
