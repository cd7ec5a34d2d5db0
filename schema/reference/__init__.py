"""The schema's reference as a page: made of the schema itself, without scripts or styles of other origins."""
