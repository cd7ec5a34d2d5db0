"""Tests of answers that a program computes."""
