"""A phone whose ring was taken back is given the time to be on hook again before it is rung for the next caller."""

from tests.support.hotline import Hotline
from tests.support.site import site_on, stages


async def test_the_next_caller_rings_a_phone_that_is_on_hook_again(tones: Hotline) -> None:
    async with site_on(tones) as at:
        one = await at.phone("8001", answer_after=None, tone=700)
        first = await at.queued("13800000001")
        ring = await one.rings()
        second = await at.queued("13800000002")
        await first.hangup()
        again = await one.rings(2)
        ended = await ring.ended()
        assert again.rung_at is not None
        assert ended < again.rung_at, "the phone was rung before it had answered the CANCEL"
        await again.answer()
        await second.hears(700)
        await again.hangup()
        await second.hangup()
        await second.ended()
        told = stages(await at.record("13800000002"), "recording")[:6]
        assert told[:4] == ["offered", "answered", "queued", "rung"]
        # The phone answers with its ringing: two threads of Asterisk tell of it.
        assert sorted(told[4:]) == ["agent answered", "ringing"]
