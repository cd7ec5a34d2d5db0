"""Clips: copy or re-encode a part of footage, and verify the result."""
