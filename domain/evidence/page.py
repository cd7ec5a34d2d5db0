"""The page of a package that people read and print: index.html, in Korean or English, without scripts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from domain.evidence.contents import pick_description
from domain.language.timecode import format_timecode
from models.enums import Language
from models.messages.catalog import translate
from models.messages.errors import format_message

_STYLE = """
@page { size: A4; margin: 16mm }
body { font: 14px/1.5 "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; color: #111; max-width: 60rem;
  margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; border-bottom: 1px solid #999; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } td, th { border: 1px solid #bbb; padding: .3rem .5rem;
  text-align: left; vertical-align: top; overflow-wrap: anywhere }
th { background: #f0f0f0; font-weight: 600 } thead { display: table-header-group }
tr, figure, section.clip { break-inside: avoid } pre { white-space: pre-wrap; overflow-wrap: anywhere;
  background: #f6f6f6; padding: .5rem } figure { display: inline-block; margin: .3rem; width: 31% }
img { width: 100%; border: 1px solid #bbb } figcaption { font-size: .8rem } .warn { border-left: 4px solid #b00;
  padding-left: .8rem } video { max-width: 100% } @media print { video { display: none } body { margin: 0 } }
"""
# Nothing runs, nothing comes from elsewhere. People open the page as a file, whose origin browsers do not agree on.
_POLICY = "default-src 'none'; img-src 'self' file:; media-src 'self' file:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page shows, as the JSON files of the package have it. question: None where there is none."""

    about: Mapping[str, Any]
    footage: Sequence[Mapping[str, Any]]
    clips: Sequence[Mapping[str, Any]]
    events: Sequence[Mapping[str, Any]]
    question: Mapping[str, Any] | None


def render_page(content: PageContent, language: Language) -> bytes:
    """The page."""
    title = translate(language, "evidence-title")
    body = [
        f"<h1>{escape(title)}</h1>",
        _render_about(content.about, language),
        _render_missing(content, language),
        "" if content.question is None else _render_question(content.question, language),
        *(_render_clip(clip, content, language) for clip in content.clips),
        _render_events(content.events, language),
        *(_render_footage(video, language) for video in content.footage),
        _render_check(content.about, language),
    ]
    head = (
        f'<!doctype html>\n<html lang="{language.value.lower()}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n"
    )
    return (head + "\n".join(part for part in body if part) + "\n</body></html>\n").encode()


def _render_about(about: Mapping[str, Any], language: Language) -> str:
    redaction = "evidence-redacted" if about["redacted"] else "evidence-not-redacted"
    rows = [
        (translate(language, "evidence-package"), about["packageId"]),
        (translate(language, "evidence-made-at"), about["createdAt"]),
        (translate(language, "evidence-made-for"), about["orderedBy"]),
        (translate(language, "evidence-organization"), about["organization"]),
        (translate(language, "evidence-pictures"), _say(language, redaction)),
    ]
    if about["exceptTrackIds"]:
        rows.append((translate(language, "evidence-except"), ", ".join(about["exceptTrackIds"])))
    return _table(rows)


def _render_missing(content: PageContent, language: Language) -> str:
    """What the package does not show: parts without a clip, and footage that nobody has examined."""
    missing = [clip for clip in content.clips if clip["missing"]]
    lines = [
        translate(
            language,
            "evidence-part-missing",
            video=_name_video(clip["videoId"], content),
            range=_range(clip["askedFromSeconds"], clip["askedToSeconds"]),
            reason=format_message(clip["missing"]["code"], language, clip["missing"]["values"]),
        )
        for clip in missing
    ]
    for video in content.footage:
        analysis = video["analysis"]
        if analysis["status"] != "READY":
            lines.append(translate(language, "evidence-not-analyzed", video=video["name"]))
        if analysis["notExamined"]:
            types = ", ".join(analysis["notExamined"])
            lines.append(translate(language, "evidence-not-examined", video=video["name"], types=types))
        if analysis["partlyExamined"]:
            types = ", ".join(analysis["partlyExamined"])
            lines.append(translate(language, "evidence-partly-examined", video=video["name"], types=types))
    if not lines:
        return ""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<section class="warn"><h2>{escape(translate(language, "evidence-limits"))}</h2><ul>{items}</ul></section>'


def _render_question(question: Mapping[str, Any], language: Language) -> str:
    rows = [
        (translate(language, "evidence-question"), question["prompt"]),
        (translate(language, "evidence-asked-at"), question["createdAt"]),
        (translate(language, "evidence-answer"), question["response"] or question["status"]),
        (translate(language, "evidence-interpretation"), question["interpretation"]),
        (translate(language, "evidence-not-understood"), ", ".join(question["notUnderstood"])),
        (translate(language, "evidence-prompts"), question["promptsVersion"]),
        (
            translate(language, "evidence-models"),
            ", ".join(f"{model['purpose']}: {model['modelId']}" for model in question["modelsOfTheServer"]),
        ),
    ]
    sql = question["generatedSql"]
    shown = f"<h3>SQL</h3><pre>{escape(sql)}</pre>" if sql else ""
    heading = escape(translate(language, "evidence-question-and-answer"))
    return f"<section><h2>{heading}</h2>{_table((name, value) for name, value in rows if value)}{shown}</section>"


def _render_clip(clip: Mapping[str, Any], content: PageContent, language: Language) -> str:
    if clip["file"] is None:
        return ""
    made = "evidence-encoded" if clip["encoded"] else "evidence-copied"
    rows = [
        (translate(language, "evidence-file"), clip["file"]),
        (translate(language, "evidence-video"), _name_video(clip["videoId"], content)),
        (translate(language, "evidence-position"), _range(clip["fromSeconds"], clip["toSeconds"])),
        (translate(language, "evidence-time"), _period(clip["from"], clip["to"], language)),
        (translate(language, "evidence-pictures"), _say(language, made)),
        ("SHA-256", clip["sha256"]),
    ]
    if clip["redaction"]:
        told = clip["redaction"]
        share = translate(
            language,
            "evidence-redaction-told",
            frames=told["frames"],
            blurred=told["framesWithBlur"],
            whole=told["framesBlurredWhole"],
        )
        rows.append((translate(language, "evidence-redaction"), share))
    figures = "".join(
        f'<figure><img src="{escape(still["file"])}" alt=""><figcaption>{escape(format_timecode(still["seconds"]))}'
        f" {escape(still['at'] or '')}</figcaption></figure>"
        for still in clip["stills"]
    )
    player = f'<video controls preload="none" src="{escape(clip["file"])}"></video>'
    heading = escape(translate(language, "evidence-clip"))
    return f'<section class="clip"><h2>{heading}</h2>{_table(rows)}{player}<div>{figures}</div></section>'


def _render_events(events: Sequence[Mapping[str, Any]], language: Language) -> str:
    if not events:
        return ""
    names = ("evidence-time", "evidence-position", "evidence-type", "evidence-person", "evidence-happened")
    head = "".join(f"<th>{escape(_say(language, name))}</th>" for name in (*names, "evidence-file"))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell or ''))}</td>" for cell in _event_cells(event, language)) + "</tr>"
        for event in events
    )
    heading = escape(translate(language, "evidence-events"))
    return f"<section><h2>{heading}</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"


