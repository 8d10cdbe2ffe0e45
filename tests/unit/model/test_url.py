"""URLs with callers' values in them."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccengine.model.url import BadUrl, Value, build_url

values = st.text(st.characters(codec="utf-8"), max_size=60)


@given(values)
def test_a_value_in_the_query_is_one_value(text: str) -> None:
    url = urlsplit(build_url(["https://crm.example/api?n=", Value(text), "&full=1"]))
    assert (url.scheme, url.netloc, url.path, url.fragment) == ("https", "crm.example", "/api", "")
    assert parse_qs(url.query, keep_blank_values=True) == {"n": [text], "full": ["1"]}


@given(values)
def test_a_value_in_the_path_is_one_step(text: str) -> None:
    try:
        url = urlsplit(build_url(["https://crm.example/users/", Value(text), "/card?x=1"]))
    except BadUrl:
        assert text in ("", ".", "..")
        return
    first, users, step, card = url.path.split("/")
    assert (first, users, unquote(step), card, url.query, url.netloc) == (
        "",
        "users",
        text,
        "card",
        "x=1",
        "crm.example",
    )


@pytest.mark.parametrize(
    "parts",
    [
        [Value("http://evil.example/")],
        ["http://", Value("evil.example"), "/"],
        ["http://crm.example", Value(".evil.example"), "/"],
        ["http://crm.example:", Value("80"), "/"],
        [Value("http"), "://crm.example/"],
        ["http://u:", Value("p"), "@crm.example/"],
        ["http://crm.example/a/", Value(".."), "/b"],
        ["http://crm.example/a/", Value("."), Value("."), "/b"],
        ["http://crm.example/a/.", Value("."), "/b"],
        ["http://crm.example/a/", Value(""), "/b"],
        ["http://crm.example/", Value("x" * 9000)],
        ["http://crm.example/客户/", Value("1")],
        ["http://crm.example/a b"],
        ["http://crm.example/a\r\nX: y"],
    ],
)
def test_what_is_refused(parts: list[str | Value]) -> None:
    with pytest.raises(BadUrl):
        build_url(parts)


def test_what_stays_as_it_is() -> None:
    parts = ["http://127.0.0.1:8080/a/../b//c?x=%20#f"]
    assert build_url(parts) == parts[0]
    assert build_url(["http://h/", Value("13800138000")]) == "http://h/13800138000"
    assert build_url(["http://h/?n=", Value("中\n#&?/ ")]) == "http://h/?n=%E4%B8%AD%0A%23%26%3F%2F%20"
