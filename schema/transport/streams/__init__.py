"""Responses that go on: server-sent events, and Apollo's multipart subscriptions."""
