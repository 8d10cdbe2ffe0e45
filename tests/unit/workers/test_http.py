"""HTTP through a real worker, against a real server that does not mean well."""

import socket
from collections.abc import Iterator

import pytest

from ccengine.model.secret import Secret
from ccengine.model.services import Effect, HttpRequest, Outcome, SentValue
from ccengine.workers.services import Workers
from ccengine.workers.settings import MAX_BODY, WorkerSettings
from tests.unit.workers.server import Server, raw, server, whole

JSON = "application/json"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """The same for all: a request leaves nothing behind in its worker."""
    made = Workers(WorkerSettings(http=1, grace=15.0))
    yield made
    made.close()


@pytest.fixture
def far() -> Iterator[Server]:
    with server() as made:
        yield made


def head_lines(request: bytes) -> list[str]:
    return request.partition(b"\r\n\r\n")[0].decode().split("\r\n")


# -- what is sent


def test_what_leaves(workers: Workers, far: Server) -> None:
    answer = workers.http(HttpRequest(far.url("/a/b?c=1"), "c1:7", headers={"X-Our": "yes"}))
    assert (answer.outcome, answer.status, answer.detail) == (Outcome.DONE, 200, "")
    (request,) = far.requests
    assert head_lines(request) == [
        "GET /a/b?c=1 HTTP/1.1", f"Host: 127.0.0.1:{far.port}", "Connection: close", "Accept-Encoding: identity",
        "Idempotency-Key: c1:7", "User-Agent: ccengine", "Accept: */*", "X-Our: yes",
    ]  # fmt: skip


def test_a_body_of_json_and_one_of_text(workers: Workers, far: Server) -> None:
    workers.http(HttpRequest(far.url(), "k", "POST", json={"name": "王", "n": [1, None]}))
    workers.http(HttpRequest(far.url(), "k", "PUT", {"content-type": "text/csv"}, body="a;b"))
    workers.http(HttpRequest(far.url(), "k", "POST"))
    first, second, third = far.requests
    assert first.endswith('\r\n\r\n{"name": "王", "n": [1, null]}'.encode())
    assert "Content-Type: application/json" in head_lines(first)
    assert second.endswith(b"\r\n\r\na;b")
    assert "content-type: text/csv" in head_lines(second)
    assert "Content-Length: 0" in head_lines(third)


@pytest.mark.parametrize(
    "request_",
    [
        HttpRequest("file:///etc/passwd", "k"),
        HttpRequest("gopher://127.0.0.1/", "k"),
        HttpRequest("http://", "k"),
        HttpRequest("http://u:p@127.0.0.1/", "k"),
        HttpRequest("http://127.0.0.1:99999/", "k"),
        HttpRequest("http://127.0.0.1/a b", "k"),
        HttpRequest("http://127.0.0.1/\r\nX: y", "k"),
        HttpRequest("http://127.0.0.1/中", "k"),
        HttpRequest("http://127.0.0.1/" + "a" * 9000, "k"),
        HttpRequest("http://[::1/", "k"),
        HttpRequest("http://127.0.0.1/", "k", "CONNECT"),
        HttpRequest("http://127.0.0.1/", "k", "GET / HTTP/1.1\r\nX: y\r\n\r\nGET"),
        HttpRequest("http://127.0.0.1/", "k", headers={"X": "a\r\nY: b"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"X": "a\nY: b"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"X: a\r\nY": "b"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"X": "王"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"Host": "evil.example"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"transfer-encoding": "chunked"}),
        HttpRequest("http://127.0.0.1/", "k", headers={"Idempotency-Key": "other"}),
        HttpRequest("http://127.0.0.1/", "k", headers={f"X{i}": "" for i in range(51)}),
        HttpRequest("http://127.0.0.1/", "k", headers={"X": "a" * 9000}),
        HttpRequest("http://127.0.0.1/", "k\r\nX: y"),
        HttpRequest("http://127.0.0.1/", "k", "POST", body="x" * (MAX_BODY + 1)),
        HttpRequest("http://127.0.0.1/", "k", "POST", json=float("nan")),
        HttpRequest("http://169.254.169.254/latest/meta-data", "k"),
        HttpRequest("http://[::ffff:169.254.169.254]/", "k"),
        HttpRequest("http://0.0.0.0/", "k"),
        HttpRequest("http://2852039166/", "k"),  # 169.254.169.254 as one number
    ],
    ids=lambda request: f"{request.method[:7]} {request.url[:40]} {list(request.headers)[:1]}",
)  # fmt: skip
def test_what_is_refused(workers: Workers, request_: HttpRequest) -> None:
    answer = workers.http(request_)
    assert answer.outcome is Outcome.REFUSED
    assert answer.detail


