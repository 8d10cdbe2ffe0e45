"""The report's page: one file that fetches nothing, in which nothing from outside is markup."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from ccengine.cli.words import say
from ccengine.cli.words.trunk import CHINESE
from ccengine_sim.phone.visits import Visit
from ccengine_sim.plot import Panel, clock, measured, number, tag, ticks
from ccengine_sim.trunk.breaking import Broken
from ccengine_sim.trunk.faults import Deed, Fault
from ccengine_sim.trunk.report import Report, as_data, markdown, page
from ccengine_sim.trunk.report.findings import findings, in_the_run
from ccengine_sim.trunk.visit import End
from ccengine_sim.trunk.watch import Sample
from ccengine_sim.trunk.wrong import Side, Sort, Wrong
from tests.unit.sim_trunk.test_trunk import seen

HOSTILE = "<script>alert(1)</script>\"'&\u202e\x1b[2J{0}"
STRANGE = Wrong(Sort.STRANGE, Side.CALLER, HOSTILE, 3.5, 1.0)


def a_run() -> Report:
    lost = seen(end=End.LOST, detail=f"TimeoutError: {HOSTILE}", joined=None, agent_left=None)
    rings = [
        Visit("a", "agent8001", "1", 3.0, 3.2, 3.2, 8.0),
        Visit("b", "agent8001", "13800000000", 8.1, 8.3, 8.3, 9.0),
    ]
    return Report(
        "campaign", HOSTILE, [seen(caller_heard=0.02, released=[2.0], sounded=[2.1]), lost, seen(wrong=[STRANGE])],
        0.003,
        [f"13800000000, call cc-1.0: {HOSTILE}"], {"engine": 0.03, "asterisk": 0.3}, {"engine": 40_000_000},
        rings=rings, entered={"13800000000": [2.0]}, wrap_up={"agent8001": 0.0}, calls={0: "cc-1.0"},
        folder="/tmp/a place", samples=[Sample(float(n), "engine", n / 10, 40_000_000) for n in range(10)],
    )  # fmt: skip


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, name: str, attributes: list[tuple[str, str | None]]) -> None:
        self.names.add(name)
        self.attributes += attributes

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(text: str) -> Tags:
    found = Tags()
    found.feed(text)
    return found


def test_what_comes_from_outside_is_text() -> None:
    text = page(a_run())
    found = parsed(text)
    assert "script" not in found.names
    assert "<script>alert(1)</script>\"'&" in found.text
    assert "\u202e" not in text
    assert "\x1b" not in text


def test_nothing_is_fetched() -> None:
    found = parsed(page(a_run()))
    assert not {"script", "link", "img", "iframe", "object", "image", "use"} & found.names
    assert not [name for name, _ in found.attributes if name in ("src", "href", "xlink:href") or name.startswith("on")]
    assert "url(" not in page(a_run())


def test_it_is_well_formed() -> None:
    body = page(a_run()).partition("<body>")[2].rpartition("</body>")[0]
    assert ElementTree.fromstring(body).tag == "main"


def test_it_tells_what_is_wrong_and_where_its_story_is() -> None:
    text = parsed(page(a_run())).text
    for told in (
        "Not clean. 1 of 3 calls were lost; 1 sounded wrong; 1 differences",
        "bin/ccctl --home '/tmp/a place/home' journal --call cc-1.0",
        "nothing came any more",
        "agent’s release to the next ring",
    ):
        assert told in text, told
    assert "100 ms" in text, "8.0 to 8.1"


def test_the_verdict_tells_how_all_ended() -> None:
    others = [seen(end=End.GAVE_UP), seen(end=End.CUT, excuse="cut by asterisk's kill at 40 s")]
    sent_away = seen(end=End.UNSERVED, excuse="sent away: full")
    told = parsed(page(Report("campaign", 1, [seen(), seen(), *others, sent_away, sent_away]))).text
    assert (
        "Clean. Of 6 callers 2 got what they had come for, 1 gave up by themselves, 2 were sent away by a rule, "
        "1 were cut when Asterisk was killed." in told
    )
    assert "Clean. All 2 callers got what they had come for." in parsed(page(Report("campaign", 1, [seen()] * 2))).text


@pytest.mark.parametrize(
    ("text", "number", "call"),
    [
        ("13800000000, call cc-1.0: talked with nobody", "13800000000", "cc-1.0"),
        ("13800000000: served as the caller saw it", "13800000000", "cc-1.0"),
        ("cc-1.0: joined: on record 3, on the switch 4", "13800000000", "cc-1.0"),
        ("cc-9.9: no record: on record None", "", ""),
    ],
)
def test_whose_difference_it_is(text: str, number: str, call: str) -> None:
    (found,) = findings(Report("campaign", 1, [seen()], differences=[text], calls={0: "cc-1.0"}))
    assert (found.number, found.call) == (number, call)
    assert in_the_run("ended at 1795383771.49752, 12 on record", 1795383770.0) == "ended at 1.50 s, 12 on record"


def test_what_was_broken_is_in_every_plot() -> None:
    """From the kill on until it was back; what was broken after the last call is told, and drawn nowhere."""
    killed = Broken(Fault(1.0, Deed.KILL, "engine"), 2.9, 4.9)
    late = Broken(Fault(60.0, Deed.CUT, "ami", 5.0), 61.0)
    run = a_run()
    run.broken = [killed, late]
    text = page(run)
    plots = text.count("<svg") - text.count('aria-hidden="true"')
    assert text.count('class="broken"') == text.count('class="mark"') == plots
    assert "1: engine’s kill at 1 s, back after 2.0 s; 2: ami’s cut at 60 s" in parsed(text).text.replace("'", "’")


def test_an_empty_run_has_a_page() -> None:
    assert "campaign" in page(Report("campaign", 1, []))
    assert markdown(Report("campaign", 1, []))


def test_all_of_it_is_data_too() -> None:
    told = json.loads(json.dumps(as_data(a_run())))
    assert told["failures"] == {"nothing came any more": 1, "sound": 1, "difference": 1}
    assert told["times"]["agent's release to the next ring"] == {
        "of": 1, "median": pytest.approx(0.1), "p95": pytest.approx(0.1), "max": pytest.approx(0.1)
    }  # fmt: skip
    over = told["over_time"]
    assert (over["every"], len(over["arrived"]), sum(over["arrived"])) == (1, 9, 3)
    assert over["processes"]["engine"]["cpu"][3] == pytest.approx(0.1)


def test_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    english: set[str] = set()

    def listened(text: str, **values: object) -> str:
        told = say(text, **values)
        if not re.search("[\u3001-\u9fff\uff0c-\uff1b]", told):
            english.add(text)
        return told

    run = a_run()
    text = page(run, listened, "zh")
    markdown(run, listened)
    assert '<html lang="zh">' in text
    assert "未通过" in text
    assert english <= {"MB", "asterisk", "SIP 503"}, "not translated"


def test_every_value_is_in_both_languages() -> None:
    for english, chinese in CHINESE.items():
        assert sorted(re.findall(r"{[^}]*}", english)) == sorted(re.findall(r"{[^}]*}", chinese)), english


# -- the plots --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("high", "most", "found"),
    [
        (0.0, 4, [0, 1]), (1.0, 4, [0, 0.25, 0.5, 0.75, 1.0]), (7.2, 4, [0, 2, 4, 6, 8]),
        (100, 4, [0, 25, 50, 75, 100]),
        (101, 4, [0, 50, 100, 150]), (0.003, 3, [0, 0.001, 0.002, 0.003]),
    ],
)  # fmt: skip
def test_round_numbers(high: float, most: int, found: list[float]) -> None:
    assert ticks(high, most) == pytest.approx(found)


def test_how_numbers_and_moments_are_written() -> None:
    assert [number(value) for value in (0, 0.034, 0.5, 4.25, 6.0, 87.4, 1240)] == [
        "0", "0.034", "0.5", "4.2", "6", "87", "1,240"
    ]  # fmt: skip
    assert [measured(value) for value in (0, 0.0347, 0.5, 3.96, 4.0, 9.96, 87.4, 1240)] == [
        "0.0", "0.035", "0.50", "4.0", "4.0", "10", "87", "1,240"
    ]  # fmt: skip
    assert clock(60.0) == [(0, "0"), (10, "10 s"), (20, "20 s"), (30, "30 s"), (40, "40 s"), (50, "50 s"), (60, "1:00")]
    assert clock(7200.0, 4)[-1] == (7200, "2:00:00")


def test_a_panel_draws_where_values_are() -> None:
    panel = Panel(10, 20, 100, 50, 0, 10, 5)
    assert panel.line([(0, 0), (10, 5), None, (5, 9)], class_="mid") == (
        '<polyline points="10.0,70.0 110.0,20.0" class="mid"></polyline>'
        '<circle cx="60" cy="20" r="1.5" class="mid"></circle>'
    ), "broken where nothing is; what is too high is at the top"
    assert (
        panel.band([(0, 1, 2), (10, 0, 5)]) == '<polygon points="10.0,50.0 110.0,20.0 110.0,70.0 10.0,60.0"></polygon>'
    )


def test_an_attribute_is_escaped_and_not_cut() -> None:
    path = "1.0,2.0 " * 500
    assert tag("a", points=path) == f'<a points="{path}"></a>'
    assert tag("a", "<b>", title='"\x00') == '<a title="&quot;\\x00">&lt;b&gt;</a>'
