"""settings.yaml: the shipped file says what the defaults say; every rule strikes at the place marked in the text.

In the bad files `<rule>` stands directly before the place where that rule must strike, and nothing else may."""

import contextlib
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ccengine
from ccengine.model.callbacks import CallbackRules
from ccengine.model.customer import CallerClass
from ccengine.model.diagnostics import BadInput
from ccengine.model.ids import AgentId, QueueName
from ccengine.model.outgoing import Outgoing
from ccengine.model.routing import ALL, Strategy
from ccengine.model.settings import Settings, parse_settings
from ccengine.model.trunk import Source
from ccengine.model.why import LegCause

SERVICE = QueueName("service")
SHIPPED = Path(ccengine.__file__).parent / "app" / "settings.default.yaml"


def test_the_shipped_file_holds_the_defaults_and_the_hotline() -> None:
    got = parse_settings(SHIPPED.read_bytes(), "settings.yaml")
    empty = Settings()
    same = ("sip", "trunk", "outgoing", "switch", "language", "database", "http", "rtp", "log_level")
    assert [getattr(got, key) for key in same] == [getattr(empty, key) for key in same]
    assert list(got.agents) == [str(n) for n in range(8001, 8009)]
    assert got.queues[SERVICE].agents == tuple(got.agents)
    assert (got.queues[SERVICE].ring, got.queues[SERVICE].longest_wait) == (20.0, 1800.0)


def test_the_commented_examples_of_the_shipped_file_are_right_too() -> None:
    text = SHIPPED.read_text("utf-8")
    text = re.sub(
        r"^# (database|http|timezone|limits|outgoing|  (?:contact|caller|allowed|abroad|at_once|per_\w+|longest)):",
        r"\1:",
        text,
        flags=re.M,
    ).replace("#   8009:", "  8009:")
    text = text.replace('  8009: {contact: "sip:8009@192.0.2.9:5060"}\n', "", 1).replace(
        "agents:\n  8001-8008", 'agents:\n  8009: {contact: "sip:8009@192.0.2.9:5060"}\n  8001-8008'
    )
    got = parse_settings(text, "settings.yaml")
    assert got.http == ("127.0.0.1", 8080)
    assert (got.timezone, got.limits) == ("Asia/Shanghai", {"flow.nodes": 20000})
    assert got.outgoing == Outgoing("sip:192.0.2.1:5060", "4008001234", ("13", "0755"), ("+852",))
    assert got.database.startswith("postgresql+psycopg://")
    assert got.agents[AgentId("8009")].contact == "sip:8009@192.0.2.9:5060"


def test_numbers_stay_text_and_durations_become_seconds() -> None:
    got = parse_settings(
        "sip: '[::1]:5070'\nflows_watch: true\n"
        "agents: {0801-0803: {}, A1: {logged_in: false}}\n"
        "queues: {客服: {agents: [0801-0802, A1, 0801], ring: 1m30s, wrap_up: 500ms, longest_wait: 1h}}\n"
        "trunk: [10.1.0.0/16, '2001:db8::/32']\nlanguage: en",
        "s.yaml",
    )
    assert got.sip == ("::1", 5070)
    assert got.flows_watch
    queue = got.queues[QueueName("客服")]
    assert queue.agents == ("0801", "0802", "A1")
    assert (queue.ring, queue.wrap_up, queue.longest_wait) == (90.0, 0.5, 3600.0)
    assert not got.agents[AgentId("A1")].logged_in
    assert got.trunk == ("10.1.0.0/16", "2001:db8::/32")


def test_how_agents_are_rung() -> None:
    got = parse_settings(
        "agents:\n"
        "  8001-8002: {skills: {english: 3, 水泵: 1}, tries: 3, rests: {busy: 1m, no_answer: until_ready}}\n"
        "  8003: {}\n"
        "queues:\n"
        "  a: {agents: 8001, strategy: skill, rings: all, weight: 5m, longest_queue: 0, leave_when_empty: true}\n"
        "  b: {agents: 8001, rings: 3, longest_expected: 10m}\n",
        "s.yaml",
    )
    agents = got.agents
    assert agents[AgentId("8001")] == replace(agents[AgentId("8002")], id=AgentId("8001"))
    assert agents[AgentId("8001")].skills == {"english": 3, "水泵": 1}
    assert agents[AgentId("8001")].tries == 3
    assert agents[AgentId("8001")].rests == {LegCause.BUSY: 60.0, LegCause.NO_ANSWER: None}
    assert (agents[AgentId("8003")].skills, agents[AgentId("8003")].tries, agents[AgentId("8003")].rests) == ({}, 1, {})
    a, b = got.queues.values()
    assert (a.strategy, a.rings, a.weight, a.longest_queue, a.leave_when_empty) == (Strategy.SKILL, ALL, 300.0, 0, True)
    assert (b.strategy, b.rings, b.weight, b.longest_queue) == (Strategy.LONGEST_IDLE, 3, 0.0, None)
    assert not b.leave_when_empty
    assert (a.longest_expected, b.longest_expected) == (None, 600.0)


