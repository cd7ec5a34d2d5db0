"""Finds the model that answers under an id."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from devstack.bedrock.errors import ServiceError, validation_error
from devstack.bedrock.models import ConverseModel, EmbeddingModel, LoadableModel, RerankModel, StreamingModel

# What an ARN names: foundation-model/ID or inference-profile/ID (also an account's own profiles).
_ARN = re.compile(
    r"arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d*:(foundation-model|(application-)?inference-profile)/(?P<id>[^/]+)$"
)
# The geography that precedes a model's id in the id of a cross-region inference profile.
_GEOGRAPHY = re.compile(r"^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.(?=[^.]+\.)")

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Models by id. aliases: other ids of these models, each with the id that it stands for.

    warmed: the models that `warm` loads ahead. Each of them also loads by itself at its first request.
    """

    converse: Mapping[str, ConverseModel | StreamingModel] = field(default_factory=dict)
    embedding: Mapping[str, EmbeddingModel] = field(default_factory=dict)
    rerank: Mapping[str, RerankModel] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    warmed: tuple[LoadableModel, ...] = ()

    def with_converse_models(self, models: Mapping[str, ConverseModel | StreamingModel]) -> "Catalog":
        """The same with more models for the Converse API."""
        return replace(self, converse={**self.converse, **models})

    def find_converse_model(self, model_id: str) -> ConverseModel | StreamingModel:
        return self._find(model_id, self.converse, "the Converse API")

    def find_embedding_model(self, model_id: str) -> EmbeddingModel:
        return self._find(model_id, self.embedding, "text embeddings")

    def find_rerank_model(self, model_id: str) -> RerankModel:
        return self._find(model_id, self.rerank, "reranking")

    def is_reranker(self, model_id: str) -> bool:
        """Whether the model takes a reranker's body rather than an embedding's."""
        name = self._resolve(model_id)
        return name in self.rerank and name not in self.embedding

    async def warm(self) -> None:
        for model in self.warmed:
            await asyncio.to_thread(model.load)

    def _find(self, model_id: str, models: Mapping[str, M], use: str) -> M:
        name = self._resolve(model_id)
        if name in models:
            return models[name]
        if any(name in others for others in (self.converse, self.embedding, self.rerank)):
            raise validation_error(f"The model {name} does not support {use}.")
        raise ServiceError(
            "ResourceNotFoundException",
            f"Could not resolve the foundation model from the provided model identifier {name!r}. "
            f"This endpoint has local models only: {', '.join(sorted(self._list_names()))}.",
        )

    def _resolve(self, model_id: str) -> str:
        name = normalize_model_id(model_id)
        return self.aliases.get(name, name)

    def _list_names(self) -> set[str]:
        names = {*self.converse, *self.embedding, *self.rerank}
        return {name for name in names if not name.startswith("local.fault-")}


def normalize_model_id(model_id: str) -> str:
    """The model's own id of a plain id, a cross-region inference profile's id, or an ARN of either."""
    named = _ARN.match(model_id)
    return _GEOGRAPHY.sub("", named["id"] if named else model_id)
