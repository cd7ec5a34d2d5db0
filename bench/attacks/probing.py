"""Compares the times of answers for another organization's id and for a missing id, which must not differ."""

import statistics
import time
from uuid import uuid4

import httpx

from bench.harness.client import BenchClient
from bench.harness.server import BenchServer
from devstack.token import access_token
from resolvers.core.ids import Kind, encode

_ROUNDS = 60
_UPLOAD = """mutation { requestUpload(input: {filename: "a.mp4", contentType: "video/mp4", sizeBytes: 1000}) {
  video { id }
} }"""
_PROBES = {
    "Query.node": "query ($id: ID!) { node(id: $id) { id } }",
    "Query.video": "query ($id: ID!) { video(id: $id) { name } }",
    "Query.events": "query ($id: ID!) { events(filter: {videoIds: [$id]}) { totalCount } }",
    "Query.searchEvents": 'query ($id: ID!) { searchEvents(text: "x", filter: {videoIds: [$id]}) { hits { rank } } }',
    "Mutation.updateVideo": 'mutation ($id: ID!) { updateVideo(id: $id, input: {name: "x"}) { userErrors { code } } }',
    "Mutation.deleteVideo": "mutation ($id: ID!) { deleteVideo(id: $id) { userErrors { code } } }",
    "Mutation.startAnalysis": "mutation ($id: ID!) { startAnalysis(videoId: $id) { userErrors { code } } }",
    "Mutation.generateSummary": "mutation ($id: ID!) { generateSummary(videoId: $id) { userErrors { code } } }",
    "Mutation.exportClip": """mutation ($id: ID!) {
      exportClip(videoId: $id, startSeconds: 0, endSeconds: 1) { userErrors { code } }
    }""",
}


async def print_timing_ratios(server: BenchServer) -> None:
    """Print, for each operation, the median time for the foreign id as a multiple of that for the missing one."""
    stranger = access_token(server.secret_key, organization="another organization")
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        foreign = str((await BenchClient(http, server.address, stranger).execute(_UPLOAD))["video"]["id"])
        client = BenchClient(http, server.address, server.token)
        print(f"another organization's id beside a missing one, medians of {_ROUNDS}:")
        for name, text in _PROBES.items():
            times: dict[bool, list[float]] = {True: [], False: []}
            for number in range(2 * _ROUNDS):
                is_foreign = number % 2 == 0
                id_ = foreign if is_foreign else encode(Kind.VIDEO, uuid4())
                began = time.perf_counter()
                await client.send(text, {"id": id_})
                times[is_foreign].append(time.perf_counter() - began)
            foreign_ms, missing_ms = (statistics.median(times[key]) * 1000 for key in (True, False))
            print(f"  {name:26} {foreign_ms:6.1f} / {missing_ms:6.1f} ms = {foreign_ms / missing_ms:.2f}")
