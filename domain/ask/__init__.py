"""From a question to an answer that cites its evidence: plan, filter, retrieve, rank, write, check."""
