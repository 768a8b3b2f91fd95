"""What is wrong with a definition, in plain English.

pydantic finds the fields that break a rule; what the rule is, is read from the model's JSON Schema, so that one
account of each field serves its check, its error and the editor.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from baldwin.definition.base import ONE_LINE
from baldwin.definition.names import did_you_mean, nearest
from baldwin.definition.places import MISSING, Path, field_of, leaves, value_at

__all__ = ["Problem", "explain", "impossible_integers", "rule_of", "shown"]

Node = Mapping[str, Any]

MOST = 1000  # problems that are explained; each takes its time
_LONGEST = 60  # characters of a value that an error repeats


@dataclass(frozen=True)
class Problem:
    """One broken rule: where, and what the rule is."""

    path: Path
    message: str
    about_table: bool = False  # the message itself says which of the table's fields

    def sentence(self, document: Mapping[str, Any]) -> str:
        """Return `[table] field = value: rule.`, with the value that `document` has there."""
        message = self.message if self.message.endswith((".", "?")) else f"{self.message}."
        field = field_of(document, self.path)
        if field != self.path:
            item = self.path[: len(field) + 1]
            said = f"number {int(item[-1]) + 1}, {shown(value_at(document, item))}: {self.message}"
            return Problem(field, said).sentence(document)
        value = value_at(document, self.path)
        if self.about_table:
            return f"{_header(self.path, document)} {message}"
        if (isinstance(value, dict) and len(self.path) == 1) or (self.path[-1:] and self.path[-1].isdigit()):
            return f"{_header(self.path, document)}: {message}"
        table = f"{_header(self.path[:-1], document)} " if len(self.path) > 1 else ""
        given = "" if value is MISSING or value is None else f" = {shown(value)}"
        return f"{table}{_dotted(self.path[-1:])}{given}: {message}"


def impossible_integers(document: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each integer that does not fit 64 bits, which TOML does not allow."""
    return [
        Problem(path, "integers must lie between -2^63 and 2^63 - 1")
        for path, value in leaves(document)
        if isinstance(value, int) and not -(2**63) <= value < 2**63
    ]


def explain(
    error: ValidationError, definition: type[BaseModel], document: Mapping[str, Any], tasks: Sequence[str]
) -> list[Problem]:
    """Return what pydantic found as problems, one for each field; of very many the first.

    Args:      document: what was checked; the errors repeat its values.
               tasks: every legal `task.kind`, of all wings.
    """
    rules = _Rules(_schema(definition), document, tasks)
    problems = [rules.problem(details) for details in error.errors(include_url=False)[:MOST]]
    return list({problem.path: problem for problem in reversed(problems)}.values())[::-1]


def rule_of(schema: Node, node: Node) -> str:
    """Return what a field must be, in words: one node of the JSON Schema of its table."""
    rules = _Rules(schema, {}, ())
    return rules._rule(rules._plain(node), None)


@cache
def _schema(definition: type[BaseModel]) -> dict[str, Any]:
    return definition.model_json_schema(by_alias=True)


