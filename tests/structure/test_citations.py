"""What the house cites can be found: a section, a table, a figure or an equation stands beside an author or a year."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CITED = re.compile(
    r"\b([Ss]ections?|[Tt]ables?|[Ff]ig(ures?|\.)|[Ee]q(uations?|\.)|[Ee]xperiment|[Ss]imulation) \d+[a-z]?\b"
)
WHOSE = re.compile(r"\b(1[89]|20)\d\d\b|et al|\b[A-Z][a-z]+ & [A-Z]")
DANGLING = re.compile(r"(?i:reference) (section|sheet|row|table)|\brows \d+ (and|to) \d+|(?<!style )\bsheet\b(?!\.)")
NEAR = 2  # lines before and after


def texts() -> list[Path]:
    """Return the files that people read; the changelog is history."""
    folders = ("baldwin", "tests", "populations")
    found = [path for name in folders for path in (ROOT / name).rglob("*") if path.suffix in {".py", ".toml", ".md"}]
    return [ROOT / "README.md", *(path for path in found if path.resolve() != Path(__file__).resolve())]


def test_nothing_is_cited_that_is_not_here_and_has_no_author() -> None:
    files = texts()
    assert len(files) > 300
    loose = []
    for path in files:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for place, line in enumerate(lines):
            around = " ".join(lines[max(0, place - NEAR) : place + NEAR + 1])
            if DANGLING.search(line) or (CITED.search(line) and not WHOSE.search(around)):
                loose.append(f"{path.relative_to(ROOT)}:{place + 1}: {line.strip()}")
    assert loose == []
