"""Which model answers under which id."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from devstack.bedrock import faults
from devstack.bedrock.embeddings import Batching, EmbeddingModel, Encoder
from devstack.bedrock.errors import ServiceError, invalid
from devstack.bedrock.reply import ConverseModel
from devstack.standin.model import Reader
from devstack.standin.overlap import Overlap, RerankModel
from devstack.standin.vision.detector import Detecting

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
    warmed: tuple[Encoder | Reader, ...] = ()

    def converse_model(self, model_id: str) -> ConverseModel:
        return self._find(model_id, self.converse, "the Converse API")

    def embedding_model(self, model_id: str) -> EmbeddingModel:
        return self._find(model_id, self.embedding, "text embeddings")

    def rerank_model(self, model_id: str) -> RerankModel:
        return self._find(model_id, self.rerank, "reranking")

    def reranks(self, model_id: str) -> bool:
        """Whether the model takes a reranker's body rather than an embedding's."""
        return plain_id(model_id) in self.rerank and plain_id(model_id) not in self.embedding

    async def warm(self) -> None:
        for model in self.warmed:
            await asyncio.to_thread(model.load)

    def _find(self, model_id: str, models: Mapping[str, M], use: str) -> M:
        name = plain_id(model_id)
        if name in models:
            return models[name]
        if any(name in others for others in (self.converse, self.embedding, self.rerank)):
            raise invalid(f"The model {name} does not support {use}.")
        raise ServiceError(
            "ResourceNotFoundException",
            f"Could not resolve the foundation model from the provided model identifier {name!r}. "
            f"This endpoint has local models only: {', '.join(sorted(self._names()))}.",
        )

    def _names(self) -> set[str]:
        names = {*self.converse, *self.embedding, *self.rerank}
        return {name for name in names if not name.startswith("local.fault-")}


def plain_id(model_id: str) -> str:
    """The model's own id of a plain id, a cross-region inference profile's id, or an ARN of either."""
    named = _ARN.match(model_id)
    return _GEOGRAPHY.sub("", named["id"] if named else model_id)


def local_models() -> Catalog:
    """The models that the embedded stack offers."""
    encoder, reader = Encoder(), Reader()
    return Catalog(
        converse={"local.reader-v1": reader, "local.detector-v1": Detecting(), **faults.REFUSING, **faults.SAYING},
        embedding={"local.use-multilingual-v1": Batching(encoder), **faults.REFUSING},
        rerank={"local.overlap-v1": Overlap(encoder), **faults.REFUSING},
        warmed=(encoder, reader),
    )
