"""Takes one video through the product: upload, analysis, two questions, summary."""

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devstack.tour import operations
from devstack.tour.client import TourClient
from devstack.tour.footage import TourQuestion, TourVideo, describe_video, draw_sample
from devstack.tour.screen import Screen
from devstack.tour.stopped import TourStopped


async def run_tour(api: TourClient, screen: Screen, video: Path | None) -> None:
    """Upload and analyze `video` (None: the sample scene), ask two questions, get a summary. Raises TourStopped."""
    with tempfile.TemporaryDirectory(prefix="watchgraph-tour-") as folder:
        footage = await _choose_video(screen, video, Path(folder))
        video_id = await _upload_video(api, screen, footage)
    await _follow_analysis(api, screen, video_id)
    for number, question in enumerate(footage.questions):
        await _ask_question(api, screen, video_id, question)
        if number == 0:
            screen.print_paragraph(f"The first cited answer came {screen.elapsed:.0f} s after the start.", style="dim")
    await _follow_summary(api, screen, video_id)
    _print_times(screen)


async def _choose_video(screen: Screen, video: Path | None, folder: Path) -> TourVideo:
    if video is not None:
        return describe_video(video)
    with screen.step("Draw a sample scene", "a store in the evening, made by this project"):
        with screen.show_spinner("drawing …"):
            sample = await draw_sample(folder)
        screen.print_paragraph(
            f"{sample.path.name}, {_format_mb(sample.size_bytes)}: {sample.camera}, recorded {sample.recorded_at}"
        )
    return sample


async def _upload_video(api: TourClient, screen: Screen, footage: TourVideo) -> str:
    with screen.step("Upload", "mutation requestUpload → PUT to S3 → mutation confirmUpload"):
        fields = {
            "filename": footage.path.name,
            "contentType": footage.content_type,
            "sizeBytes": footage.size_bytes,
            "checksumSha256": await asyncio.to_thread(footage.compute_checksum),
            "name": footage.name,
            "camera": footage.camera,
            "timezone": footage.timezone,
            "recordedAt": footage.recorded_at,
            # The tour can be repeated with the same footage.
            "allowDuplicate": True,
        }
        upload_input = {name: value for name, value in fields.items() if value is not None}
        terms = await api.execute(operations.REQUEST_UPLOAD, {"input": upload_input})
        sent = 0
        with screen.show_bar() as bar:

            def count(size: int) -> None:
                nonlocal sent
                sent += size
                bar.show(
                    "sending",
                    100 * sent / max(1, footage.size_bytes),
                    f"{_format_mb(sent)} of {_format_mb(footage.size_bytes)}",
                )

            await _send_file(api, footage, terms, count)
        confirmed = await api.execute(operations.CONFIRM_UPLOAD, {"input": {"uploadToken": terms["uploadToken"]}})
    return str(confirmed["video"]["id"])


async def _send_file(api: TourClient, footage: TourVideo, terms: dict[str, Any], count: Callable[[int], None]) -> None:
    """PUT the file whole, or part after part. terms: the payload of requestUpload."""
    if terms["url"] is not None:
        headers = {header["name"]: header["value"] for header in terms["headers"] or []}
        await api.send_file(footage.path, footage.size_bytes, terms["url"], headers, count)
        return
    part_size, parts = terms["partSizeBytes"], terms["parts"]
    while parts:
        for part in parts:
            offset = (part["partNumber"] - 1) * part_size
            await api.send_file(footage.path, part["sizeBytes"], part["url"], {}, count, offset)
        begin = parts[-1]["partNumber"] + 1
        end = min(begin + len(parts), -(-footage.size_bytes // part_size) + 1)
        variables = {"token": terms["uploadToken"], "numbers": list(range(begin, end))}
        parts = (await api.execute(operations.UPLOAD_PARTS, variables))["parts"] if begin < end else []


async def _follow_analysis(api: TourClient, screen: Screen, video_id: str) -> None:
    with screen.step("Analysis", "subscription analysisProgress, while the worker watches the footage"):
        last: dict[str, Any] = {"status": "QUEUED", "error": None}
        with screen.show_bar() as bar:
            async for last in api.subscribe(operations.ANALYSIS, {"videoId": video_id}):
                bar.show(last["stage"].lower(), last["percent"], f"{last['eventsFound']} events")
        if last["status"] != "READY":
            reason = last["error"]["message"] if last["error"] else f"it ended as {last['status']}"
            raise TourStopped(f"The video could not be analyzed: {reason}")
        probed = await api.execute(operations.VIDEO, {"id": video_id})
        screen.print_paragraph(
            f"{probed['durationSeconds']:.1f} s of {probed['width']} × {probed['height']} {probed['codec']} "
            f"at {probed['frameRate']:.4g} frames a second"
        )
        rows = [(str(entry["count"]), entry["type"]) for entry in probed["eventCounts"]]
        screen.show_table(rows or [("0", "events: nobody was seen")], ("bold", ""))


async def _ask_question(api: TourClient, screen: Screen, video_id: str, question: TourQuestion) -> None:
    with screen.step(f"Question in {question.language}", "mutation prompt"):
        screen.print_paragraph(question.text, style="bold", mark="?")
        prompt_input = {"text": question.text, "videoId": video_id, "wait": True}
        with screen.show_spinner("searching …"):
            history = (await api.execute(operations.PROMPT, {"input": prompt_input}))["history"]
        if history["status"] not in ("COMPLETED", "NOT_FOUND", "NOT_EXAMINED"):
            reason = history["error"]["message"] if history["error"] else f"it ended as {history['status']}"
            raise TourStopped(f"The question was not answered: {reason}")
        screen.print_paragraph(history["response"] or "")
        if history["interpretation"]:
            screen.print_paragraph(f"understood as: {history['interpretation']}", style="dim")
        rows = [_format_citation(citation) for citation in history["citations"]]
        if rows:
            screen.show_table(rows, ("bold cyan", "cyan", "green", ""))
        if history["degraded"]:
            screen.print_paragraph(f"could not run: {', '.join(history['degraded'])}", style="yellow")


def _format_citation(citation: dict[str, Any]) -> tuple[str, str, str, str]:
    event = citation["event"]
    if event is None:
        return f"[{citation['number']}]", citation["timecode"], "", ""
    return f"[{citation['number']}]", citation["timecode"], event["type"], event["description"]


async def _follow_summary(api: TourClient, screen: Screen, video_id: str) -> None:
    with screen.step("Summary", "mutation generateSummary → subscription summaryProgress"):
        await api.execute(operations.GENERATE_SUMMARY, {"videoId": video_id})
        last: dict[str, Any] = {"status": "QUEUED", "error": None}
        with screen.stream_text() as write:
            async for last in api.subscribe(operations.SUMMARY, {"videoId": video_id}):
                write(last["textDelta"])
        if last["status"] == "EMPTY":
            screen.print_paragraph("There is nothing to tell: no events were found.")
        elif last["status"] != "COMPLETED":
            reason = last["error"]["message"] if last["error"] else f"it ended as {last['status']}"
            raise TourStopped(f"The summary was not written: {reason}")


def _print_times(screen: Screen) -> None:
    screen.console.print()
    screen.print_paragraph("Times", style="bold")
    rows = [(f"{seconds:6.1f} s", title) for title, seconds in screen.times]
    screen.show_table([*rows, (f"{screen.elapsed:6.1f} s", "from the start until here")], ("green", ""))


def _format_mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