def test_networks_can_be_forbidden(far: Server) -> None:
    workers = Workers(WorkerSettings(forbidden=("127.0.0.0/8",)))
    try:
        answer = workers.http(HttpRequest(f"http://localhost:{far.port}/", "k"))
        assert answer.outcome in (Outcome.REFUSED, Outcome.UNREACHABLE)  # ::1, where localhost is that too
        assert workers.http(HttpRequest(far.url(), "k")).outcome is Outcome.REFUSED
    finally:
        workers.close()
    assert far.requests == []


# -- what comes back


def test_json(workers: Workers, far: Server) -> None:
    far.behaviour = whole('{"name": "王", "tags": [1, 2.5, null, true]}'.encode(), JSON)
    answer = workers.http(HttpRequest(far.url(), "k"))
    assert answer.json_value == {"name": "王", "tags": [1, 2.5, None, True]}


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("你好".encode(), "text/plain", "你好"),
        ("你好".encode("gbk"), "text/html; charset=GBK", "你好"),
        ("你好".encode("gb18030"), 'text/html; charset="gb2312"', "你好"),
        (b"\xef\xbb\xbfhello", "text/plain", "hello"),
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "é"),
    ],
)
def test_character_sets(workers: Workers, far: Server, body: bytes, kind: str, text: str) -> None:
    far.behaviour = whole(body, kind)
    answer = workers.http(HttpRequest(far.url(), "k"))
    assert (answer.outcome, answer.body_text, answer.detail) == (Outcome.DONE, text, "")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("text/plain", "the body is not UTF-8, and no character set is named (byte 0)"),
        ("text/plain; charset=utf-8", "the body is not utf-8 (byte 0)"),
        ("text/plain; charset=klingon", "the body is not klingon (byte 0)"),
    ],
)
def test_a_wrong_character_set_is_told(workers: Workers, far: Server, kind: str, told: str) -> None:
    far.behaviour = whole("你好".encode("gbk"), kind)
    answer = workers.http(HttpRequest(far.url(), "k"))
    assert (answer.outcome, answer.detail) == (Outcome.DONE, told)
    assert "\ufffd" in answer.body_text


@pytest.mark.parametrize("codec", ["unicode_escape", "idna", "rot13", "zlib", "../x"])
def test_a_server_names_no_codec_of_pythons(workers: Workers, far: Server, codec: str) -> None:
    far.behaviour = whole(b"\\u0041", f"text/plain; charset={codec}")
    assert workers.http(HttpRequest(far.url(), "k")).body_text == "\\u0041"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"NaN", b'{"a": Infinity}', b"[" * 60000, b"[" * 60 + b"]" * 60, b"9" * 5000, b"\xff"]
)
def test_what_is_no_json(workers: Workers, far: Server, body: bytes) -> None:
    far.behaviour = whole(body, JSON)
    wanted = workers.http(HttpRequest(far.url(), "k", want_json=True))
    offered = workers.http(HttpRequest(far.url(), "k"))
    assert (wanted.outcome, offered.outcome) == (Outcome.FAILED, Outcome.DONE)
    assert wanted.json_value is offered.json_value is None
    assert wanted.detail


def test_a_lone_surrogate_comes_as_text(workers: Workers, far: Server) -> None:
    far.behaviour = whole(b'"\\ud800x"', JSON)
    assert workers.http(HttpRequest(far.url(), "k")).json_value == "?x"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
@pytest.mark.parametrize("to", ["file:///etc/passwd", "http://169.254.169.254/", "/loop"])
def test_no_redirect_is_followed(workers: Workers, far: Server, status: str, to: str) -> None:
    far.behaviour = whole(b"", status=status, more=f"Location: {to}\r\n")
    answer = workers.http(HttpRequest(far.url(), "k"))
    assert (answer.outcome, answer.status) == (Outcome.FAILED, int(status[:3]))
    assert "not followed" in answer.detail
    assert len(far.requests) == 1


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "199 Odd"])
def test_another_status_is_failed_and_its_body_told(workers: Workers, far: Server, status: str) -> None:
    far.behaviour = whole(b'{"error": 1}', JSON, status)
    answer = workers.http(HttpRequest(far.url(), "k"))
    if status.startswith("199"):  # one that is only provisional: no answer comes after it
        assert answer.outcome is Outcome.FAILED
    else:
        assert (answer.outcome, answer.status, answer.json_value) == (Outcome.FAILED, int(status[:3]), {"error": 1})
        assert status[4:] in answer.detail


