"""The footage that the golden questions are about: what happens in it, and how an API comes to have it."""
