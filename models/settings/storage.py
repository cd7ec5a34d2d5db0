"""Buckets and queues."""

from pydantic import Field
from pydantic_settings import BaseSettings

_QUEUE_URL = r"^(https?://\S+)?$"
_HTTP_URL = r"^https?://[^\s/]+\S*$"
_BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
_REGION = r"^[a-z]{2}(-[a-z]+)+-\d$"


class StorageSettings(BaseSettings):
    """Buckets and queues."""

    aws_s3_region_name: str = Field("ap-northeast-2", pattern=_REGION, description="region of the buckets")
    aws_storage_bucket_name: str = Field("watchgraph-footage", pattern=_BUCKET, description="bucket of originals")
    aws_thumbnails_bucket_name: str = Field("watchgraph-thumbnails", pattern=_BUCKET, description="bucket of pictures")
    aws_highlights_bucket_name: str = Field("watchgraph-highlights", pattern=_BUCKET, description="bucket of clips")
    aws_sqs_queue_url: str = Field("", pattern=_QUEUE_URL, description="queue that wakes workers; empty: they poll")
    aws_sqs_region: str = Field("ap-northeast-2", pattern=_REGION, description="region of the queue")
    aws_endpoint_url_s3: str | None = Field(None, pattern=_HTTP_URL, description="S3 at another address than AWS")
    aws_endpoint_url_sqs: str | None = Field(None, pattern=_HTTP_URL, description="SQS at another address than AWS")
    s3_timeout_seconds: float = Field(
        5.0, gt=0, le=600, description="longest wait for S3 in the API; workers wait half a minute"
    )
