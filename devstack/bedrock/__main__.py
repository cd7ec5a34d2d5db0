"""Serves the local models: python -m devstack.bedrock --host 127.0.0.1 --port 8001

If the environment has AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, requests must be signed with them. Otherwise any
well-formed signature passes. LOCAL_LLM_URL and its like (docs/models.md) add the models of an OpenAI-compatible server.
"""

import argparse
import os
import socket
import sys

import uvicorn

from devstack.bedrock.app import create_app
from devstack.openai.bridge import build_bridged_models
from devstack.openai.settings import load_local_models
from devstack.problem import StackProblem
from devstack.standin.local_models import build_local_models


def main() -> int:
    """Serve until SIGINT or SIGTERM. Exit code 1, with one line, when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m devstack.bedrock", description="A local Bedrock endpoint.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=0, help="port to listen on (default: a free one)")
    options = parser.parse_args()
    key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    secrets = {key: secret} if key and secret else {}
    try:
        bridged = build_bridged_models(load_local_models(env_file=None))
    except StackProblem as problem:
        return _fail(str(problem))
    try:
        listening = socket.create_server((options.host, options.port), backlog=1024)
    except OSError as error:
        return _fail(f"cannot listen on {options.host}:{options.port}: {_format_reason(error)}")
    with listening:
        checked = (
            "signatures are verified" if secrets else "any signature passes: no AWS_ACCESS_KEY_ID in the environment"
        )
        print(f"Bedrock endpoint on http://{options.host}:{listening.getsockname()[1]} ({checked})", flush=True)
        settings = uvicorn.Config(
            create_app(build_local_models().with_converse_models(bridged), secrets),
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=5,
            # Longer than clients keep a connection: if both ends closed it at the same time, a request would fail.
            timeout_keep_alive=75,
        )
        uvicorn.Server(settings).run(sockets=[listening])
    return 0


def _format_reason(error: OSError) -> str:
    # asyncio and socket add the address to the system's message; ours has it already.
    if error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    return str(error.strerror or error)


def _fail(reason: str) -> int:
    print(f"devstack.bedrock: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
