"""What is told of a clip: why its pictures were encoded anew, and what it lacks. See models.messages.errors."""

from collections.abc import Mapping

CLIP_MESSAGES: Mapping[str, tuple[str, str]] = {
    "CLIP_EXACT": ("Just the range that was asked for.", "요청한 구간만 정확히 잘랐습니다."),
    "CLIP_CODEC": (
        "Browsers and phones do not play {detail} everywhere.",
        "브라우저와 휴대전화에서 {detail} 코덱이 재생되지 않을 수 있습니다.",
    ),
    "CLIP_PROFILE": (
        "Browsers and phones do not play this profile everywhere: {detail}.",
        "브라우저와 휴대전화에서 이 프로필({detail})이 재생되지 않을 수 있습니다.",
    ),
    "CLIP_LEVEL": (
        "Browsers and phones do not play this level everywhere: {detail}.",
        "브라우저와 휴대전화에서 이 레벨({detail})이 재생되지 않을 수 있습니다.",
    ),
    "CLIP_PIXEL_FORMAT": (
        "Browsers and phones do not show these pixels everywhere: {detail}.",
        "브라우저와 휴대전화에서 이 픽셀 형식({detail})이 표시되지 않을 수 있습니다.",
    ),
    "CLIP_SIZE": (
        "The picture is larger than phones play: {detail}.",
        "휴대전화에서 재생하기에는 화면이 너무 큽니다({detail}).",
    ),
    "CLIP_COLORS": (
        "Browsers show colours that are described like these too dark: {detail}.",
        "색상 설명이 불완전하여 브라우저에서 화면이 어둡게 표시될 수 있습니다({detail}).",
    ),
    "CLIP_INTERLACED": ("The pictures are interlaced.", "비월 주사(인터레이스) 영상입니다."),
    "CLIP_TIMESTAMPS": (
        "The times of the original's frames cannot be kept as they are: {detail}.",
        "원본 프레임의 시각을 그대로 옮길 수 없습니다({detail}).",
    ),
    "CLIP_ENTRY": (
        "The original cannot be entered in its middle without damage to the first pictures.",
        "원본의 중간에서는 첫 화면이 깨지지 않게 시작할 수 없습니다.",
    ),
    "CLIP_HIDDEN": (
        "The first pictures lean on ones that are not shown.",
        "첫 화면들이 표시되지 않는 화면에 의존합니다.",
    ),
    "CLIP_PARTS": (
        "Another recording begins within the range.",
        "구간 안에서 다른 녹화가 시작됩니다.",
    ),
    "CLIP_DAMAGED": (
        "The original's pictures are damaged there, so that they cannot be copied.",
        "해당 구간의 원본 화면이 손상되어 그대로 옮길 수 없습니다.",
    ),
    "CLIP_SOUND": (
        "The sound ({detail}): clips are cut without it unless the server is set up otherwise.",
        "소리({detail}): 서버 설정에서 허용하지 않으면 클립에 소리를 넣지 않습니다.",
    ),
    "CLIP_SOUND_UNREADABLE": ("The sound cannot be read: {detail}.", "소리를 읽을 수 없습니다({detail})."),
    "CLIP_SUBTITLES": ("Subtitles ({detail}).", "자막({detail})."),
    "CLIP_PICTURES": ("Another picture of the file: {detail}.", "파일에 있는 다른 화면({detail})."),
}
