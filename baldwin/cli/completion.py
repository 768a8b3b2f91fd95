"""`baldwin completion`: shell completion."""

from __future__ import annotations

from typing import Literal

from baldwin.cli import app

__all__ = ["completion"]


def completion(shell: Literal["bash", "zsh", "fish"], /) -> None:
    """Print a script that completes baldwin's commands and options in your shell, and what they can be given.

    Presets, runs and studies, the fields of `--set` and `--vary` with their values, figures, probes and published
    results are looked up when TAB is pressed (in bash fields without their values, which it takes for words of their
    own); all else stands in the script. For zsh, `fpath+=~/.zfunc` must stand
    before `compinit` in ~/.zshrc.

    Parameters
    ----------
    shell
        The shell you use.

    Examples
    --------
    baldwin completion bash > ~/.local/share/bash-completion/completions/baldwin
    baldwin completion zsh > ~/.zfunc/_baldwin
    baldwin completion fish > ~/.config/fish/completions/baldwin.fish
    """
    print(app.generate_completion(shell=shell))
