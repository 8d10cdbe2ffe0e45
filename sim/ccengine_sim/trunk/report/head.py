"""The verdict, and the figures that matter most."""

from collections.abc import Iterator
from datetime import datetime

from ccengine_sim.plot import Safe, measured, number, tag
from ccengine_sim.trunk.figures import Spread
from ccengine_sim.trunk.report.run import RELEASE, Report
from ccengine_sim.trunk.report.times import unit
from ccengine_sim.trunk.report.words import Say
from ccengine_sim.trunk.visit import End

KEY_FIGURES = {
    RELEASE: "release to next ring",
    "agent's 200 to what the caller hears": "answer to audio",
    "key to the next prompt": "key to next prompt",
}


def head(report: Report, say: Say) -> Safe:
    colour = "good" if report.clean else "bad"
    when = f"{datetime.fromtimestamp(report.span.begin).astimezone():%Y-%m-%d %H:%M %Z}"
    kicker = ("ccsim trunk", report.name, say("seed {seed}", seed=report.seed), when)
    return tag(
        "header",
        tag("p", " · ".join(kicker), class_="kicker"),
        tag(
            "h1",
            tag("span", say("Clean.") if report.clean else say("Not clean."), class_=colour),
            " ",
            _verdict(report, say),
        ),
        tag("p", _compared(report, say), class_="lead"),
        tag("dl", *_figures(report, say), class_="heads"),
    )


def _verdict(report: Report, say: Say) -> str:
    calls = f"{len(report.seen):,}"
    if not report.clean:
        counts = (
            (len(report.lost), "{count} of {calls} calls were lost"),
            (len(report.unheard), "{count} sounded wrong"),
            (len(report.differences), "{count} differences between trunk, books and switch"),
            (len(report.restless), "{count} things are not at rest again"),
            (len(report.unserved), "too few were served"),
        )
        return say("; ").join(say(text, count=count, calls=calls) for count, text in counts if count) + say(".")
    ends = report.ends
    gone, cut, served = (ends[end.value] for end in (End.GAVE_UP, End.CUT, End.SERVED))
    if served == len(report.seen):
        return say("All {calls} callers got what they had come for.", calls=calls)
    ways = (
        (served, "{count} got what they had come for"),
        (gone, "{count} gave up by themselves"),
        (len(report.seen) - served - gone - cut, "{count} were sent away by a rule"),
        (cut, "{count} were cut when Asterisk was killed"),
    )
    told = say(", ").join(say(text, count=f"{count:,}") for count, text in ways if count)
    return say("Of {calls} callers {told}.", calls=calls, told=told)


def _compared(report: Report, say: Say) -> str:
    followed = sum(seen.planned.followed and seen.joined is not None for seen in report.seen)
    return say(
        "Real SIP and RTP. What the callers' and agents' telephones saw was compared with the books and with the "
        "switch's own events, call by call: {differences} differences. {followed} talks were listened to on both "
        "sides: {wrong} with a wrong partner, a gap or a strange sound.",
        differences=len(report.differences) or say("no"),
        followed=f"{followed:,}",
        wrong=len(report.unheard) or say("none"),
    )


def _figures(report: Report, say: Say) -> Iterator[Safe]:
    served = report.ends[End.SERVED.value]
    rate = number(len(report.seen) / max(1.0, report.length))
    under = say("{rate} a second · {served} served", rate=rate, served=f"{served:,}")
    yield _figure(say("calls"), f"{len(report.seen):,}", "", under)
    for name, short in KEY_FIGURES.items():
        if spread := Spread.of_values([took for _, took in report.times.get(name, ())]):
            factor, told = unit(spread)
            values = {"p95": measured(spread.p95 * factor), "most": measured(spread.most * factor)}
            yield _figure(say(short), measured(spread.median * factor), say("{unit}, median", unit=told),
                          say("95 % {p95} · max {most}", **values))  # fmt: skip
    if engine := report.cpu.get("engine"):
        each = 1000 * engine / max(1, len(report.seen))
        switch = report.cpu.get("asterisk")
        under = say("{share:.0f} % of Asterisk's", share=100 * engine / switch) if switch else ""
        yield _figure(say("engine's CPU a call"), measured(each), "ms", under)


def _figure(name: str, value: str, told: str, under: str) -> Safe:
    return tag("div", tag("dt", name), tag("dd", value, tag("small", told) if told else None),
               tag("p", under, class_="under") if under else None)  # fmt: skip
