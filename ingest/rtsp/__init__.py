"""Cameras that are recorded over RTSP: streams are copied into files, which are then sent like any other."""
