"""`ccsim` by hand: a visit as a timeline, and calls at a rate whose records agree with the switch's events."""

import json
import subprocess
import sys

from tests.support.hotline import CHECKOUT, LIMIT, Hotline


def ccsim(hotline: Hotline, *args: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "ccengine.cli.ccsim", args[0], hotline.number, "--home", str(hotline.home.root)]
    return subprocess.run([*argv, *args[1:]], cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=LIMIT)


def test_a_visit(hotline: Hotline) -> None:
    done = ccsim(hotline, "call", "--agents", "1", "--talk", "1", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [(line["event"], line.get("who", "")) for line in lines]
    caller, agent = "13800138000", "agent8001"
    wanted = [
        ("dialled", caller), ("answered", caller), ("pressed", caller), ("rings", agent), ("answered", agent),
        ("hung up", agent), ("pressed", caller), ("ended", caller), ("heard", ""),
    ]  # fmt: skip
    assert [kind for kind in kinds if kind in wanted] == wanted
    assert [piece[0] for piece in lines[-1]["pieces"]].count("1000 Hz") == 1


def test_who_hangs_up_does_nothing_more(hotline: Hotline) -> None:
    done = ccsim(hotline, "call", "--no-agents", "--keys", "hangup,1", "--json")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["event"] for line in lines] == ["dialled", "answered", "hears", "ended", "heard"]
    assert lines[3]["by"] == "caller"


def test_a_number_that_is_not_in_service(hotline: Hotline) -> None:
    argv = [sys.executable, "-m", "ccengine.cli.ccsim", "call", "4009999999", "--no-agents"]
    done = subprocess.run(
        [*argv, "--home", str(hotline.home.root)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT,
    )
    assert done.returncode == 1
    assert "not answered: 404" in done.stderr


def test_calls_at_a_rate_agree_with_the_switch(hotline: Hotline) -> None:
    done = ccsim(hotline, "load", "--rate", "5", "--total", "20", "--hold", "2", "--light", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert (told["answered"], told["silent"], told["differences"]) == (20, 0, [])


def test_wrong_words(hotline: Hotline) -> None:
    done = ccsim(hotline, "call", "--keys", "1,whenever")
    assert done.returncode == 2
    assert '"whenever" is neither keys' in done.stderr
    done = ccsim(hotline, "load", "--keys", "1@noon")
    assert done.returncode == 2
    assert "1@noon" in done.stderr
