"""What can be counted and measured in rows."""
