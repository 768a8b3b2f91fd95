"""The house's rules of construction: imports point down, looking never loads a compiler, files stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import baldwin

PACKAGE = Path(baldwin.__file__).parent
TESTS = Path(__file__).parent.parent
TEMPLATES = PACKAGE / "templates"  # what `baldwin new` writes: a user's files, which a test runs
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.parent != TEMPLATES)

# From the bottom up; a module may import from its own layer and from those before it.
LAYERS = [
    {
        "version",
        "errors",
        "arguments",
        "stopping",
        "descriptors",
        "timing",
        "private_cache",
        "numba_cache",
        "numba_pieces",
        "numba_threads",
        "assimilation",
        "survival",
        "medians",
        "decoding",
        "regression",
        "learning_rates",
        "frames",
        "named_arrays",
    },
    {"definition"},
    {"schedules", "lessons"},
    {
        "engine",
        "endings",
        "replaying",
        "playing",
        "dissecting",
        "knowing",
        "distributed",
        "presentation",
        "columns",
        "plateaus",
        "reaching",
        "stop_rules",
    },
    {"haystack", "neural"},
    {"evolve"},
    {"store"},
    {"keeping", "lengthening", "hooks", "trackers", "founding"},
    {"study"},
    {"genotypes"},
    {"probes"},
    {"claims"},
    {"evaluation", "comparison", "opening", "listing", "templates"},
    {"figures"},
    {"plots", "report"},
    {"explore"},
    {"progress"},
    {"api"},
    {"manual"},
    {"cli"},
    {"__main__"},
]


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else "__init__"


def layer(part: str) -> int:
    return next(i for i, parts in enumerate(LAYERS) if part in parts)


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Return what a file consists of."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports(path: Path) -> list[str]:
    """Return the modules of baldwin that a file imports."""
    found: list[str] = []
    for node in nodes(path):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        found += [name for name in names if name.split(".")[0] == "baldwin"]
    return found


def test_imports_point_down() -> None:
    against = []
    for path in MODULES:
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts == ("__init__",):
            continue
        here = parts[0]
        for module in imports(path):
            there = part_of(module)
            if there == "__init__":
                against.append(f"{'.'.join(parts)} imports the package itself, which imports everything")
            elif layer(there) > layer(here):
                against.append(f"{'.'.join(parts)} imports {module}, which lies above it")
    assert not against


def test_wings_do_not_know_of_each_other() -> None:
    wings = {path.parent.name for path in PACKAGE.glob("*/wing.py")}
    assert {"haystack", "neural"} <= wings
    for path in MODULES:
        here = path.relative_to(PACKAGE).parts[0]
        if here in wings:
            assert not {part_of(name) for name in imports(path)} & wings - {here}, path


OF_POPULATIONS = {
    "claims",
    "plots",
    "report",
    "__init__",
}  # speak of one kind of population, or have a test of their own


def test_the_spine_names_no_wing() -> None:
    wings = {path.parent.name for path in PACKAGE.glob("*/wing.py")}
    for path in MODULES:
        here = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if here not in wings | OF_POPULATIONS:
            assert not {part_of(name) for name in imports(path)} & wings, path


def test_studies_name_no_compiler() -> None:
    """What their processes need is the wings' to say."""
    for path in (PACKAGE / "study").rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower()
        assert not [name for name in ("xla", "numba", "jax") if name in text], path


def test_what_draws_knows_no_wing() -> None:
    """Figures and reports ask `presentation`; figures know no renderer either, and one renderer not the other."""
    wings = {path.parent.name for path in PACKAGE.glob("*/wing.py")}
    unknown = {"plots": {"report"}, "report": set(), "figures": {"plots", "report"}}
    for path in MODULES:
        here = path.relative_to(PACKAGE).parts[0]
        if here in unknown:
            assert not {part_of(name) for name in imports(path)} & (wings | unknown[here]), path
            text = path.read_text(encoding="utf-8")
            assert not any(f"baldwin.{wing}" in text for wing in wings), path
    for path in (PACKAGE / "figures").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import matplotlib" not in text, path
        assert "from matplotlib" not in text, path


def test_every_part_has_a_layer() -> None:
    parts = {path.relative_to(PACKAGE).with_suffix("").parts[0] for path in MODULES} - {"__init__"}
    assert parts == set().union(*LAYERS)


# Reading, plotting and theory work where numba and JAX are not installed.
LOOKING = (
    "baldwin",
    "baldwin.store",
    "baldwin.store.bin",
    "baldwin.listing",
    "baldwin.cli.list",
    "baldwin.explore.choosing",
    "baldwin.plots.catalogue",
    "baldwin.figures.examples",
    "baldwin.presentation",
    "baldwin.report.page",
    "baldwin.explore.drawing",
    "baldwin.explore.keeping",
    "baldwin.definition",
    "baldwin.study",
    "baldwin.study.driver",
    "baldwin.study.tabulation",
    "baldwin.haystack.theory",
    "baldwin.neural.wing",
    "baldwin.neural.definition",
    "baldwin.definition.plugins",
    "baldwin.neural.replay",
    "baldwin.neural.theory",
)


def test_looking_loads_no_compiler() -> None:
    code = (
        f"import importlib, sys\nfor name in {LOOKING}:\n    importlib.import_module(name)\n"
        "    assert not {'numba', 'jax', 'evosax'} & set(sys.modules), name"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_files_and_functions_stay_small() -> None:
    large = []
    for path in MODULES:
        text, name = path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE))
        if (lines := text.count("\n")) > 350:
            large.append(f"{name}: {lines} lines")
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60:
                large.append(f"{name}: {node.name}, {(node.end_lineno or 0) - node.lineno + 1} lines")
    assert not large


def test_no_utils() -> None:
    names = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert not names & {"utils", "util", "common", "core", "helpers", "misc"}


def test_test_modules_have_names_of_their_own() -> None:
    """Pytest imports them by name: of two alike, one stops the collection."""
    names = Counter(path.name for path in TESTS.rglob("test_*.py"))
    assert not [name for name, count in names.items() if count > 1]
