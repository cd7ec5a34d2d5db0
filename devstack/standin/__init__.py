"""A deterministic Korean and English reader and writer that stands in for a language model on a laptop.

It reads the very messages that a real model would get: a question with its context, which it turns into the forced
tool's input, or evidence and facts, which it turns into sentences. It knows the vocabulary of CCTV questions and
nothing else, and says so where a request is about anything else.
"""

from devstack.standin.respond import LanguageAnswer, respond

__all__ = ["LanguageAnswer", "respond"]
