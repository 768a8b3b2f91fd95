"""Loading what is legal: defaults, overrides, kinds, names, and the canonical form."""

from __future__ import annotations

import tomllib

import pytest

from baldwin.definition import from_toml, load, presets, to_toml
from baldwin.definition.lines import lines_of
from baldwin.errors import DefinitionError

NEEDLE = 'name = "needle"\n\n[lifetime]\nkind = "geometric"\ntrials = 10\nhit_probability = 0.7\n'


def loaded(*overrides: str, text: str = NEEDLE):
    return from_toml(text, "needle.toml", overrides)


def test_canonical_form_writes_every_default_in_order():
    document = tomllib.loads(to_toml(loaded()))
    assert list(document)[:4] == ["schema", "name", "title", "references"]
    assert document["population"] == {"size": 1000, "generations": 50, "replicates": 8, "seed": 0, "stop": "never"}
    assert document["lifetime"] == {"kind": "geometric", "trials": 10, "hit_probability": 0.7}
    assert document["fitness"]["bonus"] == 19.0


@pytest.mark.parametrize(
    ("override", "path", "value"),
    [
        ("population.size=1_000", ("population", "size"), 1000),
        ("population.size = 20 ", ("population", "size"), 20),
        ("strategy.mutation_rate=1e-3", ("strategy", "mutation_rate"), 0.001),
        ("fitness.bonus=7", ("fitness", "bonus"), 7.0),
        ("fitness.scale=1000", ("fitness", "scale"), 1000.0),
        ("strategy.crossover=uniform", ("strategy", "crossover"), "uniform"),
        ("strategy.crossover='none'", ("strategy", "crossover"), "none"),
        ("strategy.selfing=false", ("strategy", "selfing"), False),
        ('title=a = b, "c"', ("title",), 'a = b, "c"'),
        ("title=", ("title",), ""),
        ("title=1.2.3", ("title",), "1.2.3"),
        ("title=...", ("title",), "..."),
        ("population.size=0_200", ("population", "size"), 200),
        ("lifetime.hit_probability=.99", ("lifetime", "hit_probability"), 0.99),
        ("fitness.bonus=5.", ("fitness", "bonus"), 5.0),
        ("fitness.bonus=+1.e1", ("fitness", "bonus"), 10.0),
        ("strategy.mutation_rate=1.E-3", ("strategy", "mutation_rate"), 0.001),
        ("references=['a', 'b']", ("references",), ["a", "b"]),
        ("encoding={kind = 'binary', correct = 0.3}", ("encoding",), {"kind": "binary", "correct": 0.3}),
    ],
)
def test_overrides(override, path, value):
    found = loaded(override).model_dump(mode="json", by_alias=True)
    for key in path:
        found = found[key]
    assert found == value
    assert type(found) is type(value)


def test_last_override_wins():
    assert loaded("population.size=20", "population.size=30").population.size == 30


def test_another_kind_keeps_shared_fields_and_drops_the_old_kinds_own():
    assert loaded("lifetime.kind=expected").lifetime.trials == 10
    none = loaded("lifetime.kind=none").lifetime
    assert (none.kind, none.hit_probability) == ("none", 0.7)
    climb = 'name = "x"\ntask.kind = "nk"\nencoding.kind = "flagged"\nfitness.kind = "lifetime_mean"\n'
    climb += '[lifetime]\nkind = "geometric"\ntrials = 10\nhit_probability = 0.7\n'
    assert loaded("lifetime.kind=hill_climb", text=climb).lifetime.trials == 10


def test_another_kind_keeps_no_mistakes_back():
    with pytest.raises(DefinitionError, match="trails = 3: no such field"):
        loaded("lifetime.kind=none", text=NEEDLE + "trails = 3\n")
    with pytest.raises(DefinitionError, match=r"--set: \[lifetime\] trials = 5: no such field"):
        loaded("lifetime.kind=none", "lifetime.trials=5")


def test_kind_may_be_left_out_where_it_has_a_default():
    assert loaded(text='name = "x"\n[task]\nloci = 25\n').task.kind == "needle"
    assert loaded("lifetime.trials=5", text='name = "x"\n').lifetime.trials == 5


@pytest.mark.parametrize("name", ["hinton-nowlan", "hinton_nowlan", "Hinton-Nowlan"])
def test_presets_go_by_hyphens_or_underscores(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load(name) == load(presets()["hinton-nowlan"])


def test_a_file_wins_over_a_preset_and_a_folder_does_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "asexual").mkdir()
    assert load("asexual").name == "asexual"
    (tmp_path / "hinton-nowlan").write_text(NEEDLE)
    assert load("hinton-nowlan").name == "needle"


def test_byte_order_mark_and_windows_line_ends(tmp_path):
    path = tmp_path / "needle.toml"
    path.write_bytes(b"\xef\xbb\xbf" + NEEDLE.replace("\n", "\r\n").encode())
    assert load(path) == loaded()


def test_definitions_do_not_change():
    with pytest.raises(Exception, match="frozen"):
        loaded().population.size = 3


def test_line_numbers():
    text = (
        '# x\nname = "needle"\nlist = [\n  "a", # ]\n  "[b]",\n]\ninline = { a = { b = 1 } }\n'
        'text = """\n[no]\nkey = 1\n"""\n\n[table]\nx.y = 2\n"odd key" = 3\n[table.inner]\nz = 1\n'
        "[[many]]\nq = 1\n[[many]]\nq = 2\n"
    )
    assert lines_of(text) == {
        ("name",): 2,
        ("list",): 3,
        ("inline",): 7,
        ("inline", "a"): 7,
        ("inline", "a", "b"): 7,
        ("text",): 8,
        ("table",): 13,
        ("table", "x"): 14,
        ("table", "x", "y"): 14,
        ("table", "odd key"): 15,
        ("table", "inner"): 16,
        ("table", "inner", "z"): 17,
        ("many",): 18,
        ("many", "0"): 18,
        ("many", "0", "q"): 19,
        ("many", "1"): 20,
        ("many", "1", "q"): 21,
    }
