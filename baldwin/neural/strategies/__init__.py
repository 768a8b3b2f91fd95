"""Strategies, one per file; the file's name is the strategy's `kind`. Only this folder knows evosax."""
