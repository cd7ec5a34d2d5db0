"""Which model answers under which id."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from devstack.bedrock import faults
from devstack.bedrock.embeddings import BatchingEmbedder, EmbeddingModel, Encoder
from devstack.bedrock.errors import ServiceError, validation_error
from devstack.bedrock.reply import ConverseModel
from devstack.standin.model import RuleBasedModel
from devstack.standin.overlap import OverlapReranker, RerankModel
from devstack.standin.vision.detector import DetectorModel

# What an ARN names: foundation-model/ID or inference-profile/ID (also an account's own profiles).
_ARN = re.compile(
    r"arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d*:(foundation-model|(application-)?inference-profile)/(?P<id>[^/]+)$"
)
# The geographies that stand before a model's id in a cross-region inference profile's.
_GEOGRAPHY = re.compile(r"^(us|us-gov|eu|apac|jp|au|ca|sa|global)\.(?=[^.]+\.)")

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Catalog:
    """Models by id. warm loads what most questions need; it may be left out, since each model loads at first use."""

    converse: Mapping[str, ConverseModel] = field(default_factory=dict)
    embedding: Mapping[str, EmbeddingModel] = field(default_factory=dict)
    rerank: Mapping[str, RerankModel] = field(default_factory=dict)
    warmed: tuple[Encoder | RuleBasedModel, ...] = ()

    def find_converse_model(self, model_id: str) -> ConverseModel:
        return self._find(model_id, self.converse, "the Converse API")

    def find_embedding_model(self, model_id: str) -> EmbeddingModel:
        return self._find(model_id, self.embedding, "text embeddings")

    def find_rerank_model(self, model_id: str) -> RerankModel:
        return self._find(model_id, self.rerank, "reranking")

    def is_reranker(self, model_id: str) -> bool:
        """Whether the model takes a reranker's body rather than an embedding's."""
        return normalize_model_id(model_id) in self.rerank and normalize_model_id(model_id) not in self.embedding

    async def warm(self) -> None:
        for model in self.warmed:
            await asyncio.to_thread(model.load)

    def _find(self, model_id: str, models: Mapping[str, M], use: str) -> M:
        name = normalize_model_id(model_id)
        if name in models:
            return models[name]
        if any(name in others for others in (self.converse, self.embedding, self.rerank)):
            raise validation_error(f"The model {name} does not support {use}.")
        raise ServiceError(
            "ResourceNotFoundException",
            f"Could not resolve the foundation model from the provided model identifier {name!r}. "
            f"This endpoint has local models only: {', '.join(sorted(self._list_names()))}.",
        )

    def _list_names(self) -> set[str]:
        names = {*self.converse, *self.embedding, *self.rerank}
        return {name for name in names if not name.startswith("local.fault-")}


def normalize_model_id(model_id: str) -> str:
    """The model's own id of a plain id, a cross-region inference profile's id, or an ARN of either."""
    named = _ARN.match(model_id)
    return _GEOGRAPHY.sub("", named["id"] if named else model_id)


def build_local_models() -> Catalog:
    """The models that the embedded stack offers."""
    encoder, reader = Encoder(), RuleBasedModel()
    return Catalog(
        converse={
            "local.reader-v1": reader,
            "local.detector-v1": DetectorModel(),
            **faults.FAILING_MODELS,
            **faults.FIXED_ANSWER_MODELS,
        },
        embedding={"local.use-multilingual-v1": BatchingEmbedder(encoder), **faults.FAILING_MODELS},
        rerank={"local.overlap-v1": OverlapReranker(encoder), **faults.FAILING_MODELS},
        warmed=(encoder, reader),
    )
