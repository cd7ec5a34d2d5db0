"""Each attack is answered as it should be, soon, and in between the server answers who means well.

`python -m bench.attacks` prints how long each takes; here a bound only tells apart what grows without one.
"""

import asyncio
import json
import time
from urllib.parse import urlsplit

import httpx
import pytest

from bench.attacks import ATTACKS, SOCKETS, Attack, SocketAttack, run_socket_attack
from bench.attacks.rights import run_rights_attacks
from bench.harness.server import ORGANIZATION, BenchServer
from config import Settings
from devstack.token import access_token
from tests.support.serving import ApiTestClient

# Some take a tenth of a second on an idle machine; an expansion of 2^22 takes minutes on any.
SOON = 20.0


async def send(api: ApiTestClient, attack: Attack) -> httpx.Response:
    headers = dict(attack.headers)
    if attack.with_token and api.token is not None:
        headers.setdefault("authorization", f"Bearer {api.token}")
    path = "/graphql" + (f"?{attack.query}" if attack.query else "")
    return await api.http.request(attack.method, path, content=attack.body, headers=headers)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
async def test_an_attack_is_answered_as_it_should_be(api: ApiTestClient, attack: Attack) -> None:
    began = time.monotonic()
    answer = await send(api, attack)
    assert time.monotonic() - began < SOON
    codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
    assert (answer.status_code, codes) == (attack.status, {attack.code} if attack.code else set()), answer.text[:500]
    assert "Traceback" not in answer.text
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("attack", SOCKETS, ids=lambda attack: attack.name)
async def test_a_socket_ends_as_it_should_or_bears_it(api: ApiTestClient, address: str, attack: SocketAttack) -> None:
    port = urlsplit(address).port
    assert port is not None
    assert api.token is not None
    began = time.monotonic()
    assert await run_socket_attack(port, api.token, attack) == attack.expected
    assert time.monotonic() - began < SOON
    assert (await api.data("{ viewer { id } }"))["viewer"]["id"] == "tester"


async def test_rights_hold_and_forged_tokens_do_not(
    address: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    token = access_token(settings.secret_key, organization=ORGANIZATION)
    assert await run_rights_attacks(BenchServer(address, token, settings.secret_key)) == 0, capsys.readouterr().out


async def test_there_are_enough_of_them_and_each_has_a_name_of_its_own() -> None:
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 60
    assert len({attack.name for attack in SOCKETS}) == len(SOCKETS)


async def test_while_all_come_at_once_a_normal_query_is_answered(api: ApiTestClient) -> None:
    attacking = [asyncio.create_task(send(api, attack)) for attack in ATTACKS]
    try:
        for _ in range(5):
            assert (await api.data("{ viewer { id } }"))["viewer"]["id"] == "tester"
        answers = await asyncio.gather(*attacking)
    finally:
        for task in attacking:
            task.cancel()
    assert [answer.status_code for answer in answers] == [attack.status for attack in ATTACKS]


async def test_what_an_attack_left_out_of_its_error_is_not_told(api: ApiTestClient) -> None:
    answer = await api.http.post(
        "/graphql", content=json.dumps({"query": "{ viewer { idd } }"}), headers={"content-type": "application/json"}
    )
    assert set(answer.json()["errors"][0]["extensions"]) == {"code", "requestId"}
