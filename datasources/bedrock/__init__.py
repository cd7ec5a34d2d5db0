"""Amazon Bedrock: language models, embeddings and reranking, over aioboto3."""

from datasources.bedrock.client import Bedrock

__all__ = ["Bedrock"]
