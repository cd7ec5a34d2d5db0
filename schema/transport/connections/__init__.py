"""Limits on connections before authentication: how many may be open, and how long each may take.

uvicorn itself accepts any number of connections, and waits without limit for a request's headers and body.
"""
