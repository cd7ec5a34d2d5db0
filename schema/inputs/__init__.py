"""Inputs that several fields take."""
