"""Operations that a VIEWER must not run, and tokens that must be refused. Needs the key that signs tokens."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import jwt

from bench.harness.client import BenchClient
from bench.harness.server import ORGANIZATION, BenchServer
from devstack.token import access_token
from models.enums import Role

_UPLOAD = """mutation { requestUpload(input: {filename: "a.mp4", contentType: "video/mp4", sizeBytes: 1000}) {
  video { id }
} }"""
_ASK = 'mutation { prompt(input: {text: "Who?", wait: false}) { session { id } history { id } } }'
_VIEWER = "{ viewer { id } }"
# They run in an organization with a video, and with another user's session and question.
FORBIDDEN_OPERATIONS: Mapping[str, str] = {
    "footage: originals, of a list": "{ videos(filter: {statuses: [UPLOADING]}) { edges { node { downloadUrl } } } }",
    "footage: an original, by its id": "query ($video: ID!) { node(id: $video) { ... on Video { x: downloadUrl } } }",
    "footage: an original, of many ids": "query ($video: ID!) { nodes(ids: [$video]) { ...V } } "
    "fragment V on Video { downloadUrl }",
    "footage: an original, for half a day": "query ($video: ID!) { video(id: $video) "
    "{ downloadUrl(expiresInSeconds: 43200) } }",
    "footage: a clip": "mutation ($video: ID!) { exportClip(videoId: $video, startSeconds: 0, endSeconds: 1) { url } }",
    "session: asking on": 'mutation ($session: ID!) { prompt(input: {text: "x", sessionId: $session, wait: false}) '
    "{ history { id } } }",
    "session: another title": 'mutation ($session: ID!) { renamePromptSession(id: $session, title: "x") '
    "{ session { id } } }",
    "session: closing": "mutation ($session: ID!) { closePromptSession(id: $session) { session { id } } }",
    "session: deleting": "mutation ($session: ID!) { deletePromptSession(id: $session) { deletedPromptSessionId } }",
    "session: calling its question off": "mutation ($history: ID!) { cancelPrompt(promptHistoryId: $history) "
    "{ history { id } } }",
    "session: judging its answer": "mutation ($history: ID!) { ratePrompt(promptHistoryId: $history, rating: UP) "
    "{ history { id } } }",
    "log: reading it": "{ auditLog { totalCount } }",
}


def forge_tokens(key: str) -> Iterator[tuple[str, str]]:
    """Yield name and token; each token must be refused."""
    now = int(time.time())
    claims: dict[str, Any] = {"sub": "x", "organization": ORGANIZATION, "roles": ["ADMIN"], "iat": now, "exp": now + 60}
    yield "token: without an algorithm", jwt.encode(claims, "", "none")
    yield "token: under another key", jwt.encode(claims, "x" * 40, "HS256")
    changes: dict[str, dict[str, Any]] = {
        "expired": {"exp": now - 60},
        "that never expires": {"exp": None},
        "of the future, which would dodge a revocation": {"iat": now + 61, "exp": now + 3600},
        "not valid yet": {"nbf": now + 3600},
        "for another application": {"aud": "another"},
        "for several, one of them an upload's": {"aud": ["another", "watchgraph-upload"]},
        "of nobody": {"sub": None},
        "of a user that is a list": {"sub": ["x"]},
        "of no organization": {"organization": ""},
        "whose id is a number": {"jti": 7},
    }
    for name, change in changes.items():
        forged = {name: value for name, value in {**claims, **change}.items() if value is not None}
        # Signed directly, because PyJWT refuses to make some of these tokens.
        yield f"token: {name}", jwt.api_jws.encode(json.dumps(forged).encode(), key, "HS256")


async def run_rights_attacks(server: BenchServer) -> int:
    """Print each attack with its answer. Returns the number of wrong answers."""
    viewer = access_token(
        server.secret_key, user="somebody else", organization=ORGANIZATION, roles=frozenset({Role.VIEWER})
    )
    wrong = 0
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        owner = BenchClient(http, server.address, server.token)
        question = await owner.execute(_ASK)
        ids = {
            "video": (await owner.execute(_UPLOAD))["video"]["id"],
            "session": question["session"]["id"],
            "history": question["history"]["id"],
        }
        attacks = [(name, viewer, text, "FORBIDDEN") for name, text in FORBIDDEN_OPERATIONS.items()]
        attacks += [(name, token, _VIEWER, "UNAUTHENTICATED") for name, token in forge_tokens(server.secret_key)]
        for name, token, text, expected in attacks:
            variables = {key: value for key, value in ids.items() if f"${key}" in text}
            answer = (await BenchClient(http, server.address, token).send(text, variables)).json()
            codes = " ".join(sorted({error["extensions"]["code"] for error in answer.get("errors", ())}))
            refused = codes == expected and "http" not in str(answer.get("data"))
            wrong += not refused
            print(f"  {codes or 'done':16} {name}" + ("" if refused else f"   ! {expected} is right"))
    print(f"{len(attacks)} attacks on rights: {wrong} answered otherwise")
    return wrong
