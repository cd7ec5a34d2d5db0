"""Clients that talk to the embedded services and to nobody else.

botocore's own, synchronous client: an asynchronous one would take longer to import than a warm stack takes to start.
"""

import os
from collections.abc import Mapping
from typing import Any, Literal

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

REGION = "ap-northeast-2"
# Profiles and files of the person who starts the stack have no say here; a profile may not even exist.
# Each is (name in a file, environment variable, value, conversion).
_ISOLATED_SESSION = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def create_client(service: Literal["s3", "sqs"], endpoint: str, keys: Mapping[str, str]) -> Any:
    """A client of an embedded service. `keys` holds s3_access_key and s3_secret_key.

    No retries: the callers poll. No proxies: a proxy of the surroundings cannot reach our loopback.
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
    """What a server answers while it starts: False where it does not listen yet, else what it said, in a line."""
    if isinstance(error, ClientError):
        told = error.response.get("Error", {})
        return f"{told.get('Code', 'an error')} {told.get('Message', '')}".strip()
    return False
