"""The embedded services, as clients use them."""

import json
import os
import signal
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from devstack.problem import StackProblem
from devstack.processes import orphans
from devstack.stack.aws import create_client
from devstack.stack.sqs import MAX_RECEIVES
from devstack.stack.stack import Options, Stack
from devstack.state import State
from tests.conftest import Buckets, Database

pytestmark = pytest.mark.slow


def _keys(stack: dict[str, str]) -> dict[str, str]:
    return {"s3_access_key": stack["AWS_ACCESS_KEY_ID"], "s3_secret_key": stack["AWS_SECRET_ACCESS_KEY"]}


def _status(request: urllib.request.Request) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers)


def test_s3_refuses_what_is_not_signed(stack: dict[str, str], buckets: Buckets) -> None:
    for method, path in (("GET", "/"), ("GET", f"/{buckets.storage}/x"), ("PUT", f"/{buckets.storage}/x")):
        request = urllib.request.Request(
            stack["AWS_ENDPOINT_URL_S3"] + path, method=method, data=b"x"[: method == "PUT"]
        )
        assert _status(request)[0] == 403


def test_s3_refuses_another_key(stack: dict[str, str], buckets: Buckets) -> None:
    wrong = create_client("s3", stack["AWS_ENDPOINT_URL_S3"], {**_keys(stack), "s3_secret_key": "x" * 40})
    with pytest.raises(wrong.exceptions.ClientError, match="SignatureDoesNotMatch"):
        wrong.list_objects_v2(Bucket=buckets.storage)
    wrong.close()


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:8000"])
def test_s3_lets_pages_of_this_machine_send_footage(stack: dict[str, str], buckets: Buckets, origin: str) -> None:
    request = urllib.request.Request(
        f"{stack['AWS_ENDPOINT_URL_S3']}/{buckets.storage}/x",
        method="OPTIONS",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type,x-amz-checksum-sha256",
        },
    )
    status, headers = _status(request)
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] in (origin, "*")
    assert "PUT" in headers["Access-Control-Allow-Methods"]


def test_a_message_that_is_received_too_often_goes_to_the_dead_letter_queue(
    stack: dict[str, str], queue_url: str
) -> None:
    sqs = create_client("sqs", stack["AWS_ENDPOINT_URL_SQS"], _keys(stack))
    sqs.send_message(QueueUrl=queue_url, MessageBody="stubborn")
    for _ in range(MAX_RECEIVES):
        assert sqs.receive_message(QueueUrl=queue_url, VisibilityTimeout=0)["Messages"]
    assert "Messages" not in sqs.receive_message(QueueUrl=queue_url)
    assert sqs.receive_message(QueueUrl=f"{queue_url}-dead")["Messages"][0]["Body"] == "stubborn"
    sqs.close()


async def test_the_application_logs_in_as_a_member_of_its_role_that_owns_nothing(database: Database) -> None:
    connection = await asyncpg.connect(database.dsn)
    try:
        row = await connection.fetchrow(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, "
            "pg_has_role('watchgraph_app', 'USAGE') AS member FROM pg_roles WHERE rolname = current_user"
        )
        owned = await connection.fetchval("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
    finally:
        await connection.close()
    assert dict(row) == {
        "rolsuper": False,
        "rolcreatedb": False,
        "rolcreaterole": False,
        "rolbypassrls": False,
        "member": True,
    }
    assert owned == 0


async def test_postgresql_lets_nobody_in_without_a_password(stack: dict[str, str]) -> None:
    for user in ("postgres", "watchgraph", "watchgraph_owner"):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(stack["DATABASE_URL"].rpartition("@")[2].join([f"postgresql://{user}:x@", ""]))


async def _leave_something(stack: Stack) -> None:
    connection = await asyncpg.connect(stack.owner_environment["DATABASE_OWNER_URL"])
    await connection.execute("CREATE TABLE kept (what text); INSERT INTO kept VALUES ('a row')")
    await connection.close()
    s3 = create_client("s3", stack.environment["AWS_ENDPOINT_URL_S3"], _keys(stack.environment))
    s3.put_object(Bucket=stack.environment["AWS_STORAGE_BUCKET_NAME"], Key="kept", Body=b"an object")
    s3.close()


async def _what_is_left(stack: Stack) -> tuple[Any, bytes]:
    connection = await asyncpg.connect(stack.owner_environment["DATABASE_OWNER_URL"])
    row = await connection.fetchval("SELECT what FROM kept")
    await connection.close()
    s3 = create_client("s3", stack.environment["AWS_ENDPOINT_URL_S3"], _keys(stack.environment))
    body = s3.get_object(Bucket=stack.environment["AWS_STORAGE_BUCKET_NAME"], Key="kept")["Body"].read()
    s3.close()
    return row, body


async def test_state_survives_a_restart_and_a_killed_server(own_folder: Path) -> None:
    options = Options(bedrock=False)
    async with Stack(own_folder, options) as stack:
        await _leave_something(stack)
        keys = stack.environment["SECRET_KEY"]
    async with Stack(own_folder, options) as stack:
        assert stack.environment["SECRET_KEY"] == keys
        assert await _what_is_left(stack) == ("a row", b"an object")
        recorded = json.loads((own_folder / "processes.json").read_text())
        for name in ("postgres", "s3"):
            os.kill(recorded[name][0], signal.SIGKILL)
    async with Stack(own_folder, options) as stack:
        assert await _what_is_left(stack) == ("a row", b"an object")


async def test_a_start_that_fails_leaves_nothing_running(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, int] = {}
    add = orphans.ProcessRegister.add

    def add_and_note(self: orphans.ProcessRegister, name: str, pid: int, ask: signal.Signals) -> None:
        started[name] = pid
        add(self, name, pid, ask)

    monkeypatch.setattr(orphans.ProcessRegister, "add", add_and_note)
    # PostgreSQL refuses such data, but only when the other services have begun to start.
    (own_folder / "postgres").mkdir()
    (own_folder / "postgres" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(StackProblem) as caught:
        async with Stack(own_folder, Options(bedrock=False)):
            pytest.fail("it started")
    assert "\n" not in str(caught.value)
    assert set(started) == {"postgres", "s3", "sqs"}
    assert [name for name, pid in started.items() if orphans.read_start_mark(pid) is not None] == []


async def test_a_second_start_on_the_same_state_leaves_the_first_alone(own_folder: Path) -> None:
    first = State(own_folder)
    with first.lock():
        with pytest.raises(StackProblem, match="already uses"):
            async with Stack(own_folder, Options(bedrock=False)):
                pytest.fail("it started")
        assert not State(own_folder).read("ports.json")
