"""Lifetimes, one per file; the file's name is the lifetime's `kind`."""
