"""Faster engines for the same lives, chosen by a hook and held to the reference."""
