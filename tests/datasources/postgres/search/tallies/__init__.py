"""Tests of counts by groups and of recordings."""
