"""The tables. Columns are named as the contract's fields, in snake_case; every row belongs to one organization.

Migrations create what stands here, and what SQLModel cannot express: roles, grants, row-level security, indexes. A test
compares both.
"""

from models.tables.announcement import EventAnnouncement as EventAnnouncement
from models.tables.audit import AuditEntry as AuditEntry
from models.tables.camera import Camera as Camera
from models.tables.camera import CameraChange as CameraChange
from models.tables.clip import Clip as Clip
from models.tables.event import ChangedEvent as ChangedEvent
from models.tables.event import Event as Event
from models.tables.event import EventEmbedding as EventEmbedding
from models.tables.event import SupersededEvent as SupersededEvent
from models.tables.evidence import Disclosure as Disclosure
from models.tables.evidence import EvidencePackage as EvidencePackage
from models.tables.evidence import EvidenceShare as EvidenceShare
from models.tables.inbox import InboxObjectRow as InboxObjectRow
from models.tables.job import Job as Job
from models.tables.job import Progress as Progress
from models.tables.look import LookRow as LookRow
from models.tables.look import LookSpending as LookSpending
from models.tables.media import RenditionRow as RenditionRow
from models.tables.media import TrackRow as TrackRow
from models.tables.prompt import PromptHistory as PromptHistory
from models.tables.prompt import PromptSession as PromptSession
from models.tables.retention import LegalHoldRow as LegalHoldRow
from models.tables.retention import RetentionRule as RetentionRule
from models.tables.site_access import ServiceToken as ServiceToken
from models.tables.site_access import SiteGrant as SiteGrant
from models.tables.spending import AnalysisSpending as AnalysisSpending
from models.tables.spending import ClipSpending as ClipSpending
from models.tables.spending import FrameSpending as FrameSpending
from models.tables.spending import ModelSpending as ModelSpending
from models.tables.spending import PlaybackSpending as PlaybackSpending
from models.tables.stretch import StretchState as StretchState
from models.tables.token_revocation import TokenRevocation as TokenRevocation
from models.tables.video import Picture as Picture
from models.tables.video import Upload as Upload
from models.tables.video import Video as Video
