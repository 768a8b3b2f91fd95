"""Whatever a file or an override holds: a definition, or an error of one line per problem."""

from __future__ import annotations

import warnings

import tomli_w
from documents import changed, damaged
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from baldwin.definition import from_toml, presets, to_toml, wing_of
from baldwin.definition.base import Definition
from baldwin.definition.sources import locate, read
from baldwin.errors import DefinitionError, MovedFieldWarning

PYDANTIC = ("Input should", "validation error", "Field required", "Extra inputs", "Value error", "[type=")


def definition_or_problems(text: str, overrides: list[str] | None = None) -> Definition | None:
    """Return the definition; of an error check that it is made of plain lines."""
    problems: tuple[str, ...] = ()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MovedFieldWarning)  # tables come together that no version had
            return from_toml(text, "some.toml", overrides or ())
    except DefinitionError as error:
        problems = error.problems
    assert problems
    for problem in problems:
        assert problem.splitlines() == [problem]
        assert problem.startswith(("some.toml:", "--set:"))
        assert problem.endswith((".", "?"))
        assert not any(words in problem for words in PYDANTIC)
    return None


@given(changed())
@settings(deadline=None, max_examples=200)
def test_canonical_toml_gives_the_same_definition(document):
    definition = definition_or_problems(tomli_w.dumps(document))
    event("valid" if definition else "broken")
    assume(definition is not None)
    canonical = to_toml(definition)
    assert from_toml(canonical, "canonical") == definition
    assert to_toml(from_toml(canonical, "canonical")) == canonical
    assert wing_of(definition).estimate(definition).memory > 0


@given(damaged())
@settings(deadline=None, max_examples=300)
def test_damaged_definitions_give_plain_lines(document):
    definition_or_problems(tomli_w.dumps(document))


@given(st.sampled_from(sorted(presets().values())), st.data())
@settings(deadline=None, max_examples=200)
def test_damaged_text_gives_plain_lines(path, data):
    text = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    definition_or_problems(text[:start] + data.draw(st.text(max_size=10)) + text[end:])


@given(st.text(), st.lists(st.text(alphabet=st.characters(), max_size=30), max_size=3))
@settings(deadline=None, max_examples=200)
def test_any_text_and_overrides_give_plain_lines(text, overrides):
    definition_or_problems(text, overrides)


@given(
    st.lists(
        st.builds(
            "{}.{}={}".format,
            st.sampled_from(["population", "lifetime", "task", "fitness", "encoding", "budget", "nothing"]),
            st.sampled_from(["kind", "size", "trials", "bonus", "loci", "correct", "evolvable", "a.b"]),
            st.sampled_from(
                ["none", "nk", "1", "-1", "0.5", "nan", "true", "[1]", "{ kind = 'none' }", "1e400", "'x'", ""]
            )
            | st.text(max_size=5),
        ),
        max_size=4,
    )
)
@settings(deadline=None, max_examples=300)
def test_overrides_give_plain_lines(overrides):
    definition_or_problems('name = "needle"\n[lifetime]\nkind = "geometric"\ntrials = 10\n', overrides)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=100)
def test_any_bytes_give_plain_lines(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "some.toml"
    path.write_bytes(content)
    try:
        definition_or_problems(read(path, "some.toml"))
    except DefinitionError as error:
        assert str(error).startswith("some.toml") and len(str(error).splitlines()) == 1  # noqa: PT017, PT018


@given(st.text(alphabet=st.characters(), max_size=300))
@settings(deadline=None, max_examples=100)
def test_any_name_gives_a_plain_line(name):
    try:
        locate(name)
    except DefinitionError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017
