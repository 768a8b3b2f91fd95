"""The parts of the page, one per file: each returns HTML."""
