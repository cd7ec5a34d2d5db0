"""The state folder: holds what survives a restart, and is locked against a second start."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from devstack.problem import StackProblem

MIN_FREE_MIB = 512
_EVIDENCE_KEY = "evidence_signing_key"
_SECRETS = ("postgres_password", "owner_password", "app_password", "s3_secret_key", "secret_key")


class State:
    """One folder. Its secrets are made once; only the owner of the files can read them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()
        self.logs = self.folder / "logs"

    @classmethod
    def default(cls) -> "State":
        """`.watchgraph` in the current directory, or the folder that WATCHGRAPH_STATE names."""
        return cls(Path(os.environ.get("WATCHGRAPH_STATE") or ".watchgraph"))

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Lock the folder for this process. Raises StackProblem if another process holds it or it is not writable."""
        try:
            # Under root, PostgreSQL runs as another user, who must be able to enter the folder.
            self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            self.logs.mkdir(mode=0o700, exist_ok=True)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StackProblem(
                f"The state folder {self.folder} cannot be written ({error.strerror}). Give this user the right to, "
                "or set WATCHGRAPH_STATE to another folder."
            ) from None
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
                raise StackProblem(
                    f"Another stack (process {holder}) already uses {self.folder}. Stop it first, or set "
                    "WATCHGRAPH_STATE to another folder."
                ) from None
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield
        finally:
            os.close(descriptor)

    def require_space(self) -> None:
        """Raise StackProblem if the disk is too full to start."""
        free = shutil.disk_usage(self.folder).free // 2**20
        if free < MIN_FREE_MIB:
            raise StackProblem(
                f"Only {free} MiB are free at {self.folder}; the stack needs {MIN_FREE_MIB} MiB. Free some space, "
                "or set WATCHGRAPH_STATE to a folder on another disk."
            )

    def load_secrets(self) -> dict[str, str]:
        """Passwords and keys, made at the first start. s3_access_key is an identifier, not a secret."""
        path = self.folder / "secrets.json"
        with contextlib.suppress(FileNotFoundError):
            stored: dict[str, str] = json.loads(path.read_text())
            if _EVIDENCE_KEY not in stored:
                # The folder is of a version that signed no evidence.
                stored[_EVIDENCE_KEY] = _make_evidence_key()
                self.write("secrets.json", stored)
            return stored
        created = {name: secrets.token_urlsafe(36) for name in _SECRETS}
        created[_EVIDENCE_KEY] = _make_evidence_key()
        created["s3_access_key"] = "WATCHGRAPH" + secrets.token_hex(5).upper()
        self.write("secrets.json", created)
        return created

    def read(self, name: str) -> Any:
        """The JSON value stored under this name, or None."""
        try:
            return json.loads((self.folder / name).read_text())
        except (FileNotFoundError, ValueError):
            return None

    def write(self, name: str, value: Any) -> Path:
        """Store a JSON value that only this user can read. Returns its path."""
        path = self.folder / name
        fresh = self.folder / f"{name}.new"
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(value, file)
        fresh.replace(path)
        return path


def _make_evidence_key() -> str:
    """An Ed25519 key that signs evidence packages of this folder: 32 bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()
