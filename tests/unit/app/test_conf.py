"""No value adds a line, a comment or a section to Asterisk's files."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.app import conf, render
from ccengine.app.root import Root
from ccengine.app.trouble import Trouble
from ccengine.model.home import Home
from ccengine.model.ids import AgentId
from ccengine.model.outgoing import Outgoing
from ccengine.model.runtime import Runtime
from ccengine.model.secret import Secret
from ccengine.model.settings import AgentSettings, Settings

ROOT = Root(Path("/cache/root/asterisk"), "asterisk", "1:22.1", "amd64")
HOME = Home(Path("/srv/hot line"))
RUNTIME = Runtime(4573, 5038, "ccengine", Secret("s"), Secret("t"), {AgentId("8001"): Secret("p")})
SETTINGS = Settings(agents={AgentId("8001"): AgentSettings(AgentId("8001"))})


def lines(settings: Settings = SETTINGS, runtime: Runtime = RUNTIME, home: Home = HOME) -> dict[str, int]:
    files = render.render(settings, runtime, home, ROOT, "c1")
    assert not any(re.search("@[a-z_]+@", text) for text in files.values())
    return {name: text.count("\n") for name, text in files.items()}


def unchanged_or_refused(make: Callable[[], dict[str, int]]) -> None:
    try:
        got = make()
    except Trouble:
        return
    assert got == lines()


@given(st.text())
def test_passwords(text: str) -> None:
    phones = {AgentId("8001"): Secret(text)}
    unchanged_or_refused(lambda: lines(runtime=replace(RUNTIME, phones=phones)))
    unchanged_or_refused(lambda: lines(runtime=replace(RUNTIME, ami_secret=Secret(text))))


@given(st.text())
def test_names(text: str) -> None:
    agents = {AgentId(text): AgentSettings(AgentId(text))}
    phones = {AgentId(text): Secret("p")}
    unchanged_or_refused(lambda: lines(replace(SETTINGS, agents=agents), replace(RUNTIME, phones=phones)))
    unchanged_or_refused(lambda: lines(runtime=replace(RUNTIME, ami_user=text)))


@given(st.text() | st.text(alphabet="sip:8@1.0\n;=[]").map(lambda text: "sip:" + text))
def test_contacts(text: str) -> None:
    try:
        value = conf.uri(text, "the contact")
    except Trouble:
        return
    assert value == text
    assert value.isprintable()
    assert not set(value) & set(' ,"<>\\')


@given(st.text(min_size=1))
def test_folders(text: str) -> None:
    unchanged_or_refused(lambda: lines(home=Home(Path("/srv") / text)))


@given(st.text() | st.ip_addresses().map(str))
def test_addresses(text: str) -> None:
    unchanged_or_refused(lambda: lines(replace(SETTINGS, trunk=(text,))))
    with suppress(Trouble):
        assert re.fullmatch(r"[0-9a-f.:\[\]]+", conf.host(text, "x"))


@pytest.mark.parametrize("value", ["a\nb", "a;b", "a b", "", "a@b", "a\rb", "a\0b"])
def test_what_a_password_may_not_hold_is_not_shown(value: str) -> None:
    with pytest.raises(Trouble) as told:
        conf.secret(value, "the password")
    assert not value or value not in str(told.value)


def test_every_place_needs_a_value_and_every_value_a_place() -> None:
    assert conf.fill("a = @x@", {"x": "1"}) == "a = 1"
    for values in ({}, {"x": "1", "y": "2"}):
        with pytest.raises(KeyError):
            conf.fill("a = @x@", values)


def test_a_value_is_not_read_for_places_again() -> None:
    assert conf.fill("@x@ @y@", {"x": "@y@", "y": "1"}) == "@y@ 1"


def test_system_names_differ_by_home_and_by_boot() -> None:
    names = {render.system_name(Home(Path(f"/h{n}")), 1.0 + m / 1000) for n in range(8) for m in range(8)}
    assert len(names) == 64
    assert all(conf.word(name, "x") for name in names)


def test_ipv6_and_any_address() -> None:
    assert "bind = [::1]:5060" in render.pjsip_base(replace(SETTINGS, sip=("::1", 5060)))
    assert "media_address" not in render.pjsip(replace(SETTINGS, sip=("0.0.0.0", 5060)), RUNTIME)
    assert "media_address = 192.0.2.1\n" in render.pjsip(replace(SETTINGS, sip=("192.0.2.1", 5060)), RUNTIME)


def test_wrong_numbers_are_told() -> None:
    for settings in (replace(SETTINGS, rtp=(20000, 10000)), replace(SETTINGS, sip=("127.0.0.1", 0))):
        with pytest.raises(Trouble, match="port"):
            lines(settings)


def test_no_trunk_no_identify() -> None:
    assert "identify" not in render.pjsip(replace(SETTINGS, trunk=()), RUNTIME)


def test_no_way_out_unless_it_is_named() -> None:
    assert "ccengine-outgoing" not in render.pjsip(SETTINGS, RUNTIME)
    text = render.pjsip(replace(SETTINGS, outgoing=Outgoing("sip:192.0.2.1:5060")), RUNTIME)
    section = text.partition("[ccengine-outgoing]")[2]
    assert "contact = sip:192.0.2.1:5060\n" in section
    assert "\nidentify_by = ip\n" in section.partition("[")[0]


@given(st.text(min_size=1) | st.text(alphabet="sip:8@1.0\n;=[]").map(lambda text: "sip:" + text))
def test_where_it_goes_out(text: str) -> None:
    usual = lines(replace(SETTINGS, outgoing=Outgoing("sip:192.0.2.1")))
    with suppress(Trouble):
        assert lines(replace(SETTINGS, outgoing=Outgoing(text))) == usual
