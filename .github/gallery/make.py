"""Draw the gallery and write it into populations/README.md, from the presets and their lessons.

    python .github/gallery/make.py                 write the page; draw pictures that are missing
    python .github/gallery/make.py --draw          run all presets and draw all pictures anew
    python .github/gallery/make.py --runs DIR      where the runs are; those that are complete are not computed again
    python .github/gallery/make.py --check         exit 1 if the page is not current

Pictures are PNG of a few colours; together they stay below 3 MB.
"""

from __future__ import annotations

import argparse
import io
import itertools
import shlex
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

from baldwin.lessons import LESSONS, story
from baldwin.plots.catalogue import figures, summary
from baldwin.plots.style import style
from baldwin.store import open_run

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
POPULATIONS = ROOT / "populations"
PAGE = POPULATIONS / "README.md"
BEGIN = "<!-- Below: written by .github/gallery/make.py -->"
DPI, COLOURS = 110, 96
DEFAULT = "story"
WIDTH = 120  # of a line of the page
INTRO = """## Gallery

For teaching, or to find a question of your own: first say what you expect, then run, then explain what you see. Each
figure is what `baldwin plot` draws of the preset; `baldwin report` makes of any run a page to use in a browser."""


def lessons() -> dict[str, dict]:
    """Return what to try with each preset, by name."""
    return tomllib.loads(LESSONS.read_text(encoding="utf-8"))


def picture_of(name: str) -> Path:
    """Return where the picture of a preset is."""
    return HERE / f"{name.replace('-', '_')}.png"


def entry(number: int, name: str, lesson: dict) -> str:
    """Return the entry of one preset; recipes of the manual have the same numbers."""
    path = POPULATIONS / f"{name.replace('-', '_')}.toml"
    text = path.read_text(encoding="utf-8")
    title = tomllib.loads(text)["title"]
    changed = f" (drawn with `{' '.join(f'--set {one}' for one in lesson['set'])}`)" if lesson.get("set") else ""
    figure = lesson.get("figure", DEFAULT)
    return "\n".join(
        [
            f"### {number}. {name}",
            "",
            fill(f"**{title}.** {story(text)}{changed}"),
            "",
            f"![{title}. {summary(figure)}](../.github/gallery/{picture_of(name).name})",
            "",
            fill(f"- Predict: {lesson['predict']}"),
            f"- Run: {commands(lesson['run'])}",
            fill(f"- Explain: {lesson['explain']}"),
            "",
        ]
    )


def commands(last: str) -> str:
    """Return a command, after those that make the runs it looks at."""
    _, command, *words = shlex.split(last)
    looks = command in ("plot", "assay")
    names = [word.replace("_", "-") for word in itertools.takewhile(lambda word: not word.startswith("-"), words)]
    return ", ".join(f"`{one}`" for one in [*(f"baldwin run {name}" for name in names if looks), last])


def fill(text: str) -> str:
    """Return a paragraph, or an item of a list, in lines of a readable length."""
    indent = "  " if text.startswith("- ") else ""
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False)


def page() -> str:
    """Return populations/README.md as it should be."""
    head = PAGE.read_text(encoding="utf-8").partition(BEGIN)[0].rstrip()
    parts = [entry(number, name, lesson) for number, (name, lesson) in enumerate(lessons().items(), 1)]
    return "\n\n".join([head, BEGIN, INTRO, "\n".join(parts).rstrip()]) + "\n"


def draw(name: str, lesson: dict, runs: str) -> None:
    """Run a preset unless that is done, and draw its picture."""
    baldwin = [sys.executable, "-m", "baldwin"]
    options = [word for one in lesson.get("set", ()) for word in ("--set", one)]
    done = subprocess.run(
        [*baldwin, "run", name, "--quiet", "--runs", runs, *options],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    run = open_run(ROOT / done.stdout.strip().splitlines()[-1])
    with style():
        figure = figures()[lesson.get("figure", DEFAULT)].draw([run])
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    from PIL import Image

    image = Image.open(buffer).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(picture_of(name), optimize=True)
    print(picture_of(name).relative_to(ROOT), picture_of(name).stat().st_size)


def main() -> int:
    """Do what the options ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--draw", action="store_true", help="run all presets and draw all pictures anew")
    parser.add_argument("--runs", default="runs", help="folder of the runs")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the page is not current")
    given = parser.parse_args()
    if given.check:
        return int(page() != PAGE.read_text(encoding="utf-8"))
    for name, lesson in lessons().items():
        if given.draw or not picture_of(name).exists():
            draw(name, lesson, given.runs)
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
