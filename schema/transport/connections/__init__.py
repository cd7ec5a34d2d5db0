"""Limits the number and the duration of connections, before their callers are known.

uvicorn itself waits forever for a request's headers and body, and accepts any number of connections.
"""
