"""Clients for the embedded services.

These are botocore's own, synchronous ones: an asynchronous client takes longer to import than a warm stack to start.
"""

import os
from collections.abc import Mapping
from typing import Any, Literal

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

REGION = "ap-northeast-2"
# Ignores the AWS profile and files of the user, which may name a profile that does not exist.
# Each value is (name in a file, environment variable, value, conversion).
_ISOLATED_SESSION = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def create_client(service: Literal["s3", "sqs"], endpoint: str, keys: Mapping[str, str]) -> Any:
    """A client of an embedded service. `keys` holds s3_access_key and s3_secret_key.

    It does not retry, because the callers poll. It uses no proxy: a proxy cannot reach this loopback.
    """
    session = Session(session_vars=_ISOLATED_SESSION)
    config = Config(retries={"total_max_attempts": 1}, proxies={}, connect_timeout=2, read_timeout=30)
    return session.create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=keys["s3_access_key"],
        aws_secret_access_key=keys["s3_secret_key"],
        config=config,
    )


def describe_unready(error: BotoCoreError | ClientError) -> bool | str:
    """What a server answers while it starts: False if it does not listen yet, else its error in one line."""
    if isinstance(error, ClientError):
        details = error.response.get("Error", {})
        return f"{details.get('Code', 'an error')} {details.get('Message', '')}".strip()
    return False
