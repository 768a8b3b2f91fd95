"""Lifetimes (ways of learning), one per file; the file's name is the lifetime's `kind`.

Files with an underscore hold what several share. How to add one: `baldwin.neural.contracts`.
"""
