"""The tour of the first start: takes a video through the whole product, over the public API alone."""
