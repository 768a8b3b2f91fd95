"""The interactive figures, one per file."""
