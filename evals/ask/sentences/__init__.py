"""Sentences that a writer could write about known events, true ones and false ones: what does the check let through?"""