class _Rules:
    """The JSON Schema of a definition, and how to find one field's rule in it."""

    def __init__(self, schema: Node, document: Mapping[str, Any], tasks: Sequence[str]) -> None:
        self.schema = schema
        self.document = document
        self.tasks = tasks

    def problem(self, details: ErrorDetails) -> Problem:
        """Return one error of pydantic as a problem."""
        path, node, owner, rest = self._follow(details["loc"])
        match details["type"]:
            case "extra_forbidden":
                return Problem(path, self._unknown(path, owner))
            case "union_tag_invalid" | "union_tag_not_found":
                return Problem((*path, "kind"), self._unknown_kind((*path, "kind"), node))
            case "value_error" | "assertion_error":  # a rule across the fields of a table
                return Problem(path, " ".join(str(details["ctx"]["error"]).split()), about_table=True)
            case "missing":
                return Problem(path, f"required, but missing{_meaning(node)}")
        value = value_at(self.document, path)
        if path == ("schema",):
            return Problem(
                path, f"this program reads schema {node['const']}. Set it to {node['const']}, or use a newer baldwin"
            )
        rule = f"{self._rule(node, value)}{_odd_one(value, rest)}"
        return Problem(path, f"must be {rule}{_meaning(node)}{_remedy(node, value, path)}")

    def _plain(self, node: Node) -> Node:
        """Return a node with its reference, if it is one, put in its place."""
        while "$ref" in node:
            target = self.schema["$defs"][node["$ref"].rpartition("/")[2]]
            node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
        return node

    def _follow(self, loc: Sequence[str | int]) -> tuple[Path, Node, Node, Sequence[str | int]]:
        """Return the path of a location of pydantic, the rules there and of the table around it, and what is left."""
        node, owner, path = self.schema, self.schema, list[str]()
        for place, part in enumerate(loc):
            kinds = node.get("discriminator", {}).get("mapping", {})
            if part in kinds:  # pydantic puts the kind into the location; the file has no such level
                node = self._plain({"$ref": kinds[part]})
            elif "properties" in node:
                owner, node = node, self._plain(node["properties"].get(part, {}))
                path.append(str(part))
            elif self._lists_tables(node):
                node = self._plain(node["items"])
                path.append(str(part))
            else:  # an item of a list, or one way to read a value that may be of several types
                return tuple(path), node, owner, loc[place:]
        return tuple(path), node, owner, ()

    def _unknown(self, path: Path, owner: Node) -> str:
        """Return what to say of a field or table that does not exist."""
        name, allowed = path[-1], list(owner["properties"])
        home = next(self._homes(name), None)
        if len(path) == 1:
            tables = [one for one in allowed if self._is_table(owner["properties"][one])]
            lists = [one for one in allowed if self._lists_tables(owner["properties"][one])]
            if isinstance(self.document[name], dict):
                help_ = did_you_mean(name, [*tables, *lists], form="[{}]")
                for one in lists:
                    help_ = help_.replace(f"[{one}]", f"[[{one}]]")
                return f"no such table. {help_}"
            allowed = [one for one in allowed if one not in tables and one not in lists]
            if home:
                return f"belongs to {home}. Write {home[1 : home.index(']')]}.{name}, or move it below that header"
            guess = nearest(name, tables)
            if guess and not nearest(name, allowed):
                return f"no such field. Did you mean the table [{guess}]? Allowed outside tables: {', '.join(allowed)}"
            return f"no such field outside a table. {did_you_mean(name, allowed, form='{}')}"
        if not home:
            return f"no such field. {did_you_mean(name, allowed, form='{}')}"
        return f"no such field. It belongs to {home}. Allowed here: {', '.join(allowed)}"

    def _homes(self, name: str) -> Iterator[str]:
        """Yield each table that has a field `name`, with the kind it must have for that."""
        for table, reference in self.schema["properties"].items():
            node = self._plain(reference)
            if node.get("type") == "array":
                continue
            kinds = node.get("discriminator", {}).get("mapping", {})
            having = [kind for kind, target in kinds.items() if name in self._plain({"$ref": target})["properties"]]
            if name in node.get("properties", {}) or len(having) == len(kinds) > 1:
                yield f"[{table}]"
            elif having:
                yield f"[{table}] with kind = {' or '.join(map(shown, having))}"

    def _unknown_kind(self, path: Path, node: Node) -> str:
        kinds = self.tasks if path == ("task", "kind") else list(node["discriminator"]["mapping"])
        value = value_at(self.document, path)
        if not isinstance(value, str):
            return f"must be one of {', '.join(map(shown, kinds))}"
        table = path[-3] if path[-2].isdigit() else path[-2]
        return f"no such {table}. {did_you_mean(value, kinds)}"

    def _lists_tables(self, node: Node) -> bool:
        return node.get("type") == "array" and self._is_table(node.get("items", {}))

    def _is_table(self, node: Node) -> bool:
        node = self._plain(node)
        return "properties" in node or "discriminator" in node or node.get("type") == "object"

    def _rule(self, node: Node, value: Any) -> str:
        """Return what a field must be, such as `an integer >= 1`."""
        if "const" in node:
            return shown(node["const"])
        if "enum" in node:
            return f"one of {', '.join(map(shown, node['enum']))}"
        if self._is_table(node):
            return "a table"
        if "anyOf" in node:
            choices = [choice for choice in map(self._plain, node["anyOf"]) if choice.get("type") != "null"]
            if any(choice.get("type") == "number" for choice in choices):  # which an integer is as well
                choices = [choice for choice in choices if choice.get("type") != "integer"]
            rules = " or ".join(self._rule(choice, value) for choice in choices)
            optional = any(choice.get("type") == "null" for choice in node["anyOf"])
            return f"{rules}, or left out" if optional else rules
        match node.get("type"):
            case "boolean":
                return "true or false"
            case "integer":
                return f"an integer{_bounds(node, value)}"
            case "number":
                return f"a number{_bounds(node, value)}"
            case "array" if self._lists_tables(node):
                return "a list of tables"
            case "array":
                least = node.get("minItems", 0)
                few = f"at least {least} " if isinstance(value, list) and len(value) < least else ""
                return f"a list{self._items(self._plain(node.get('items', {})), value, few)}"
            case "string" if "pattern" in node and not _printable(node):
                return "a string of the right form"
            case "string":
                longest = f" of at most {node['maxLength']} characters" if "maxLength" in node else ""
                return f"a string{longest}{_printable(node)}"
        return "a value of another type"

    def _items(self, node: Node, value: Any, few: str) -> str:
        """Return what the items of a list must be, at least how many if they are too few, and which are not."""
        allowed, plural = node.get("enum"), _PLURALS.get(str(node.get("type")), "values")
        if allowed is None:
            item = _first(value, lambda one: _is_number(one) and not _within(node, one))
            wrong = "" if item is None else f"; {shown(item)} is not"
            return f" of {few}{plural}{_bounds(node, item)}{_printable(node)}{wrong}"
        item = _first(value, lambda one: one not in allowed)
        guess = nearest(item, allowed) if isinstance(item, str) else None
        hint = f" (did you mean {shown(guess)}?)" if guess else ""
        wrong = "" if item is None else f"; {shown(item)} is not{hint}"
        return f" of any of {', '.join(map(shown, allowed))}{wrong}"


