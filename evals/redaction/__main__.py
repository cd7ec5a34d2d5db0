"""python -m evals.redaction FOLDER [--seconds 30] [--keep FOLDER]: redacts real clips, and looks for people in them.

Each clip is redacted twice: everybody, and everybody but one person, who is named by where a first look finds them. A
detector then looks at sampled frames of the results, at other times than the redaction did. Exit code 1 where it finds
somebody who is not named, or where more than 1 % of the frames had to be blurred whole.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import UnusableMedia
from vision.clips.request import ClipRequest
from vision.detection.boxes import LabelledDetection, RgbImage, iou
from vision.detection.detect import Detector
from vision.media.decode import sample_frames
from vision.redaction.boxes import Box, Seen, grow, is_of
from vision.redaction.redact import RedactionRequest, redact_clip

# Not a divisor of the looks of a redaction, so that other frames are looked at.
_SAMPLED_PER_SECOND = 3.0
_MAX_WHOLE = 0.01
# A person who is left counts as the named one where the original had them, moved by so much at most.
_MOVED = 0.15
_KNOWN_FROM = 0.2


@dataclass
class Totals:
    """Over all clips. found: people in sampled frames of the results who are not named."""

    clips: int = 0
    frames: int = 0
    whole: int = 0
    looked: int = 0
    found: int = 0
    named: int = 0
    named_seen: int = 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.redaction", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder with clips")
    parser.add_argument("--seconds", type=float, default=30.0, help="of each clip, from its start")
    parser.add_argument("--keep", type=Path, help="where to leave the redacted clips")
    chosen = parser.parse_args(arguments)
    totals, detector = Totals(), Detector()
    print(f"{'clip':36} {'frames':>7} {'blurred':>8} {'whole':>6} {'rounds':>7} {'found':>6}")
    with tempfile.TemporaryDirectory() as scratch:
        target_folder = chosen.keep or Path(scratch)
        target_folder.mkdir(parents=True, exist_ok=True)
        for clip in sorted(chosen.folder.rglob("*.mp4")):
            part = ClipRequest(0.0, chosen.seconds, exact=True)
            named = find_somebody(clip, detector, chosen.seconds)
            for kind, moments in (("everybody", []), ("but one", named)):
                if kind == "but one" and not named:
                    continue
                target = target_folder / f"{clip.stem}-{kind.replace(' ', '-')}.mp4"
                try:
                    made = redact_clip(clip, target, RedactionRequest(part, moments))
                except UnusableMedia as problem:
                    print(f"{clip.name:36} {problem.code}")
                    continue
                seen, found = look(target, detector, original=clip if kind == "but one" and made.named_found else None)
                totals.clips += 1
                totals.frames += made.frames
                totals.whole += made.frames_blurred_whole
                totals.looked += seen
                totals.found += found
                totals.named += kind == "but one"
                totals.named_seen += made.named_found
                print(
                    f"{f'{clip.stem}: {kind}'[:36]:36} {made.frames:>7} {made.frames_with_blur:>8}"
                    f" {made.frames_blurred_whole:>6} {made.rounds:>7} {found:>6}",
                    flush=True,
                )
    return print_totals(totals)


def find_somebody(clip: Path, detector: Detector, seconds: float) -> list[Seen]:
    """The first person who is found clearly and alone, at one moment; empty where there is none."""
    for frame in sample_frames(clip, 2.0):
        if frame.seconds > seconds:
            break
        people = detector.detect_people(frame.image)
        if len(people) == 1 and people[0].confidence > 0.6:
            scale = frame.scale
            left, top, right, bottom = (side * scale for side in people[0].corners)
            return [Seen(frame.seconds, (left, top, right, bottom))]
    return []


def look(target: Path, detector: Detector, original: Path | None) -> tuple[int, int]:
    """How many frames of a result were looked at, and how many people in them are not named.

    original: where somebody was named. Whoever is left in the result has to be one person, as the original shows them:
    a second person, or one whom the original does not have there, is somebody who was found.
    """
    before: dict[float, RgbImage] = {}
    if original is not None:
        before = {round(frame.seconds, 2): frame.image for frame in sample_frames(original, _SAMPLED_PER_SECOND)}
    looked, found = 0, 0
    for frame in sample_frames(target, _SAMPLED_PER_SECOND):
        looked += 1
        people = [one.corners for one in detector.detect_people(frame.image)]
        if original is None:
            found += len(people)
            continue
        image = before.get(round(frame.seconds, 2))
        # With less confidence than in the result: a frame of two may show the same person just below the threshold.
        candidates = [] if image is None else detector.detect_candidates(image, _KNOWN_FROM)
        known = [one.corners for one in candidates if not isinstance(one, LabelledDetection)]
        found += max(0, len(merge(people)) - 1)
        found += sum(not any(is_same(one, other) for other in known) for one in people)
    return looked, found


def is_same(left: Box, known: Box) -> bool:
    """Whether who is left is where the original has somebody."""
    return iou(left, known) > 0.3 or is_of(left, grow(known, _MOVED))


def merge(people: Iterable[Box]) -> list[Box]:
    """Without boxes that are a part of another, such as somebody's upper half."""
    kept: list[Box] = []
    for one in sorted(people, key=lambda box: (box[0] - box[2]) * (box[3] - box[1])):
        if not any(is_of(one, other) for other in kept):
            kept.append(one)
    return kept


def print_totals(totals: Totals) -> int:
    share = totals.whole / max(1, totals.frames)
    print(
        f"{totals.clips} redactions, {totals.frames} frames; blurred whole: {totals.whole} ({share:.2%})\n"
        f"named people who were recognised: {totals.named_seen} of {totals.named}\n"
        f"people found who are not named: {totals.found} in {totals.looked} sampled frames"
    )
    return 1 if totals.found or share > _MAX_WHOLE or not totals.clips else 0


if __name__ == "__main__":
    sys.exit(main())
