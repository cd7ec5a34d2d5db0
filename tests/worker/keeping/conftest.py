"""A worker whose buckets are moto's, which has storage classes as S3 has them: archived objects cannot be read."""

import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from config import Settings
from datasources.bootstrap import Datasources, open_datasources
from devstack.stack.aws import create_client
from devstack.stack.s3 import make_buckets
from tests.conftest import Buckets


@pytest.fixture
def moto(stack: dict[str, str]) -> Iterator[Any]:
    """A plain client of moto's S3."""
    keys = {"s3_access_key": stack["AWS_ACCESS_KEY_ID"], "s3_secret_key": stack["AWS_SECRET_ACCESS_KEY"]}
    made = create_client("s3", stack["AWS_ENDPOINT_URL_SQS"], keys)
    yield made
    made.close()


@pytest.fixture
def archive(settings: Settings, stack: dict[str, str], moto: Any) -> Settings:
    """The settings, with buckets that have storage classes."""
    made = uuid.uuid4().hex
    names = Buckets(f"storage-{made}", f"thumbnails-{made}", f"highlights-{made}")
    make_buckets(moto, [names.storage, names.thumbnails, names.highlights])
    return settings.model_copy(
        update={
            "aws_endpoint_url_s3": stack["AWS_ENDPOINT_URL_SQS"],
            "aws_storage_bucket_name": names.storage,
            "aws_thumbnails_bucket_name": names.thumbnails,
            "aws_highlights_bucket_name": names.highlights,
        }
    )


@pytest_asyncio.fixture(loop_scope="session")
async def data(archive: Settings) -> AsyncIterator[Datasources]:
    async with open_datasources(archive) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def slow_restores(stack: dict[str, str]) -> AsyncIterator[None]:
    """A restoration takes three looks, as moto counts them."""
    url = f"{stack['AWS_ENDPOINT_URL_SQS']}/moto-api/state-manager"
    manual = {"model_name": "s3::keyrestore", "transition": {"progression": "manual", "times": 3}}
    async with httpx.AsyncClient() as http:
        assert (await http.post(f"{url}/set-transition", json=manual)).status_code == 201
        yield
        await http.post(f"{url}/unset-transition", json={"model_name": "s3::keyrestore"})
