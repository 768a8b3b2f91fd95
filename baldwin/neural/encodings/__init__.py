"""Encodings, one per file; the file's name is the encoding's `kind`."""
