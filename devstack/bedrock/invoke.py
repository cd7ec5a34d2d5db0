"""InvokeModel with the bodies of Titan Text Embeddings V2 and Cohere Rerank 3.5, and the Rerank operation."""

import json
from collections.abc import Sequence

import numpy as np
from starlette.responses import JSONResponse, Response

from devstack.bedrock.catalog import Catalog, normalize_model_id
from devstack.bedrock.errors import validation_error
from devstack.bedrock.request_shapes import (
    TITAN_DIMENSIONS,
    CohereShape,
    InlineDocument,
    RerankShape,
    TitanShape,
    parse_body,
)


async def invoke(catalog: Catalog, model_id: str, body: bytes) -> Response:
    """POST /model/{id}/invoke. The model decides whether the body is a reranker's or an embedding's."""
    if catalog.is_reranker(model_id):
        return await _invoke_rerank(catalog, model_id, body)
    model = catalog.find_embedding_model(model_id)
    request = parse_body(TitanShape, body)
    if not request.input_text.strip():
        raise validation_error("inputText is blank. Add text and try again.")
    if "binary" in request.embedding_types:
        raise validation_error("embeddingTypes 'binary' is not supported by this model. Ask for 'float'.")
    embedded = await model.embed(request.input_text)
    # normalize=false changes nothing: the model's own vectors have unit length.
    vector = _pad_vector(normalize_model_id(model_id), embedded.vector, request.dimensions)
    return JSONResponse(
        {"embedding": vector, "embeddingsByType": {"float": vector}, "inputTextTokenCount": embedded.tokens}
    )


def _pad_vector(name: str, vector: np.ndarray, dimensions: int) -> list[float]:
    """The vector with zeros appended, which keeps cosines. Raises a ValidationException if it would get shorter."""
    if dimensions < len(vector):
        longer = " or ".join(str(size) for size in TITAN_DIMENSIONS if size >= len(vector))
        raise validation_error(
            f"{name} makes vectors of {len(vector)} numbers and cannot shorten them to {dimensions}. "
            f"Ask for dimensions {longer}."
        )
    # Eight digits are all that float32 holds; Python would write seventeen.
    numbers: list[float] = vector.astype(np.float64).round(8).tolist()
    return numbers + [0.0] * (dimensions - len(vector))


async def _invoke_rerank(catalog: Catalog, model_id: str, body: bytes) -> Response:
    request = parse_body(CohereShape, body)
    scores = await catalog.find_rerank_model(model_id).score(request.query, request.documents)
    best = _rank(scores, request.top_n)
    return JSONResponse({"results": [{"index": index, "relevance_score": scores[index]} for index in best]})


async def rerank(catalog: Catalog, body: bytes) -> Response:
    """POST /rerank of bedrock-agent-runtime."""
    request = parse_body(RerankShape, body)
    configuration = request.reranking_configuration.bedrock_reranking_configuration
    model = catalog.find_rerank_model(configuration.model_configuration.model_arn)
    documents = [_read_document(number, source.inline_document_source) for number, source in enumerate(request.sources)]
    scores = await model.score(request.queries[0].text_query.text, documents)
    best = _rank(scores, configuration.number_of_results)
    return JSONResponse({"results": [{"index": index, "relevanceScore": scores[index]} for index in best]})


def _read_document(number: int, document: InlineDocument) -> str:
    if document.type == "TEXT" and document.text_document is not None:
        return document.text_document.text
    if document.type == "JSON" and document.json_document is not None:
        return json.dumps(document.json_document, ensure_ascii=False)
    raise validation_error(f"sources.{number}.inlineDocumentSource does not hold the document that its type names.")


def _rank(scores: Sequence[float], keep: int | None) -> list[int]:
    """Indexes, best score first; equal scores in the order they were sent."""
    return sorted(range(len(scores)), key=lambda index: -scores[index])[:keep]
