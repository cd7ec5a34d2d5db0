"""Progress and new events, announced by NOTIFY."""
