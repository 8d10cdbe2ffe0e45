"""A talk with whom the engine found: the sequence that the nodes `queue` and `dial` share."""

from ccengine.model.call import Call, Connect
from ccengine.model.desk import Desk
from ccengine.model.why import Ended


def talk(call: Call, desk: Desk, connect: Connect) -> bool:
    """False when it never came about: the caller has kept his place and goes on waiting."""
    desk.joined(call.info.id)
    talked = call.join(connect)
    came_about = talked.why is not Ended.FAILED
    desk.talk_over(call.info.id, connect.offer, came_about, talked.detail)
    return came_about
