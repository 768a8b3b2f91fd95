"""Checks of a neural definition: compatibility of its tables, a dry run in shapes, a memory estimate."""
