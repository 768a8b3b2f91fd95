"""Tasks of the haystack wing, one per file."""