def _odd_one(values: Any, rest: Sequence[str | int]) -> str:
    """Return which item, a list itself, is meant by what is left of a location."""
    number = rest[0] if rest and isinstance(values, list) else None
    if not isinstance(number, int) or not isinstance(values[number], list):
        return ""
    return f"; number {number + 1}, {shown(values[number])}, is not one"


def _first(values: Any, wanted: Callable[[Any], bool]) -> Any:
    """Return the first item of a list that is `wanted`, None without one or without a list."""
    return next(filter(wanted, values), None) if isinstance(values, list) else None


def _within(node: Node, value: float) -> bool:
    """Return whether a number keeps to the bounds of its rule."""
    low, high = node.get("minimum", -math.inf), node.get("maximum", math.inf)
    return bool(low <= value <= high and node.get("exclusiveMinimum", -math.inf) < value)


_PLURALS = {"string": "strings", "integer": "integers", "number": "numbers", "boolean": "true or false"}


def _bounds(node: Node, value: Any) -> str:
    """Return a number's legal range; of a range too wide to mean anything only the end that was missed."""
    low, high = node.get("minimum", node.get("exclusiveMinimum")), node.get("maximum", node.get("exclusiveMaximum"))
    above, below = ("above" if "exclusiveMinimum" in node else ">="), ("below" if "exclusiveMaximum" in node else "<=")
    missed_high = _is_number(value) and high is not None and value > high
    if low is None and high is None:
        return ""
    if low is not None and high is not None and high < 1e5:
        inclusive = (above, below) == (">=", "<=")
        return f" from {low:g} to {high:g}" if inclusive else f" {above} {low:g} and {below} {high:g}"
    bound, sign = (high, below) if low is None or missed_high else (low, above)
    return f" {sign} {bound:g}" if isinstance(bound, float) else f" {sign} {bound}"


def _printable(node: Node) -> str:
    return ", without line breaks and control characters" if node.get("pattern") == ONE_LINE else ""


def _meaning(node: Node) -> str:
    """Return a field's description in brackets."""
    return f" ({node['description']})" if node.get("description") and "properties" not in node else ""


def _remedy(node: Node, value: Any, path: Path) -> str:
    """Return what to write instead, where the mistake is a common one."""
    if isinstance(value, float) and not math.isfinite(value):
        return ". It must be finite"
    if isinstance(value, str) and (guess := nearest(value, node.get("enum", ()))):
        return f". Did you mean {shown(guess)}?"
    if isinstance(value, dict) and node.get("type") == "array":
        return f". Write [[{_dotted(path)}]], in double brackets"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f". Write [{_dotted(path)}], in single brackets"
    if node.get("type") == "integer" and isinstance(value, float) and value.is_integer() and _within(node, int(value)):
        return f". Write {int(value)}"
    if isinstance(value, str) and node.get("type") == "boolean" and value.lower() in ("true", "false"):
        return f". Write {value.lower()}"
    if isinstance(value, str) and node.get("type") in ("integer", "number") and re.fullmatch(r"[-+]?\d{1,40}", value):
        number = int(value)  # as TOML has it: no leading zeros
        return f". Write {number}, without quotes" if _within(node, number) else ""
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: Any) -> str:
    """Return a value as TOML writes it, on one line, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 128:  # Python refuses to write out the very long ones
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, str):
        text = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
        return json.dumps(text, ensure_ascii=not value.isprintable())
    if isinstance(value, dict):
        text = "{" + ", ".join(f"{_dotted((key,))} = {shown(inner)}" for key, inner in list(value.items())[:8]) + "}"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(inner) for inner in value[:8]) + "]"
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _header(path: Path, document: Any) -> str:
    """Return a table's name in brackets; of a table in a list of several, with its number."""
    if not path[-1].isdigit():
        return f"[{_dotted(path)}]"
    several = len(value_at(document, path[:-1])) > 1
    return f"[[{_dotted(path[:-1])}]]" + (f" number {int(path[-1]) + 1}:" if several else "")


def _dotted(path: Path) -> str:
    return ".".join(part if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", part) else shown(part) for part in path)
