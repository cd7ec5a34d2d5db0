"""A busy machine: programs that take long to start, or never do."""

import asyncio
import signal
import socket
import sys

import pytest

from devstack.processes.http_probe import answers_ok
from devstack.processes.process import PATIENCE
from devstack.processes.waits import Waits, told
from devstack.stack.problem import StackProblem
from devstack.tour.screen import Screen, Seldom
from tests.devstack.processes.test_process import Children, children  # noqa: F401 - the fixture

pytestmark = pytest.mark.slow
SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


class Clock:
    """Seconds that pass as the test wants."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_program_that_lives_is_waited_for_however_long_it_takes(children: Children) -> None:  # noqa: F811
    port, clock = free_port(), Clock()
    child = await children.python(f"import sys; sys.argv = ['', '{port}']\n{SERVER}")
    child.send(signal.SIGSTOP)
    waits, seen = Waits(clock), list[str]()

    async def answers() -> bool:
        # Each look takes as long as the whole start was once given.
        clock.now += 30
        seen.append(waits.line())
        if clock.now == PATIENCE - 60:
            child.send(signal.SIGCONT)
        clock.now = min(clock.now, PATIENCE - 60)
        return await answers_ok(port, "/")

    await child.ready(answers, waits, port=port)
    assert seen[0] == "still starting program (starting), 30 s …"
    assert seen[1] == "still starting program (importing), 60 s …"
    assert waits.line() == ""


async def test_a_program_that_stays_silent_for_minutes_is_given_up_and_its_empty_log_explained(
    children: Children,  # noqa: F811
) -> None:
    clock = Clock()
    child = await children.python("import time; time.sleep(600)")

    async def never() -> bool:
        clock.now += 59
        return False

    with pytest.raises(StackProblem) as caught:
        await child.ready(never, Waits(clock))
    assert clock.now > 600
    told_ = str(caught.value)
    assert told_.startswith("program runs, and has not answered for 10 minutes: it wrote nothing, as ")
    assert "it was still importing" in told_
    assert "of processor time" in told_ or sys.platform != "linux"
    assert "the load of this machine is" in told_
    assert str(child.log) in told_
    assert "\n" not in told_


async def test_a_program_that_is_killed_in_silence_is_said_to_have_been(children: Children) -> None:  # noqa: F811
    child = await children.python("import time; time.sleep(600)")

    async def killed() -> bool:
        child.send(signal.SIGKILL)
        return False

    with pytest.raises(StackProblem, match=r"killed by SIGKILL, as the system does .* it wrote nothing"):
        await child.ready(killed)


async def test_what_a_server_says_instead_is_told(children: Children) -> None:  # noqa: F811
    clock = Clock()
    child = await children.python("import time; time.sleep(600)")
    waits, seen = Waits(clock), list[str]()

    async def answers() -> bool | str:
        clock.now += 7
        seen.append(waits.line())
        return "the database system is starting up" if len(seen) < 3 else True

    await child.ready(answers, waits)
    assert seen[2] == "still starting program (the database system is starting up), 21 s …"


def test_whoever_is_waited_for_longest_comes_first_and_counts() -> None:
    clock = Clock()
    waits = Waits(clock)
    with waits.on("api") as is_at:
        is_at("importing")
        clock.now = 40
        with waits.on("worker-1"):
            clock.now = 42
            assert waits.line() == "still starting the API (importing), worker-1 (starting), 42 s …"
        assert waits.line() == "still starting the API (importing), 42 s …"


def test_without_a_terminal_a_long_wait_is_told_seldom() -> None:
    clock = Clock()
    due, said = Seldom(clock), []
    for second in range(250):
        clock.now = second
        if due():
            said.append(second)
    assert said == [10, 30, 60, 120, 180, 240]


async def test_the_screen_tells_what_is_waited_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devstack.processes.waits._TELL_SECONDS", 0.01)
    monkeypatch.setattr("devstack.tour.screen.Seldom", lambda: lambda: True)
    waits = Waits()
    with Screen(0).waiting("starting the API …") as say, waits.on("api") as is_at:
        is_at("importing")
        async with told(waits, say):
            await asyncio.sleep(0.1)
    assert "still starting the API (importing), 0 s …" in capsys.readouterr().out
