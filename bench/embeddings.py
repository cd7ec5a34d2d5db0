"""Measures texts per second of the local embedding model: alone, and through the endpoint as an analysis uses it.

python -m bench.embeddings [--texts 600]
"""

import argparse
import asyncio
import os
import resource
import secrets
import sys
import time

from datasources.bedrock import Bedrock, BedrockEndpoints
from devstack.standin.embeddings import Encoder
from models.asking.vectors import EmbeddingSpace

_SIDES = (("left", "왼쪽"), ("centre", "가운데"), ("right", "오른쪽"))


def make_texts(count: int) -> list[str]:
    """Texts as an analysis embeds them: English and Korean descriptions and keywords."""
    return [
        f"Person P{number} walks from the {_SIDES[number % 3][0]} for {number / 7:.1f} seconds. "
        f"사람 P{number}이(가) {_SIDES[number % 3][1]}에서 {number / 7:.1f}초 동안 걷습니다. walking person"
        for number in range(count)
    ]


async def embed_through_endpoint(batch: list[str]) -> tuple[float, float]:
    """Seconds to embed the batch, and seconds from the start of the endpoint until its first answer."""
    started = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "devstack.bedrock", "--host", "127.0.0.1"),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ},
    )
    assert child.stdout is not None
    try:
        url = (await child.stdout.readline()).decode().split()[3]
        async with Bedrock.open(
            BedrockEndpoints("ap-northeast-2", "ap-northeast-1", runtime_url=url, agent_runtime_url=url),
            space=EmbeddingSpace("local.use-multilingual-v1", 1024),
            rerank_model_id="local.overlap-v1",
            timeout_seconds=60,
        ) as bedrock:
            await bedrock.embed(["warm"])
            ready = time.perf_counter() - started
            begun = time.perf_counter()
            await bedrock.embed(batch)
            return time.perf_counter() - begun, ready
    finally:
        child.terminate()
        await child.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=600)
    count = parser.parse_args().texts
    batch = make_texts(count)
    os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"] = "bench", secrets.token_hex()
    wire, ready = asyncio.run(embed_through_endpoint(batch))
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    encoder = Encoder()
    encoder.encode(["warm"])
    begun = time.perf_counter()
    encoder.encode(batch)
    alone = time.perf_counter() - begun
    print(f"model alone           {count / alone:8.0f} texts/s")
    print(f"through the endpoint  {count / wire:8.0f} texts/s   ({alone / wire:.0%} of the model alone)")
    print(f"first embedding after {ready:8.1f} s from the endpoint's start; its memory: {children:.0f} MB")


if __name__ == "__main__":
    main()
