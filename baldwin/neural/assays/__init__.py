"""Assays: what is measured beside an evolution, on instances that no life of it has seen."""
