"""`ccengine demo`: a real call through the shipped hotline, shown as a timeline."""

import re

from tests.support.hotline import Homes, Hotline, ccengine, free_sip, up


def test_a_call_from_welcome_to_goodbye(hotline: Hotline) -> None:
    done = ccengine("demo", "--home", hotline.home.root)
    assert done.returncode == 0, done.stdout + done.stderr
    live, _, record = done.stdout.partition("On record:")
    wanted = [
        "phone registers", "dials 4008001234", "is answered", "hears welcome", "presses 1", "phone rings",
        "hears music", "agent   answers", "hear each other", "agent   hangs up", "hears survey", "presses 5",
        "is let go",
    ]  # fmt: skip
    places = [live.find(text) for text in wanted]
    assert -1 not in places, live
    assert places == sorted(places), live
    times = [float(line.split()[0]) for line in live.splitlines() if re.match(r" +[0-9.]+ s ", line)]
    assert times == sorted(times)
    stages = ["offered", "answered", "queued", "rung", "connected", "talk ended", "mark", "ended"]
    seen = [line.split(maxsplit=1)[1] for line in record.splitlines() if re.match(r" +[0-9.]+  ", line)]
    order = [next((i for i, line in enumerate(seen) if re.match(rf"{stage}(  |$)", line)), -1) for stage in stages]
    assert -1 not in order, record
    assert order == sorted(order), record
    (wav,) = re.findall(r"\S+\.wav", record.rpartition("recording:")[2])
    assert (hotline.home.recordings / wav).stat().st_size > 44


def test_without_a_hotline_it_says_what_to_type(homes: Homes) -> None:
    done = ccengine("demo", "--home", homes.new())
    assert done.returncode == 1
    assert "is not on the air" in done.stderr
    assert "ccengine up" in done.stderr


def test_a_flow_without_a_survey(homes: Homes) -> None:
    """It tells what happened, not what the example would have done."""
    home = homes.new()
    flow = home / "flows" / "hotline.yaml"
    text = flow.read_text("utf-8").replace("answered: survey", "answered: hangup")
    flow.write_text(re.sub(r"  survey:\n(    .*\n)+\n", "", text), "utf-8")
    up(home, "--sip", free_sip())
    done = ccengine("demo", "--home", home)
    assert done.returncode == 0, done.stdout + done.stderr
    live = done.stdout.partition("On record:")[0]
    assert "hears survey" not in live
    assert "presses 5" not in live
    assert live.splitlines()[-2].endswith("caller  is let go"), live
