"""Reads a question and fills in the input of a tool."""
