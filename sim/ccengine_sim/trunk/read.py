"""A trunk's file -> Trunk, or all that is wrong with it, with places."""

from ccengine.model import addresses
from ccengine.model.reader import Reader, Report, list_of, mapping_of, open_reader
from ccengine.model.values import duration, name, one_of, text, whole
from ccengine.model.why import By
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree
from ccengine_sim.hostile import ATTACKS, MOST_A_SECOND
from ccengine_sim.phone.script import BadScript, Step, parse_script
from ccengine_sim.scenario.laws import arrivals, law, number
from ccengine_sim.trunk.faults import ENGINE, OFFICE, Deed, fault_until, overlapping
from ccengine_sim.trunk.read_staff import share, staff
from ccengine_sim.trunk.scenario import LAWS, Kind, Rest, Sends, Trunk
from ccengine_sim.virtual import NEVER
from ccengine_sim.virtual.people import Bursts, Times

LONGEST = 3600.0  # seconds that callers come


def parse_trunk(data: bytes | str, file: str) -> Trunk:
    """`file` is its name in messages.  Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "trunk")
    lasts = reader.need("lasts", duration(1, LONGEST))
    trunk = Trunk(
        name=reader.need("trunk", name) or "",
        calls=reader.need("calls", addresses.called_number) or "",
        arrivals=reader.need("arrivals", arrivals) or Times(()),
        lasts=lasts or 0.0,
        kinds=tuple((reader.need("callers", mapping_of(name, _kind)) or {}).values()),
        staff=staff(reader),
        followed=reader.take("followed", share, None),
        served=reader.take("served", share, 1.0),
        people=reader.take("people", whole(1, 1_000_000), 0),
        faults=reader.take("faults", list_of(fault_until(lasts or LONGEST), most=100), ()),
        rest=reader.take("rest", _rest, None),
        hostile=reader.take("hostile", mapping_of(one_of(*ATTACKS), _rate), {}),
    )
    _somebody_calls(reader, trunk)
    _all_bursts_come(reader, trunk)
    _can_be_judged(reader, trunk)
    for one, other in overlapping(trunk.faults):
        text, remedy = f"{other} begins before {one} is over", "one after the other"
        reader.report.add(reader.at_value("faults"), text, "two-at-once", remedy)
    reader.done()
    reader.report.stop_if_any()
    return trunk


def _somebody_calls(reader: Reader, trunk: Trunk) -> None:
    if not trunk.kinds and not reader.report:
        reader.report.add(reader.at_value("callers"), "nobody calls", "nobody", "as in callers: {all: {does: talk}}")
    elif trunk.kinds and not any(kind.share for kind in trunk.kinds):
        reader.report.add(reader.at_value("callers"), "all shares are 0 %", "nobody", "give one of them a share")


def _all_bursts_come(reader: Reader, trunk: Trunk) -> None:
    bursts = trunk.arrivals.bursts if isinstance(trunk.arrivals, Bursts) else ()
    for burst in bursts:
        if trunk.lasts and burst.at >= trunk.lasts:
            text = f"a burst at {burst.at:g} s, and nobody calls any more after {trunk.lasts:g} s"
            reader.report.add(
                reader.at_value("arrivals"), text, "burst-too-late", "an earlier one, or a greater `lasts`"
            )


def _can_be_judged(reader: Reader, trunk: Trunk) -> None:
    killed = {fault.what for fault in trunk.faults if fault.deed is Deed.KILL}
    if trunk.hostile and killed:
        text, remedy = "attackers, and a kill: nobody could tell by whom a process ended", "a trunk for each of the two"
        reader.report.add(reader.at_value("hostile"), text, "hostile-and-kill", remedy)
    if trunk.rest and killed & {ENGINE, OFFICE}:
        text, remedy = "what a process holds says nothing of the one that was killed before it", "leave out the kill"
        reader.report.add(reader.at_value("rest"), text, "rest-and-kill", remedy)


def _rest(tree: Tree, report: Report) -> Rest:
    reader, default = Reader(tree, "rest", report), Rest(0.0)
    rest = Rest(
        warm_up=reader.need("warm_up", duration(1, LONGEST)) or 0.0,
        most=reader.take("bytes_per_call", whole(1, 1_000_000), default.most),
    )
    reader.done()
    return rest


def _rate(key: Scalar, tree: Tree, report: Report) -> float:
    """Tries a second."""
    return number(0.01, MOST_A_SECOND)(tree, report)


def _kind(key: Scalar, tree: Tree, report: Report) -> Kind:
    reader = Reader(tree, f'callers "{shown(key.text)}"', report)
    default = Kind(key.text, key.at, 1.0, ())
    kind = Kind(
        name=key.text,
        at=key.at,
        share=reader.take("share", share, default.share),
        does=tuple(reader.need("does", _script) or ()),
        patience=reader.take("patience", law, default.patience),
        talk=reader.take("talk", law, default.talk),
        ends=By(reader.take("ends_talk", one_of(By.AGENT.value, By.CALLER.value), default.ends.value)),
        law=reader.take("law", one_of(*LAWS), default.law),
        sends=Sends(reader.take("sends", one_of(*(each.value for each in Sends)), default.sends.value)),
    )
    reader.done()
    if kind.talk == NEVER:
        report.wrong(reader.at_value("talk"), "this talk never ends", "bad-range", "as in talk: {mean: 20s}")
    talk = next((n for n, step in enumerate(kind.does) if step.talk), None)
    if kind.ends is By.CALLER and talk is not None and talk + 1 < len(kind.does):
        text = "who ends the talk by hanging up does nothing after it"
        report.wrong(kind.at, text, "after-the-end", "leave out what stands after talk, or ends_talk: agent")
    return kind


def _script(tree: Tree, report: Report) -> list[Step]:
    """`1s,1,talk,1s,5`."""
    try:
        steps = parse_script(text(tree, report))
    except BadScript as error:
        raise report.wrong(tree.at, str(error), "bad-script", "as in 1s,1,talk,1s,5") from None
    if any(step.pause > LONGEST for step in steps):
        raise report.wrong(tree.at, f"a pause of more than {LONGEST:g}s", "bad-range", "a shorter one")
    return steps
