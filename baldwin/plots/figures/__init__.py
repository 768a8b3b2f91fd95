"""One figure per file; a file that is put here is found."""