def test_a_hundred_megabytes_are_not_read(workers: Workers, far: Server) -> None:
    sent = 0

    def flood(sock: socket.socket, _: bytes) -> None:
        nonlocal sent
        sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
        for _n in range(1600):
            sock.sendall(b"x" * 65536)
            sent += 65536

    far.behaviour = flood
    answer = workers.http(HttpRequest(far.url(), "k", max_bytes=10**9))
    assert (answer.outcome, answer.status, answer.body_text) == (Outcome.FAILED, 200, "")
    assert f"more than {MAX_BODY} bytes" in answer.detail
    assert sent < 50 * 1024 * 1024


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff\n\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nab",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100000 + b"\r\n\r\n",
        b"HTTP/1.1 two OK\r\n\r\n",
    ],
)
def test_answers_that_break(workers: Workers, far: Server, data: bytes) -> None:
    far.behaviour = raw(data)
    answer = workers.http(HttpRequest(far.url(), "k"))
    assert answer.outcome is Outcome.FAILED
    assert answer.detail
    far.behaviour = whole(b"fine")
    assert workers.http(HttpRequest(far.url(), "k")).body_text == "fine"


def _trickle(part: bytes, far: Server) -> None:
    def behave(sock: socket.socket, _: bytes) -> None:
        sock.sendall(part)
        while not far.over.wait(0.05):
            sock.sendall(b"x")

    far.behaviour = behave


@pytest.mark.parametrize(
    "part", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b"H"]
)
def test_a_server_that_trickles_is_over_in_time(workers: Workers, far: Server, part: bytes) -> None:
    _trickle(part, far)
    workers.http(HttpRequest("http://127.0.0.1:1/", "k"))
    pids = workers.pids()
    answer = workers.http(HttpRequest(far.url(), "k", timeout=1.0))
    assert answer.outcome is Outcome.TIMEOUT
    assert workers.pids() == pids  # the worker told it by itself and lives


def test_nobody_there(workers: Workers, far: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    refused = workers.http(HttpRequest(f"http://127.0.0.1:{port}/", "k"))
    unknown = workers.http(HttpRequest("http://no-such-host.invalid/", "k", timeout=20.0))
    no_tls = workers.http(HttpRequest(f"https://127.0.0.1:{far.port}/", "k"))
    assert [refused.outcome, unknown.outcome, no_tls.outcome] == [Outcome.UNREACHABLE] * 3
    assert far.requests == []


def test_a_server_that_does_not_accept(workers: Workers) -> None:
    """Its queue of connections is full: nothing was asked."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        held = [socket.socket() for _ in range(4)]
        for sock in held:
            sock.setblocking(False)
            sock.connect_ex(address)
        answer = workers.http(HttpRequest(f"http://127.0.0.1:{address[1]}/", "k", timeout=1.5))
        for sock in held:
            sock.close()
    assert answer.outcome is Outcome.UNREACHABLE
    assert "within" in answer.detail


# -- secrets


def test_a_secret_header_arrives_and_is_not_told(workers: Workers, far: Server) -> None:
    far.behaviour = whole(b"", status="500 hunter2 is wrong")
    answer = workers.http(HttpRequest(far.url(), "k", headers={"Authorization": Secret("hunter2")}))
    assert "Authorization: hunter2" in head_lines(far.requests[0])
    assert answer.detail == "status 500 *** is wrong"
    assert "hunter2" not in repr(HttpRequest(far.url(), "k", headers={"Authorization": Secret("hunter2")}))


def test_secrets_in_a_body_arrive_and_are_not_told(workers: Workers, far: Server) -> None:
    far.behaviour = whole(b"", status="500 hunter2 or 2468 is wrong")
    pin: dict[str, SentValue] = {"of": ["me", {"pin": Secret("2468")}], "also": Secret("hunter2")}
    answer = workers.http(HttpRequest(far.url(), "k", "POST", json=pin))
    assert far.requests[0].endswith(b'\r\n\r\n{"of": ["me", {"pin": "2468"}], "also": "hunter2"}')
    assert answer.detail == "status 500 *** or *** is wrong"
    workers.http(HttpRequest(far.url(), "k", "POST", body=Secret("2468")))
    assert far.requests[1].endswith(b"\r\n\r\n2468")


def test_the_query_is_not_told(workers: Workers) -> None:
    answer = workers.http(HttpRequest("http://127.0.0.1:1/x?card=6222", "k", effect=Effect.PURE))
    assert answer.outcome is Outcome.UNREACHABLE
    assert "6222" not in answer.detail
