"""One figure of runs per file; a file that is put here is found."""
