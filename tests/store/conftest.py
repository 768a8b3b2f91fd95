"""The toy wing is one of the wings in every test of the run store."""

from __future__ import annotations

import pytest
import toy
from toy_runs import toy_definition

from baldwin.definition import discovery
from baldwin.definition.base import Definition


@pytest.fixture(autouse=True)
def _toy_wing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "wings", discovery.wings)  # so that it is undone
    toy.install()


@pytest.fixture
def definition() -> Definition:
    return toy_definition()
