"""Every AGI command of Asterisk 22 (`agi show commands`), and what becomes of it here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from ccengine.wire.agi_server import MAX_WORDS, reply
from ccengine.workers.agi import applications, hotline, line, playing, recording, saying, variables
from ccengine.workers.agi.session import AgiSession

Run = Callable[[AgiSession, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class Command:
    usage: str  # `STREAM FILE <file> <keys> [<samples>]`: its verb in capitals
    run: Run | None  # None: answered 510
    note: str  # for the manual: what becomes of it
    least: int = 0  # words after the verb; Asterisk answers 520 below and, where it looks, above
    most: int = MAX_WORDS
    dead: bool = False  # also after the caller's hang-up, as Asterisk has it

    @property
    def verb(self) -> tuple[str, ...]:
        return tuple(takewhile(str.isalpha, self.usage.split(" ")))


def _noop(session: AgiSession, words: Sequence[str]) -> str:
    return reply(0)


def _get_variable(session: AgiSession, words: Sequence[str]) -> str:
    asks = hotline.is_question(words[0])
    return hotline.get(session, words[0]) if asks else variables.get_variable(session, words)


def _verbose(session: AgiSession, words: Sequence[str]) -> str:
    return reply(1)


_NO_DIALPLAN = "there is no dialplan to go on in: the flow reads the variable"
_NO_DATABASE = "no database here: an `http` node or a script asks yours"
_NO_SPEECH = "no speech recognition yet"

COMMANDS: tuple[Command, ...] = (
    Command("ANSWER", line.answer, "`answer`"),
    Command("ASYNCAGI BREAK", None, "no async AGI", dead=True),
    Command("CHANNEL STATUS [<channel>]", line.channel_status, "6 (up); another channel: -1", 0, 1),
    Command("DATABASE DEL <family> <key>", None, _NO_DATABASE, dead=True),
    Command("DATABASE DELTREE <family> [<keytree>]", None, _NO_DATABASE, dead=True),
    Command("DATABASE GET <family> <key>", None, _NO_DATABASE, dead=True),
    Command("DATABASE PUT <family> <key> <value>", None, _NO_DATABASE, dead=True),
    Command("EXEC <application> [<options>]", applications.execute,
            "the applications below; any other: -2, as where Asterisk does not have it", 1, dead=True),
    Command("GET DATA <file> [<milliseconds> [<digits>]]", playing.get_data, "`collect`, key by key", 1, 3),
    Command("GET FULL VARIABLE <expression> [<channel>]", variables.get_full_variable,
            "`${NAME}` is replaced, not nested, no functions; another channel: 0", 1, 2, dead=True),
    Command("GET OPTION <file> <keys> [<milliseconds>]", playing.get_option, "`play`, then a key is waited for", 2, 3),
    Command("GET VARIABLE <name>", _get_variable,
            "what the program set, what the node gave, or a fact of the call; `CC(...)` asks the hotline", 1, 1,
            dead=True),
    Command("GOSUB <context> <extension> <priority> [<argument>]", None, "no dialplan"),
    Command("HANGUP [<channel>]", line.hangup, "`hangup`; another channel: -1", 0, 1),
    Command("NOOP", _noop, "0", dead=True),
    Command("RECEIVE CHAR <milliseconds>", partial(line.nothing, 0), "0: the line carries no text", 1, 1),
    Command("RECEIVE TEXT <milliseconds>", partial(line.nothing, -1), "-1: the line carries no text", 1, 1),
    Command("RECORD FILE <file> <format> <keys> <milliseconds> [<samples>] [BEEP] [s=<seconds>]", recording.record_file,
            "`record`, into the recordings' folder as `<call>-<file>.wav`; RECORDED_FILE has the path; "
            "no offset, no silence", 4, 7),
    Command("SAY ALPHA <text> <keys>", partial(saying.say, "digits"), "digits; letters: -1", 2, 2),
    Command("SAY DATE <epoch> <keys>", saying.say_date, "`play`", 2, 2),
    Command("SAY DATETIME <epoch> <keys> [<format> [<zone>]]", saying.say_datetime,
            "date, time or both, as the format has them, in the language's own order", 2, 4),
    Command("SAY DIGITS <digits> <keys>", partial(saying.say, "digits"), "`play`", 2, 2),
    Command("SAY NUMBER <number> <keys> [<gender>]", saying.say_number, "`play`; no genders", 2, 3),
    Command("SAY PHONETIC <text> <keys>", partial(saying.say, "digits"), "digits; letters: -1", 2, 2),
    Command("SAY TIME <epoch> <keys>", saying.say_time, "`play`", 2, 2),
    Command("SEND IMAGE <image>", partial(line.nothing, 0), "0: the line carries no images", 1, 1),
    Command("SEND TEXT <text>", partial(line.nothing, 0), "0: the line carries no text", 1, 1),
    Command("SET AUTOHANGUP <seconds>", line.set_autohangup, "at the next command after that time", 1, 1),
    Command("SET CALLERID <number>", variables.set_callerid, "kept as `CALLERID(num)`, for the flow", 1, 1),
    Command("SET CONTEXT <context>", partial(variables.set_place, "CONTEXT"), _NO_DIALPLAN, 1, 1),
    Command("SET EXTENSION <extension>", partial(variables.set_place, "EXTEN"), _NO_DIALPLAN, 1, 1),
    Command("SET MUSIC <ON|OFF> [<class>]", line.set_music, "`hold` while a key is waited for", 1, 2),
    Command("SET PRIORITY <priority>", partial(variables.set_place, "PRIORITY"), _NO_DIALPLAN, 1, 1),
    Command("SET VARIABLE <name> <value>", variables.set_variable,
            "handed to the flow when the program ends; `CHANNEL(language)` sets the language", 2, 2, dead=True),
    Command("STREAM FILE <file> <keys> [<samples>]", playing.stream_file, "`play`, from the begin", 2, 3),
    Command("CONTROL STREAM FILE <file> <keys> [<ms>] [<ahead>] [<back>] [<pause>] [<offset>]",
            playing.control_stream_file, "`play`; no winding, no pause", 2, 7),
    Command("TDD MODE <ON|OFF>", partial(line.nothing, 0), "0: the line is not capable", 1, 1),
    Command("VERBOSE <message> [<level>]", _verbose, "1; nothing is written", 1, 2, dead=True),
    Command("WAIT FOR DIGIT <milliseconds>", playing.wait_for_digit, "`collect`, or `hold` with music", 1, 1),
    Command("SPEECH CREATE <engine>", None, _NO_SPEECH),
    Command("SPEECH SET <name> <value>", None, _NO_SPEECH),
    Command("SPEECH DESTROY", None, _NO_SPEECH, dead=True),
    Command("SPEECH LOAD GRAMMAR <name> <path>", None, _NO_SPEECH),
    Command("SPEECH UNLOAD GRAMMAR <name>", None, _NO_SPEECH, dead=True),
    Command("SPEECH ACTIVATE GRAMMAR <name>", None, _NO_SPEECH),
    Command("SPEECH DEACTIVATE GRAMMAR <name>", None, _NO_SPEECH),
    Command("SPEECH RECOGNIZE <prompt> <timeout> [<offset>]", None, _NO_SPEECH),
)  # fmt: skip

_BY_VERB = {command.verb: command for command in COMMANDS}
_LONGEST = max(len(verb) for verb in _BY_VERB)


def find(words: Sequence[str]) -> tuple[Command, list[str]] | None:
    """The command whose verb the line begins with, in any case, and its arguments."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        command = _BY_VERB.get(tuple(word.upper() for word in words[:count]))
        if command:
            return command, list(words[count:])
    return None
