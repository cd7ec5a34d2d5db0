"""Still frames and thumbnails."""
