"""What is true of a scene, as data beside the footage."""

from typing import Any

from evals.scenes.motion import Course, VisitSpan, frame_times, plan_course
from evals.scenes.script import Scene


def build_truth(scene: Scene, *, boxes: bool = False) -> dict[str, Any]:
    """The scene's ground truth, ready for JSON.

    A visit enters and exits when the middle of the body crosses the frame's edge; null where that lies outside of the
    footage. Spans are cut to the footage. Locations are thirds of the frame. Visits come in order of appearance.
    With `boxes`, each visit lists frame number, seconds and x, y, width, height in pixels for each frame it is seen in.
    """
    courses = sorted((plan_course(scene, visit) for visit in scene.visits), key=lambda c: c.enter_seconds)
    return {
        "name": scene.name,
        "about": scene.about,
        "camera": scene.camera,
        "recorded_at": scene.recorded_at.isoformat(),
        "timezone": scene.timezone,
        "width": scene.width,
        "height": scene.height,
        "fps": scene.fps,
        "variable_rate": scene.variable_rate,
        "frames": len(frame_times(scene)),
        "duration_seconds": scene.seconds,
        "visits": [_visit_truth(scene, number, known, boxes) for number, known in enumerate(courses, 1)],
    }


def _visit_truth(scene: Scene, number: int, known: Course, boxes: bool) -> dict[str, Any]:
    enters, leaves = known.enter_seconds, known.exit_seconds
    look = known.visit.appearance
    told: dict[str, Any] = {
        "person": number,
        "shirt": look.shirt,
        "trousers": look.trousers,
        "hair": look.hair,
        "bag": look.bag,
        "enter_seconds": round(enters, 3) if 0 <= enters < scene.seconds else None,
        "enter_side": known.visit.enter_side,
        "exit_seconds": round(leaves, 3) if 0 < leaves <= scene.seconds else None,
        "exit_side": known.visit.exit_side,
        "spans": [
            _span_truth(scene, span)
            for span in known.spans
            if span.end_seconds > 0 and span.start_seconds < scene.seconds
        ],
    }
    if boxes:
        told["boxes"] = _visit_boxes(scene, known)
    return told


def _span_truth(scene: Scene, span: VisitSpan) -> dict[str, Any]:
    start, end = max(0.0, span.start_seconds), min(scene.seconds, span.end_seconds)
    return {
        "type": span.type,
        "start_seconds": round(start, 3),
        "end_seconds": round(end, 3),
        "from": frame_region(span.start_x, scene.width),
        "to": frame_region(span.end_x, scene.width),
    }


def _visit_boxes(scene: Scene, known: Course) -> list[list[float]]:
    rows: list[list[float]] = []
    for number, seconds in enumerate(frame_times(scene)):
        stance = known.stance_at(seconds)
        if stance is None:
            continue
        half = (0.2 if stance.direction else 0.17) * stance.height
        left, right = max(0.0, stance.x - half), min(float(scene.width), stance.x + half)
        top, bottom = stance.y - stance.height, min(float(scene.height), stance.y + 0.02 * stance.height)
        if right > left:
            rows.append([number, round(seconds, 3), *(round(v) for v in (left, top, right - left, bottom - top))])
    return rows


def frame_region(x: float, width: int) -> str:
    """LEFT, CENTER or RIGHT: the third of the frame that a pixel column lies in."""
    return ("LEFT", "CENTER", "RIGHT")[max(0, min(2, int(3 * x / width)))]
