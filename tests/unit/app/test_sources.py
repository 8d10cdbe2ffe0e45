from pathlib import Path

from ccengine.app.fetch import os_release, sources
from ccengine.app.sources import Mirror, host_mirrors, parse_deb822, parse_one_line, usable


def test_deb822_takes_every_uri_and_skips_comments() -> None:
    text = (
        "Types: deb deb-src\n# http://old.example/archive\nURIs: http://a.example/debian/ http://b.example/debian\n"
        "Suites: bookworm bookworm-updates\nComponents: main contrib\nSigned-By: /k.gpg\n"
        "\n#URIs: http://c.example\nTypes: deb-src\nURIs: http://d.example/debian\nSuites: sid\nComponents: main\n"
    )
    assert parse_deb822(text) == [
        Mirror(f"http://{host}.example/debian", ("bookworm", "bookworm-updates"), ("main", "contrib"), "/k.gpg")
        for host in "ab"
    ]


def test_deb822_disabled_and_embedded_key() -> None:
    stanza = "Types: deb\nURIs: http://a.example/d\nSuites: sid\nComponents: main\n"
    assert parse_deb822(stanza + "Enabled: no\n") == []
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQINB\n -----END PGP PUBLIC KEY BLOCK-----\n"
    assert [mirror.keyring for mirror in parse_deb822(stanza + key)] == [""]


def test_one_line_with_options_and_comments() -> None:
    text = (
        "# deb http://no.example/debian sid main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian/ bookworm main contrib # the near one\n"
        "deb http://b.example/debian bookworm main\n"
        "deb-src http://c.example/debian bookworm main\n"
        "deb [signed-by=/k.gpg http://broken.example/debian bookworm main\n"
        "deb http://short.example\n"
    )
    assert parse_one_line(text) == [
        Mirror("http://a.example/debian", ("bookworm",), ("main", "contrib"), "/k.gpg"),
        Mirror("http://b.example/debian", ("bookworm",), ("main",)),
    ]


def test_security_comes_last_and_discs_never() -> None:
    security = Mirror("http://s.example/debian-security", ("bookworm-security",), ("main",))
    plain = Mirror("http://a.example/debian", ("bookworm",), ("main",))
    disc = Mirror("cdrom:[Debian]", ("bookworm",), ("main",))
    other = Mirror("http://vendor.example/apt", ("any",), ("stable",))
    assert usable([security, disc, other, plain, plain]) == [plain, security]


def test_the_hosts_files_are_read_both_ways(tmp_path: Path) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.example/debian bookworm main\n")
    (tmp_path / "sources.list.d/x.sources").write_text(
        "Types: deb\nURIs: http://b.example/debian\nSuites: sid\nComponents: main\n"
    )
    (tmp_path / "sources.list.d/y.list.disabled").write_text("deb http://c.example/debian bookworm main\n")
    assert [mirror.uri for mirror in host_mirrors(tmp_path)] == ["http://a.example/debian", "http://b.example/debian"]


def test_every_mirror_is_tried_with_every_suite(tmp_path: Path) -> None:
    keyring = tmp_path / "k.gpg"
    keyring.touch()
    mirrors = [Mirror(f"http://{host}.example", ("x",), ("main",), str(keyring)) for host in "ab"]
    found = sources(mirrors, {"debian": ("sid", "testing")}, {"ID": "debian", "VERSION_CODENAME": "bookworm"})
    assert [(one.uri[7], one.suite) for one in found] == [
        ("a", "sid"),
        ("a", "testing"),
        ("b", "sid"),
        ("b", "testing"),
    ]
    assert found[0].line() == f"deb [signed-by={found[0].keyring}] http://a.example sid main\n"
    assert found[0].keyring.startswith("/")


def test_the_hosts_own_suite_and_the_family(tmp_path: Path) -> None:
    keyring = tmp_path / "k.gpg"
    keyring.touch()
    mirror = Mirror("http://a.example", ("x",), ("main",), str(keyring))
    found = sources(
        [mirror], {"ubuntu": ("", "noble")}, {"ID": "mint", "ID_LIKE": "ubuntu", "UBUNTU_CODENAME": "jammy"}
    )
    assert [(one.suite, one.components) for one in found] == [
        ("jammy", ("main", "universe")),
        ("noble", ("main", "universe")),
    ]


def test_os_release(tmp_path: Path) -> None:
    path = tmp_path / "os-release"
    path.write_text('ID=debian\nVERSION_CODENAME="bookworm"\nPRETTY_NAME="Debian = 12"\n# x\n')
    assert os_release(path) == {"ID": "debian", "VERSION_CODENAME": "bookworm", "PRETTY_NAME": "Debian = 12"}
    assert os_release(tmp_path / "none") == {}
