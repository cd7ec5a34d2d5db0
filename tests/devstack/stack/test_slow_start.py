"""A busy machine: programs that start slowly or never."""

import asyncio
import signal
import socket
import sys

import pytest

from devstack.problem import StackProblem
from devstack.processes.http_probe import answers_ok
from devstack.processes.process import READY_TIMEOUT_SECONDS
from devstack.processes.waits import PendingStarts, report_waits
from devstack.tour.screen import ReminderTimer, Screen
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
    child.send_signal(signal.SIGSTOP)
    waits, seen = PendingStarts(clock), list[str]()

    async def answers() -> bool:
        # Each look takes as long as the whole start was once given.
        clock.now += 30
        seen.append(waits.format_line())
        if clock.now == READY_TIMEOUT_SECONDS - 60:
            child.send_signal(signal.SIGCONT)
        clock.now = min(clock.now, READY_TIMEOUT_SECONDS - 60)
        return await answers_ok(port, "/")

    await child.wait_until_ready(answers, waits, port=port)
    assert seen[0] == "still starting program (starting), 30 s …"
    assert seen[1] == "still starting program (importing), 60 s …"
    assert waits.format_line() == ""


async def test_a_program_that_stays_silent_for_minutes_is_given_up_and_its_empty_log_explained(
    children: Children,  # noqa: F811
) -> None:
    clock = Clock()
    child = await children.python("import time; time.sleep(600)")

    async def never() -> bool:
        clock.now += 59
        return False

    with pytest.raises(StackProblem) as caught:
        await child.wait_until_ready(never, PendingStarts(clock))
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
        child.send_signal(signal.SIGKILL)
        return False

    with pytest.raises(StackProblem, match=r"killed by SIGKILL, as the system does .* it wrote nothing"):
        await child.wait_until_ready(killed)


async def test_what_a_server_says_instead_is_told(children: Children) -> None:  # noqa: F811
    clock = Clock()
    child = await children.python("import time; time.sleep(600)")
    waits, seen = PendingStarts(clock), list[str]()

    async def answers() -> bool | str:
        clock.now += 7
        seen.append(waits.format_line())
        return "the database system is starting up" if len(seen) < 3 else True

    await child.wait_until_ready(answers, waits)
    assert seen[2] == "still starting program (the database system is starting up), 21 s …"


def test_whoever_is_waited_for_longest_comes_first_and_counts() -> None:
    clock = Clock()
    waits = PendingStarts(clock)
    with waits.wait_for("api") as is_at:
        is_at("importing")
        clock.now = 40
        with waits.wait_for("worker-1"):
            clock.now = 42
            assert waits.format_line() == "still starting the API (importing), worker-1 (starting), 42 s …"
        assert waits.format_line() == "still starting the API (importing), 42 s …"


def test_without_a_terminal_a_long_wait_is_told_seldom() -> None:
    clock = Clock()
    due, said = ReminderTimer(clock), []
    for second in range(250):
        clock.now = second
        if due():
            said.append(second)
    assert said == [10, 30, 60, 120, 180, 240]


async def test_the_screen_tells_what_is_waited_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devstack.processes.waits._REPORT_SECONDS", 0.01)
    monkeypatch.setattr("devstack.tour.screen.ReminderTimer", lambda: lambda: True)
    waits = PendingStarts()
    with Screen(0).show_spinner("starting the API …") as say, waits.wait_for("api") as is_at:
        is_at("importing")
        async with report_waits(waits, say):
            await asyncio.sleep(0.1)
    assert "still starting the API (importing), 0 s …" in capsys.readouterr().out
