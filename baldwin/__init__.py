"""baldwin: evolution guided by learning."""

__version__ = "0.1.0"
