"""The version of baldwin, written into every run; nothing else stands here, so that anything may import it."""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = "0.2.0.dev0"
