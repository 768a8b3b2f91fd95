"""Networks that are born: one file per kind."""
