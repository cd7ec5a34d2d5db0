"""The inbox: objects that others put into the footage bucket become videos."""