def test_who_is_called_back() -> None:
    got = parse_settings(
        "agents: {8001: {}}\nqueues:\n  a: {agents: 8001}\n  b: {agents: 8001, callbacks: {share: 30%}}\n"
        "  c: {agents: 8001, callbacks: {share: 100%, tries: 1, pause: 5m, ring: 20s, keep: 2h, most: 7}}\n",
        "s.yaml",
    )
    off, default, all_said = (queue.callbacks for queue in got.queues.values())
    assert off.share == 0
    assert default == CallbackRules(30, 3, 600.0, 30.0, 28800.0, 100)
    assert all_said == CallbackRules(100, 1, 300.0, 20.0, 7200.0, 7)


def test_classes_of_callers_and_what_lists_may_hold() -> None:
    got = parse_settings("classes: {vip: {head_start: 5m, zh: 贵宾}, 业主: {}}\nlimits: {lists.entries: 9}\n", "s.yaml")
    assert got.classes == {"vip": CallerClass(300.0, {"zh": "贵宾"}), "业主": CallerClass()}
    assert (got.limits, got.flow_limits) == ({"lists.entries": 9}, {})


BAD = r"""
classes: {vip: {head_start: <out-of-range>2h, <unknown-key>label: x}, <bad-name>"a b": {}}
====
sip: <bad-address>localhost:5060
====
sip: <bad-address>127.0.0.1:0
====
sip: <bad-address>127.0.0.1
====
sip: <bad-address>127.0.0.1：5060
====
trunk: [<open-to-all>0.0.0.0/0, 10.0.0.0/8, <bad-network>10.0.0.1/24, <bad-network>carrier]
====
trunk: <list-length>[]
====
<unknown-key>swich: managed
====
switch: <unknown-word>manged
====
language: <bad-language>Chinese
====
rtp: <port-twice>5000-20000
====
rtp: <bad-ports>20000-10000
====
http: <not-loopback>0.0.0.0:8080
====
agents: {8001: {}}
queues:
  a: {agents: 8001, callbacks: <missing-key>{tries: <out-of-range>0, pause: <out-of-range>0s, keep: <out-of-range>30s}}
  b: {agents: 8001, callbacks: {share: <bad-share>0%, <unknown-key>caller: "1"}}
  c: {agents: 8001, callbacks: {share: <bad-share>30, ring: <out-of-range>3s, most: <out-of-range>0}}
====
outgoing: <missing-key>{allowed: ["13"], <unknown-key>prefix: []}
====
outgoing:
  contact: <bad-contact>carrier
  caller: <bad-number>400-800
  allowed: ["13", <bad-prefix>13x, <bad-prefix>"*86", <bad-prefix>"٣", <leads-abroad>"00", <leads-abroad>"+852"]
  abroad: ["+852", "0044", <bad-prefix>"+", <bad-prefix>"00", <bad-prefix>"852", <bad-prefix>"000"]
  at_once: <out-of-range>0
  longest: <out-of-range>5s
  prefixes: {"0755": {legs: 10, <unknown-key>leg: 3}, <bad-prefix>x: {}}
  ports: {"4001": {minutes: <out-of-range>-1}}
====
outgoing: {contact: "sip:192.0.2.1", allowed: [<not-a-text>""]}
====
database: <bad-database>mysql://x
====
database:<no-value>
====
log_level: <unknown-word>warn
====
timezone: <bad-timezone>Asia/Shanghi
====
limits: {flow.nodes: <out-of-range>0, <unknown-word>flow.node: 5, flow.depth: <out-of-range>65}
====
<moved>ports:
  4001: {flow: hotline}
====
agents:
  8001-8008: {<one-contact>contact: "sip:a@192.0.2.1"}
====
agents:
  8001: {contact: <bad-contact>"sip:a@192.0.2.1\nmax_contacts=9"}
  8002: {logged_in: <not-a-boolean>yes}
  8004-8006: {<unknown-key>password: x}
  <bad-agent>a/b: {}
  <bad-range>8010-8001: {}
  <bad-range>1-99999999: {}
====
agents:
  8001: {skills: {english: <out-of-range>0, <bad-name>a b: 1, french: <out-of-range>101}, tries: <out-of-range>0}
  8002: {skills: <not-a-mapping>[english]}
  8003: {rests: {busy: <unknown-word>ready, <unknown-word>answer: 1m, rejected: <out-of-range>0s}}
  8004: {rests: {no_answer: <not-a-duration>5}}
====
agents: {8001: {}}
queues:
  service: {agents: 8001, strategy: <unknown-word>longest-idle, rings: <unknown-word>al, weight: <out-of-range>2h}
  repairs: {agents: 8001, rings: <out-of-range>0, longest_queue: <out-of-range>-1, leave_when_empty: <not-a-boolean>yes}
====
agents:
  8001-8003: {}
  <duplicate-agent>8002: {}
====
agents: <not-a-mapping>[8001]
====
agents: {8001: {}}
queues:
  service: {agents: [8001, <unknown-agent>8011, <unknown-agent>8001-8002]}
  repairs: <missing-key>{}
  <bad-name>a b: {agents: [8001]}
====
agents: {8001: {}}
queues:
  service:
    agents: 8001
    ring: <not-a-duration>20
    wrap_up: <not-a-duration>12:30
    longest_wait: <out-of-range>5h
    music: <bad-name>../x
    record: <not-a-text>[true]
====
<not-a-mapping>- sip
""".strip("\n").split("\n====\n")

