"""Connections before anybody knows whose they are: how many there may be, and how long they may take.

uvicorn waits for ever for a request's headers and body, and takes as many connections as come.
"""
