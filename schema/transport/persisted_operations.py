"""Operations by hash, on every transport: Apollo's automatic persisted queries, and manifests of known operations.

https://www.apollographql.com/docs/apollo-server/performance/apq
https://www.apollographql.com/docs/react/api/link/persisted-queries
https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#persisted-documents
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphql import GraphQLError

from schema.transport.content.request_body import Parameters
from schema.transport.rejections import RequestRejected

_MAX_CHARACTERS = 4_000_000
# GraphQL over HTTP's persisted documents have it before the hash, and so have some manifests.
_PREFIX = "sha256:"
_APOLLO = "apollo-persisted-query-manifest"


class UnknownDocument(Exception):
    """This process does not know the hash's text: the client has to send both."""

    def to_graphql_error(self) -> GraphQLError:
        # Apollo's clients compare this message.
        return GraphQLError("PersistedQueryNotFound", original_error=self)


class PersistedQueries:
    """Resolves a hash to an operation's text. `known`: hash → text, from a code generator's manifest.

    Clients may add texts. This process keeps the latest 4 million characters of them; a client that meets another
    process gets PERSISTED_QUERY_NOT_FOUND and sends the text again.
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._known = known or {}
        self._learned: OrderedDict[str, str] = OrderedDict()
        self._characters = 0

    def resolve_text(self, parameters: Parameters) -> tuple[str | None, str | None]:
        """The text to run, and the hash to learn it under once it is valid (None: do not learn it).

        Raises UnknownDocument, and RequestRejected for a hash that is not the text's.
        """
        hash_ = parameters.document_id or read_hash(parameters.extensions)
        if hash_ is None:
            return parameters.query, None
        hash_ = hash_.removeprefix(_PREFIX)
        if parameters.query is None:
            text = self._known.get(hash_) or self._learned.get(hash_)
            if text is None:
                raise UnknownDocument
            return text, None
        if hash_ in self._known:
            return self._known[hash_], None
        if hashlib.sha256(parameters.query.encode(errors="surrogatepass")).hexdigest() != hash_:
            raise RequestRejected(400, "The hash that is given is not the SHA-256 of the query's text.")
        return parameters.query, hash_

    def learn(self, hash_: str, text: str) -> None:
        """Keep a text that a client sent; the least recently learned ones are dropped."""
        if hash_ in self._learned:
            self._learned.move_to_end(hash_)
            return
        self._learned[hash_] = text
        self._characters += len(text)
        while self._characters > _MAX_CHARACTERS:
            self._characters -= len(self._learned.popitem(last=False)[1])


def read_hash(extensions: Mapping[str, Any] | None) -> str | None:
    """The hash in `extensions.persistedQuery`; None where there is none. Raises RequestRejected."""
    persisted = (extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if (
        not isinstance(persisted, dict)
        or persisted.get("version") != 1
        or not isinstance(persisted.get("sha256Hash"), str)
    ):
        raise RequestRejected(400, "extensions.persistedQuery has to hold version 1 and a sha256Hash.")
    return str(persisted["sha256Hash"])


def load_manifest(path: Path) -> Mapping[str, str]:
    """Hash → text, from a `persisted-documents.json` of GraphQL Code Generator (and of Relay), or Apollo's manifest.

    Raises ValueError if the file is neither.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}") from None
    if isinstance(manifest, dict) and "format" in manifest:
        manifest = _read_apollo_manifest(manifest, path)
    if not isinstance(manifest, dict) or not all(isinstance(text, str) for text in manifest.values()):
        raise ValueError(
            f"{path} has to hold one JSON object of hashes and texts, or a manifest of the format {_APOLLO}"
        )
    return {hash_.removeprefix(_PREFIX): text for hash_, text in manifest.items()}


def _read_apollo_manifest(manifest: Mapping[str, Any], path: Path) -> dict[str, str]:
    """Of `npx generate-persisted-query-manifest`: {"format", "version": 1, "operations": [{"id", "body", …}]}."""
    if manifest["format"] != _APOLLO or manifest.get("version") != 1:
        raise ValueError(
            f"{path} says the format {manifest['format']!r} and the version {manifest.get('version')!r}: {_APOLLO} of "
            "version 1 can be read"
        )
    found: dict[str, str] = {}
    for number, operation in enumerate(manifest.get("operations") or ()):
        id_, body = (operation.get(name) for name in ("id", "body")) if isinstance(operation, dict) else (None, None)
        if not isinstance(id_, str) or not isinstance(body, str):
            raise ValueError(f"{path}: operations[{number}] has to have an id and a body, both texts")
        found[id_] = body
    return found