MARK = re.compile(r"<([a-z-]+)>")


def unmark(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """The text without its marks, and (line, column, rule) of each."""
    places = []
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        while mark := MARK.search(line):
            places.append((number, mark.start() + 1, mark[1]))
            line = line[: mark.start()] + line[mark.end() :]
        lines.append(line)
    return "\n".join(lines), places


@pytest.mark.parametrize("marked", BAD, ids=[MARK.sub("", text)[:30] for text in BAD])
def test_every_error_is_told_at_its_place(marked: str) -> None:
    text, expected = unmark(marked.replace("4001<duplicate-key>", "<duplicate-key>4001"))
    with pytest.raises(BadInput) as caught:
        parse_settings(text, "s.yaml")
    assert [(d.at.line, d.at.column, d.rule) for d in caught.value.found] == sorted(expected)
    assert all(d.remedy for d in caught.value.found if d.rule not in ("not-a-text", "not-a-mapping", "out-of-range"))


def test_remedies_name_what_was_meant() -> None:
    text = "swich: managed\nagents: {8001: {}}\nqueues: {s: {agents: [8011], ring: 20, wrap_up: 1:30}}\ndatabase： x\n"
    with pytest.raises(BadInput) as caught:
        parse_settings(text.replace("database： x\n", ""), "s.yaml")
    remedies = {d.remedy for d in caught.value.found}
    assert remedies == {'did you mean "switch"?', 'did you mean "8001"?', "say the unit: 20s", "write 1m30s or 1h30m"}


def test_a_flood_of_errors_is_counted_not_shown() -> None:
    with pytest.raises(BadInput) as caught:
        parse_settings("".join(f"x{n}: 1\n" for n in range(1000)), "s.yaml")
    assert len(caught.value.found) == 101
    assert caught.value.found[-1].text.startswith("900 more errors")
    with pytest.raises(BadInput) as caught:
        parse_settings("language: zh\n" * 1000, "s.yaml")
    assert len(caught.value.found) == 101


WORDS = st.sampled_from(
    [
        "sip",
        "trunk",
        "ports",
        "agents",
        "queues",
        "service",
        "ring",
        "wrap_up",
        "8001",
        "8001-8008",
        "4008001234",
        "{}",
        "[]",
        "20s",
        "1:30",
        "yes",
        "~",
        "hotline",
        "flow",
        "contact",
        "sip:a@b",
        "rtp",
        "10000-20000",
        "http",
        "127.0.0.1:80",
        "：",
        "“",
        "0.0.0.0/0",
        "-",
    ]
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: "[" + ", ".join(items) + "]"),
        st.dictionaries(WORDS, inner, max_size=5).map(
            lambda d: "{" + ", ".join(f"{k}: {v}" for k, v in d.items()) + "}"
        ),
    ),
    max_leaves=20,
)


@given(st.one_of(TREES, st.text(max_size=100), st.binary(max_size=100)))
def test_nothing_but_bad_input_is_raised(data: str | bytes) -> None:
    with contextlib.suppress(BadInput):
        assert isinstance(parse_settings(data, "s.yaml"), Settings)


def test_a_database_password_is_not_repeated() -> None:
    with pytest.raises(BadInput) as told:
        parse_settings("database: mysql://ccengine:hush-hush@127.0.0.1/ccengine\n", "settings.yaml")
    assert "bad-database" in str(told.value)
    assert "hush" not in str(told.value)
    settings = parse_settings("database: postgresql://ccengine:hush-hush@127.0.0.1/ccengine\n", "settings.yaml")
    assert "hush" not in repr(settings)


def test_what_the_trunk_is_believed() -> None:
    plain = parse_settings("trunk: [192.0.2.0/24]", "s.yaml")
    assert (plain.trunk, plain.caller_by) == (("192.0.2.0/24",), (Source.FROM,))
    more = parse_settings("trunk: {networks: [192.0.2.7], caller: [asserted, from]}", "s.yaml")
    assert (more.trunk, more.caller_by) == (("192.0.2.7",), (Source.ASSERTED, Source.FROM))
    assert parse_settings("trunk: {networks: [192.0.2.7]}", "s.yaml").caller_by == (Source.FROM,)
    for wrong in ("{caller: [from]}", "{networks: [192.0.2.7], caller: [rpid]}", "{networks: [], caller: []}"):
        with pytest.raises(BadInput):
            parse_settings(f"trunk: {wrong}", "s.yaml")