def _event_cells(event: Mapping[str, Any], language: Language) -> tuple[Any, ...]:
    position = _range(event["startSeconds"], event["endSeconds"])
    happened = pick_description(event, language)
    return event["occurredAt"], position, event["type"], event["trackId"], happened, event["clip"]


def _render_footage(video: Mapping[str, Any], language: Language) -> str:
    original = video["original"]
    rows = [
        (translate(language, "evidence-camera"), " / ".join(filter(None, [video["camera"], video["site"]]))),
        (translate(language, "evidence-zone"), video["timezone"]),
        (translate(language, "evidence-time"), _period(video["recordedAt"], video["recordedUntil"], language)),
        (translate(language, "evidence-file"), f"{original['filename']} ({original['sizeBytes']} B)"),
        ("SHA-256", original["checksumSha256"]),
    ]
    lines = [
        translate(
            language,
            "evidence-clock-went-back" if jump["wentBack"] else "evidence-clock-jumped",
            position=format_timecode(jump["atSeconds"]),
            before=jump["clockBefore"] or "?",
            after=jump["clockAfter"] or "?",
        )
        for jump in video["clockJumps"]
    ]
    lines += [
        translate(language, "evidence-gap", range=_range(gap["fromSeconds"], gap["toSeconds"]), reason=gap["reason"])
        for gap in video["gaps"]
        if gap["fromSeconds"] != gap["toSeconds"]
    ]
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    heading = escape(translate(language, "evidence-footage", name=video["name"]))
    shown = _table((name, value) for name, value in rows if value)
    return f"<section><h2>{heading}</h2>{shown}{f'<ul>{items}</ul>' if items else ''}</section>"


def _render_check(about: Mapping[str, Any], language: Language) -> str:
    heading = escape(translate(language, "evidence-check"))
    how = escape(translate(language, "evidence-check-how", key=about["keyId"]))
    return f"<section><h2>{heading}</h2><p>{how}</p><pre>python -m evidence verify FILE.zip</pre></section>"


def _name_video(video_id: str, content: PageContent) -> str:
    return next((str(video["name"]) for video in content.footage if video["videoId"] == video_id), video_id)


def _period(start: str | None, end: str | None, language: Language) -> str:
    return translate(language, "evidence-time-unknown") if start is None else f"{start} – {end or '?'}"


def _range(start: float | None, end: float | None) -> str:
    last = "" if end is None else format_timecode(end)
    return f"{format_timecode(start or 0.0)}–{last}"


def _table(rows: Iterable[tuple[str, Any]]) -> str:
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(str(value))}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>"


def _say(language: Language, key: str) -> str:
    return translate(language, key)
