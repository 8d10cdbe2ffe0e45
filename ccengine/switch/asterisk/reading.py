"""The switch's state, read by AMI."""

from ccengine.model.ids import AgentId
from ccengine.switch.asterisk.ami_client import AmiClient
from ccengine.switch.asterisk.state import RINGING, UP, Channel, SwitchState, is_helper
from ccengine.wire.ami import Event


def read(ami: AmiClient) -> SwitchState:
    """Raises AmiAway, AmiRefused."""
    status = ami.request("CoreStatus", {})
    state = SwitchState(boot=f"{status.get('CoreStartupDate')} {status.get('CoreStartupTime')}")
    for event in ami.listing("CoreShowChannels", {}):
        if event.name == "CoreShowChannel" and not is_helper(event.get("Channel")):
            state.channels[event.get("Uniqueid")] = _channel(event)
    for event in ami.listing("PJSIPShowEndpoints", {}):
        if event.name == "EndpointList" and event.get("ObjectName").startswith("agent"):
            agent = AgentId(event.get("ObjectName").removeprefix("agent"))
            state.phones[agent] = event.get("DeviceState").upper() not in ("UNAVAILABLE", "INVALID", "UNKNOWN")
    return state


def _channel(event: Event) -> Channel:
    return Channel(
        unique=event.get("Uniqueid"),
        name=event.get("Channel"),
        up=event.get("ChannelState") == UP,
        ringing=event.get("ChannelState") == RINGING,
        bridge=event.get("BridgeId"),
        connected=event.get("ConnectedLineNum"),
    )
