"""The models of the embedded stack, by id; README.md says what each of them is."""

from devstack.bedrock.catalog import Catalog
from devstack.standin import faults
from devstack.standin.embeddings import BatchingEmbedder, Encoder
from devstack.standin.model import RuleBasedModel
from devstack.standin.overlap import OverlapReranker
from devstack.standin.vision.detector import DetectorModel


def build_local_models() -> Catalog:
    """Every local model, none of them loaded yet."""
    encoder, rules = Encoder(), RuleBasedModel()
    return Catalog(
        converse={
            "local.rules-v1": rules,
            "local.detector-v1": DetectorModel(),
            **faults.FAILING_MODELS,
            **faults.FIXED_ANSWER_MODELS,
        },
        embedding={"local.use-multilingual-v1": BatchingEmbedder(encoder), **faults.FAILING_MODELS},
        rerank={"local.overlap-v1": OverlapReranker(encoder), **faults.FAILING_MODELS},
        # The id until 2026-11: it is in .env files, and in stored summaries as the model that wrote them.
        aliases={"local.reader-v1": "local.rules-v1"},
        warmed=(encoder, rules),
    )
