"""The object store over two S3s: the embedded one, which checks signatures, and moto's, so that nothing leans on
the quirks of either. `store`, over the embedded one alone, is for tests of what S3 refuses: moto checks no signature
and compares no SHA-256.
"""

import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
import pytest_asyncio

from datasources.s3 import ObjectStore
from devstack.stack.aws import create_client
from devstack.stack.s3 import make_buckets
from tests.conftest import Buckets


def opening(endpoint: str, buckets: Buckets) -> AbstractAsyncContextManager[ObjectStore]:
    return ObjectStore.open(
        region="ap-northeast-2",
        endpoint=endpoint,
        storage_bucket=buckets.storage,
        thumbnails_bucket=buckets.thumbnails,
        highlights_bucket=buckets.highlights,
    )


@pytest.fixture(scope="session")
def moto(stack: dict[str, str]) -> Iterator[Any]:
    """A plain client of moto's S3, which the server behind the queues also is."""
    keys = {"s3_access_key": stack["AWS_ACCESS_KEY_ID"], "s3_secret_key": stack["AWS_SECRET_ACCESS_KEY"]}
    made = create_client("s3", stack["AWS_ENDPOINT_URL_SQS"], keys)
    yield made
    made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def store(stack: dict[str, str], buckets: Buckets) -> AsyncIterator[ObjectStore]:
    """Over the embedded S3."""
    async with opening(stack["AWS_ENDPOINT_URL_S3"], buckets) as opened:
        yield opened


@pytest.fixture(params=["seaweedfs", "moto"])
def _place(request: pytest.FixtureRequest, stack: dict[str, str]) -> tuple[str, Buckets]:
    if request.param == "seaweedfs":
        return stack["AWS_ENDPOINT_URL_S3"], request.getfixturevalue("buckets")
    made = uuid.uuid4().hex
    names = Buckets(f"storage-{made}", f"thumbnails-{made}", f"highlights-{made}")
    make_buckets(request.getfixturevalue("moto"), [names.storage, names.thumbnails, names.highlights])
    return stack["AWS_ENDPOINT_URL_SQS"], names


@pytest_asyncio.fixture(loop_scope="session")
async def either(_place: tuple[str, Buckets]) -> AsyncIterator[ObjectStore]:
    """Over each of the two."""
    async with opening(*_place) as opened:
        yield opened
