"""What makes packages, from settings and datasources."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from domain.evidence.archive_writer import TimeStamper
from domain.evidence.cutting import OriginalSource, Scissors
from domain.evidence.keys import EvidenceKeys
from domain.evidence.ports import EvidenceReads, PackageStore
from domain.evidence.upload import PackageStorage
from domain.fairness.pools import Pool
from domain.ports import OriginalFaultLog
from vision.detection.choice import DetectorChoice


class EvidenceConfiguration(Protocol):
    """The settings that packages need; `config.Settings` satisfies this protocol."""

    @property
    def evidence_signing_key(self) -> str: ...
    @property
    def evidence_former_keys(self) -> str: ...
    @property
    def worker_package_slots(self) -> int: ...
    @property
    def clip_sound(self) -> bool: ...
    @property
    def detector_model(self) -> str: ...
    @property
    def detector_provider(self) -> str: ...
    @property
    def aws_bedrock_model_id(self) -> str: ...
    @property
    def aws_bedrock_vlm_model_id(self) -> str: ...
    @property
    def aws_bedrock_embedding_model_id(self) -> str: ...
    @property
    def aws_bedrock_rerank_model_id(self) -> str: ...


class EvidenceStorage(PackageStorage, OriginalSource, Protocol):
    """The store of packages, and of the originals that they are cut from."""


@dataclass(frozen=True, slots=True)
class EvidenceSources:
    """The datasources of packages. stamper: None where no time stamping authority is set."""

    packages: PackageStore
    reads: EvidenceReads
    objects: EvidenceStorage
    faults: OriginalFaultLog
    stamper: TimeStamper | None


@dataclass(frozen=True, slots=True)
class EvidenceServices:
    """What makes packages. stamper: None where no time stamping authority is set. models: (purpose, id) of the server's
    models. scratch: folder for clips until they are sent.
    """

    packages: PackageStore
    reads: EvidenceReads
    storage: PackageStorage
    scissors: Scissors
    keys: EvidenceKeys
    stamper: TimeStamper | None
    models: Sequence[tuple[str, str]]
    sound: bool
    scratch: Path

    @classmethod
    def from_configuration(
        cls,
        settings: EvidenceConfiguration,
        sources: EvidenceSources,
        scratch: Path,
    ) -> Self:
        """Raises BadKey where a key of the settings is none."""
        decoding = Pool("decoding", settings.worker_package_slots, max_waiting=None, share=1.0)
        detector = DetectorChoice(settings.detector_model, settings.detector_provider)
        return cls(
            sources.packages,
            sources.reads,
            sources.objects,
            Scissors(sources.objects, sources.faults, decoding, detector),
            EvidenceKeys.from_settings(settings.evidence_signing_key, settings.evidence_former_keys),
            sources.stamper,
            (
                ("language", settings.aws_bedrock_model_id),
                ("vision", settings.aws_bedrock_vlm_model_id),
                ("embeddings", settings.aws_bedrock_embedding_model_id),
                ("rerank", settings.aws_bedrock_rerank_model_id),
            ),
            settings.clip_sound,
            scratch,
        )
