"""Chats about rendered scenes whose truth is known."""
