"""What a process tells about its work: metrics for Prometheus."""
