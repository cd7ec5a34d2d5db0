"""Attacks by replaced files, by organizations named like another's folder, and by names with invisible characters."""

import asyncio
import tempfile
from collections.abc import Awaitable, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from bench.harness.client import BenchClient
from bench.harness.server import BenchServer
from bench.uploads import make_file
from devstack.token import access_token
from resolvers.core.ids import Kind, decode

_SIZES = (150_000, 80 * 1024**2)
_UPLOAD = """mutation ($size: BigInt!) { requestUpload(input: {
  filename: "a.mp4", contentType: "video/mp4", sizeBytes: $size, allowDuplicate: true
}) { video { id } uploadToken url headers { name value } parts { url sizeBytes } } }"""
_CONFIRM = """mutation ($token: String!) {
  confirmUpload(input: {uploadToken: $token}) { video { id } userErrors { code } }
}"""
_DOWNLOAD = "query ($id: ID!) { video(id: $id) { originalState downloadUrl } }"
_DELETE = "mutation ($id: ID!) { deleteVideo(id: $id) { deletedVideoId } }"
_INVISIBLE_NAMES = (
    "",
    " demo",
    "demo ",
    "de\x00mo",
    "de\nmo",
    "demo\u202e",
    "de\u200bmo",
    "\ufeffdemo",
    "de\u3164mo",
    "d" * 256,
)


async def run_swap_attacks(server: BenchServer) -> int:
    """Run the attacks and print failures. Returns their number. Needs a server that the bench started."""
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        client = BenchClient(http, server.address, server.token)
        trials: dict[str, Awaitable[bool]] = {}
        for size in _SIZES:
            trials[f"send another file of {size:,} bytes to a used address"] = _keeps_first_upload(http, client, size)
        for rest in ("", "/", "/original", "/..", "/\u00e9"):
            trials[f"delete what is called like <organization>/<video>{rest}"] = _survives_prefix_delete(
                http, server, rest
            )
        for name in _INVISIBLE_NAMES:
            trials[f"be of the organization {name[:12]!a}"] = _is_rejected(
                http, server, access_token(server.secret_key, organization=name)
            )
            trials[f"be the user {name[:12]!a}"] = _is_rejected(
                http, server, access_token(server.secret_key, user=name)
            )
        results = [(name, await trial) for name, trial in trials.items()]
    wrong = [name for name, passed in results if not passed]
    print("\n".join([f"{len(results)} swaps and names: {len(wrong)} wrong", *wrong]))
    return len(wrong)


def _make_files(size: int) -> tuple[bytes, bytes]:
    """Two files of the same length."""
    with tempfile.TemporaryDirectory() as folder:
        content = make_file(Path(folder) / "a.mp4", size).read_bytes()
    return content, content[:-1] + b"!"


async def _upload(http: httpx.AsyncClient, client: BenchClient, content: bytes) -> Mapping[str, Any]:
    ticket: Mapping[str, Any] = await client.execute(_UPLOAD, size=str(len(content)))
    assert {answer.status_code for answer in await _put(http, ticket, content)} == {200}
    confirmed = await client.execute(_CONFIRM, token=ticket["uploadToken"])
    assert confirmed["userErrors"] == []
    return ticket


async def _put(http: httpx.AsyncClient, ticket: Mapping[str, Any], content: bytes) -> Sequence[httpx.Response]:
    if ticket["url"] is not None:
        headers = {header["name"]: header["value"] for header in ticket["headers"]}
        return [await http.put(ticket["url"], content=content, headers=headers)]
    answers, at = [], 0
    for part in ticket["parts"]:
        end = at + int(part["sizeBytes"])
        answers.append(await http.put(part["url"], content=content[at:end]))
        at = end
    return answers


async def _download(http: httpx.AsyncClient, client: BenchClient, id_: str) -> bytes:
    video = await client.execute(_DOWNLOAD, id=id_)
    assert video["originalState"] == "PINNED"
    return (await http.get(video["downloadUrl"])).content


async def _keeps_first_upload(http: httpx.AsyncClient, client: BenchClient, size: int) -> bool:
    content, other = await asyncio.to_thread(_make_files, size)
    ticket = await _upload(http, client, content)
    await _put(http, ticket, other)
    await client.execute(_CONFIRM, token=ticket["uploadToken"])
    return await _download(http, client, ticket["video"]["id"]) == content


async def _survives_prefix_delete(http: httpx.AsyncClient, server: BenchServer, rest: str) -> bool:
    content, _ = await asyncio.to_thread(_make_files, _SIZES[0])
    attacker = BenchClient(http, server.address, access_token(server.secret_key, organization="attacker"))
    id_ = (await _upload(http, attacker, content))["video"]["id"]
    token = access_token(server.secret_key, organization=f"attacker/{decode(Kind.VIDEO, id_)}{rest}")
    other = BenchClient(http, server.address, token)
    other_id = (await _upload(http, other, content))["video"]["id"]
    await attacker.execute(_DELETE, id=id_)
    return await _download(http, other, other_id) == content


async def _is_rejected(http: httpx.AsyncClient, server: BenchServer, token: str) -> bool:
    answer = await http.post(
        f"{server.address}/graphql",
        json={"query": "{ viewer { id } }"},
        headers={"authorization": f"Bearer {token}"},
    )
    return [error["extensions"]["code"] for error in answer.json().get("errors", ())] == ["UNAUTHENTICATED"]
