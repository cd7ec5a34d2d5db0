"""The first thing that a newcomer sees: footage goes through the whole product, over its public API alone."""
