"""Language models: prompts, streaming, deadlines, usage and prices."""
