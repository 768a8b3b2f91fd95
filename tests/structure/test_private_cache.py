"""Code that is loaded and executed comes from folders that nobody else can have written to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baldwin import private_cache
from baldwin.private_cache import cache_folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder for temporary files, beside a user's cache that cannot be written to."""
    blocked, folder = tmp_path / "file", tmp_path / "tmp"
    blocked.touch()
    folder.mkdir()
    monkeypatch.setattr(private_cache.platformdirs, "user_cache_path", lambda name: blocked / name)
    monkeypatch.setattr(private_cache.tempfile, "gettempdir", lambda: str(folder))
    monkeypatch.setattr(private_cache.tempfile, "tempdir", str(folder))
    return folder


def test_made_for_its_owner_alone_and_found_again(temporary: Path) -> None:
    folder = cache_folder("jax/one")
    assert folder == temporary / f"baldwin-{os.getuid()}" / "jax" / "one"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert cache_folder("jax/one") == folder


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o1777])
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_a_folder_that_others_may_write_to_is_passed_over(temporary: Path, mode: int, depth: int) -> None:
    folder = cache_folder("jax/one")
    (folder / "planted").touch()
    [folder.parent.parent, folder.parent, folder][depth].chmod(mode)
    fresh = cache_folder("jax/one")
    assert not (fresh / "planted").exists()
    assert fresh.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("depth", [0, 1])
def test_a_strangers_folder_is_passed_over(temporary: Path, depth: int) -> None:
    folder = cache_folder("kernels")
    (folder / "planted").touch()
    os.chown([folder.parent, folder][depth], 12345, 12345)
    assert not (cache_folder("kernels") / "planted").exists()


def test_a_link_to_a_folder_elsewhere_is_passed_over(temporary: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    base = temporary / f"baldwin-{os.getuid()}"
    base.mkdir(mode=0o700)
    (base / "kernels").symlink_to(elsewhere)
    assert cache_folder("kernels").resolve() != elsewhere


def test_where_nothing_else_can_be_written_a_fresh_folder_serves(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (temporary / f"baldwin-{os.getuid()}").touch()
    first, second = cache_folder("kernels"), cache_folder("kernels")
    assert first != second
    assert first.parent == temporary


def test_the_users_own_choice_comes_first(temporary: Path, tmp_path: Path) -> None:
    assert cache_folder("kernels", [tmp_path / "mine"]) == tmp_path / "mine" / "kernels"
