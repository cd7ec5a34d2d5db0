"""Amazon Bedrock: language models, embeddings and reranking, over aioboto3."""

from datasources.bedrock.client import Bedrock, BedrockEndpoints

__all__ = ["Bedrock", "BedrockEndpoints"]
