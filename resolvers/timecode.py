"""Positions in a video as people read them."""


def timecode(seconds: float) -> str:
    """125.4 → "2:05"; 3725 → "1:02:05". Parts of a second are cut off, as a player's clock does."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
