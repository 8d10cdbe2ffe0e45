"""EXEC: the applications that mean something without a dialplan.  Any other is answered as by an Asterisk that does not
have it: -2."""

from collections.abc import Callable, Mapping, Sequence

from ccengine.model.keys import KEYS
from ccengine.wire.agi_server import reply
from ccengine.workers.agi import hotline, line, playing, saying, variables
from ccengine.workers.agi.session import AgiSession, Misused

NOT_FOUND = -2

Application = Callable[[AgiSession, Sequence[str]], str]


def execute(session: AgiSession, words: Sequence[str]) -> str:
    """`EXEC Playback welcome,skip`; options by commas, or as further words."""
    application = APPLICATIONS.get(words[0].lower())
    if application is None:
        return reply(NOT_FOUND)
    options = ",".join(words[1:])
    return application(session, options.split(",") if options else [])


def _wait(session: AgiSession, options: Sequence[str]) -> str:
    """Keys pressed meanwhile are dropped, as Asterisk does."""
    end = session.call.clock.now() + _seconds(session, options)
    while (left := end - session.call.clock.now()) > 0:
        playing.one_key(session, left)
    return reply(0)


def _seconds(session: AgiSession, options: Sequence[str]) -> float:
    try:
        return session.wait(str(int(float(options[0] if options else "0") * 1000)))
    except (ValueError, OverflowError):
        raise Misused from None


def _playback(session: AgiSession, options: Sequence[str]) -> str:
    """0 also when a prompt is missing: PLAYBACKSTATUS tells."""
    files = options[0].split("&") if options else []
    played, _ = playing.play(session, [playing.prompt(file) for file in files])
    session.variables.set("PLAYBACKSTATUS", "FAILED" if playing.code(played) < 0 else "SUCCESS")
    return reply(0)


def _background(session: AgiSession, options: Sequence[str]) -> str:
    """A key ends it and is its result."""
    files = options[0].split("&") if options else []
    played, _ = playing.play(session, [playing.prompt(file) for file in files], KEYS)
    failed = playing.code(played) < 0
    session.variables.set("BACKGROUNDSTATUS", "FAILED" if failed else "SUCCESS")
    return reply(0 if failed else playing.code(played))


def _say_digits(session: AgiSession, options: Sequence[str]) -> str:
    return saying.say("digits", session, [*options[:1], *[""] * (2 - len(options[:1]))])


def _say_number(session: AgiSession, options: Sequence[str]) -> str:
    return saying.say_number(session, [options[0] if options else "", ""])


def _set(session: AgiSession, options: Sequence[str]) -> str:
    name, equals, value = ",".join(options).partition("=")
    if equals:
        variables.set_variable(session, [name, value])
    return reply(0)


def _nothing(session: AgiSession, options: Sequence[str]) -> str:
    return reply(0)


def _answer(session: AgiSession, options: Sequence[str]) -> str:
    return line.answer(session, ())


def _hangup(session: AgiSession, options: Sequence[str]) -> str:
    session.hang_up()
    return reply(-1)


def _music_off(session: AgiSession, options: Sequence[str]) -> str:
    return line.set_music(session, ["off"])


def _music_on(session: AgiSession, options: Sequence[str]) -> str:
    return line.set_music(session, ["on", *options[:1]])


def _music(session: AgiSession, options: Sequence[str]) -> str:
    """MusicOnHold(class,seconds): music until the seconds are over; without them as long as the program may run."""
    seconds = _seconds(session, options[1:2]) if options[1:2] else session.wait("-1")
    session.call.hold(options[0] if options and options[0] else line.DEFAULT_MUSIC, seconds)
    return reply(0)


APPLICATIONS: Mapping[str, Application] = {
    "answer": _answer,
    "background": _background,
    "cc": hotline.execute,
    "hangup": _hangup,
    "musiconhold": _music,
    "noop": _nothing,
    "playback": _playback,
    "progress": _nothing,
    "ringing": _nothing,
    "saydigits": _say_digits,
    "saynumber": _say_number,
    "set": _set,
    "startmusiconhold": _music_on,
    "stopmusiconhold": _music_off,
    "verbose": _nothing,
    "wait": _wait,
}
"""By their names in lower case; result as Asterisk's application returns it."""
