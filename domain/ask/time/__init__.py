"""Which time a question means. The decision starts in decide.py, whose functions state its order."""
