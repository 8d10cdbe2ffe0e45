"""The bare cell of `ccsim compare`: the least program that does the work, by FastAGI and AMI.

First come, first served.  No journal, no records, no limits, no way back after a fault: what of the engine's cost is
not needed to switch calls is not here.  Its ports, its password and each queue's agents come as one JSON object on
standard input."""

import json
import sys
from collections import deque
from itertools import count

from gevent import socket, spawn
from gevent.event import AsyncResult
from gevent.server import StreamServer


class Ami:
    """One connection, for events and actions."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines = self._socket.makefile("rb")
        self._lines.readline()
        self.send(f"Action: Login\r\nUsername: {user}\r\nSecret: {secret}\r\n")

    def send(self, action: str) -> None:
        self._socket.sendall(f"{action}\r\n".encode())

    def events(self, desk: "Desk") -> None:
        event: dict[str, str] = {}
        for line in self._lines:
            name, _, value = line.decode("utf-8", "replace").rstrip("\r\n").partition(": ")
            if name:
                event[name] = value
                continue
            match event.get("Event"):
                case "OriginateResponse":
                    desk.answered(event["ActionID"], event["Response"] == "Success", event["Channel"])
                case "Hangup":
                    desk.gone(event["Uniqueid"])
            event = {}


class Desk:
    """Who waits, who is free, who rings for whom."""

    def __init__(self, ami: Ami, queues: dict[str, list[str]]) -> None:
        self._ami = ami
        self._free = {key: deque(agents) for key, agents in queues.items()}
        self._waiting: dict[str, deque[Session]] = {key: deque() for key in queues}
        self._legs: dict[str, tuple[str, str]] = {}  # leg -> queue, agent
        self._rings: dict[str, Session] = {}  # leg -> caller
        self._next = count(1)

    def enter(self, session: "Session", key: str) -> None:
        self._waiting[key].append(session)
        self._match(key)

    def _match(self, key: str) -> None:
        free, waiting = self._free[key], self._waiting[key]
        while free and waiting:
            agent, session, leg = free.popleft(), waiting.popleft(), f"leg-{next(self._next)}"
            self._legs[leg], self._rings[leg] = (key, agent), session
            self._ami.send(
                f"Action: Originate\r\nActionID: {leg}\r\nChannelId: {leg}\r\nChannel: PJSIP/{agent}\r\nAsync: true\r\n"
                f"Context: agentleg\r\nExten: wait\r\nPriority: 1\r\nTimeout: 20000\r\nCallerID: {session.caller}\r\n"
            )

    def answered(self, leg: str, taken: bool, channel: str) -> None:
        session = self._rings.pop(leg, None)
        if session and taken:
            session.agent.set(channel)
        elif session and not taken:
            self._waiting[self._legs[leg][0]].appendleft(session)
            self.gone(leg)

    def gone(self, unique: str) -> None:
        if ended := self._legs.pop(unique, None):
            key, agent = ended
            self._free[key].append(agent)
            self._match(key)
            return
        for waiting in self._waiting.values():
            for session in [each for each in waiting if each.unique == unique]:
                waiting.remove(session)
                session.agent.set("")


class Session:
    """A caller's AGI session."""

    def __init__(self, connection: socket.socket, desk: Desk, prompts: str) -> None:
        self._socket, self._desk, self._prompts = connection, desk, prompts
        self._lines = connection.makefile("rb")
        self.agent: AsyncResult[str] = AsyncResult()

    def run(self) -> None:
        facts: dict[str, str] = {}
        for line in iter(self._lines.readline, b"\n"):
            name, _, value = line.decode("utf-8", "replace").strip().partition(": ")
            facts[name] = value
        self.unique, self.caller = facts["agi_uniqueid"], facts["agi_callerid"]
        self._do("ANSWER")
        key = self._do(f'STREAM FILE {self._prompts}/press-1-service "12"')
        key = self._do("WAIT FOR DIGIT 5000") if key in ("0", "-1") else key
        if key not in ("49", "50"):
            return
        self._do("SET MUSIC ON default")
        self._tell("WAIT FOR DIGIT -1")
        self._desk.enter(self, chr(int(key)))
        if not (channel := self.agent.get()):
            return
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # else the second line comes 40 ms later
        self._tell("SET MUSIC OFF")
        self._answer()  # of the WAIT FOR DIGIT that was cut
        self._answer()
        self._do(f"EXEC Bridge {channel}")

    def _tell(self, command: str) -> None:
        self._socket.sendall(f"{command}\n".encode())

    def _do(self, command: str) -> str:
        self._tell(command)
        return self._answer()

    def _answer(self) -> str:
        """The result; lines that are none (HANGUP) are passed over."""
        for line in self._lines:
            if b"result=" in line:
                return line.split(b"result=")[1].split()[0].decode()
        return "-1"


def main() -> None:
    told = json.loads(sys.stdin.readline())
    ami = Ami(told["ami_port"], told["user"], told["secret"])
    desk = Desk(ami, told["queues"])

    def serve(connection: socket.socket, _address: object) -> None:
        with connection:
            Session(connection, desk, told["prompts"]).run()

    server = StreamServer(("127.0.0.1", told["agi_port"]), serve, backlog=1024)
    server.start()
    spawn(ami.events, desk)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
