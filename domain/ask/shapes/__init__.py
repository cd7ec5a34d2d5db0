"""Answers that a program computes and words itself: comparisons, lengths between events, company, times with nobody."""
