"""What happened in a video, told while it is written."""
