"""From a question to an answer that cites: read, looked up, searched, fused, written, checked."""
