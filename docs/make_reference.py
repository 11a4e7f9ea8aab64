"""Write the reference pages of both languages, and the schemas, from the code: nothing is listed
twice.

Run ``make pages``; a test fails when the pages are older than the code.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.messages import catalog
from sanzu_graph.policy.demands import SHIPPED
from sanzu_graph.schema import REJECTED, TABLES, columns

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")


def word(key: str, lang: str) -> str:
    """One of the pages' own words, from ``page_words.csv``."""
    return page_words()[key][lang]


@cache
def page_words() -> dict[str, dict[str, str]]:
    """Key → language → words."""
    with (HERE / "page_words.csv").open(encoding="utf-8", newline="") as file:
        return {line["key"]: line for line in csv.DictReader(file)}


def said(key: str, lang: str) -> str:
    """A sentence of the catalogue."""
    return catalog()[key][lang]


def row(*cells: str) -> str:
    """One line of a Markdown table; bars in cells are escaped."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def head(key: str, lang: str) -> Iterator[str]:
    """The head of a table."""
    cells = word(key, lang).split("|")
    yield row(*cells)
    yield row(*["---"] * len(cells))


def checks_page(lang: str) -> Iterator[str]:
    """The catalogue of checks."""
    family = ""
    for made in all_checks().values():
        if made.family != family:
            family = made.family
            yield f"\n## {said(f'family.{family}', lang)}\n"
            yield from head("checks.head", lang)
        keys = (f"severity.{made.severity}", f"scope.{made.scope}", f"title.{made.slug}")
        cells = [said(key, lang) for key in keys]
        yield row(f"`{made.name}`", *cells, ", ".join(f"`{key}`" for key in made.keys))


def tables_page(lang: str) -> Iterator[str]:
    """The tables with their columns."""
    for table in (*TABLES, REJECTED):
        yield f"\n## {table}{word('required', lang) if table in TABLES[:3] else ''}\n"
        yield from head("tables.head", lang)
        for column in columns(table).values():
            name = f"**{column.name}**" if column.required else column.name
            values = ", ".join(f"`{value}`" for value in column.values)
            more = ", …" if column.values and column.open else ""
            meaning = column.description_zh if lang == "zh" else column.description
            yield row(name, column.dtype, meaning, values + more, column.references)
    yield f"\n{word('tables.end', lang)}"


def which_page(lang: str) -> Iterator[str]:
    """The index: task, function, what comes back."""
    group = ""
    for task in tasks():
        if task["group"] != group:
            group = task["group"]
            yield f"\n## {word(group, lang)}\n"
            yield from head("which.head", lang)
        end = "_zh" if lang == "zh" else ""
        yield row(task[f"task{end}"], f"`sg.{task['code']}`", task[f"back{end}"])


def tasks() -> list[dict[str, str]]:
    """The rows of ``which_function.csv``."""
    with (HERE / "which_function.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plan_page(lang: str) -> Iterator[str]:
    """The format of plan files."""
    yield from format_page(sg.plan_schema(), lang)


def policy_page(lang: str) -> Iterator[str]:
    """The format of policy files, and the shipped one."""
    yield from format_page(sg.policy_schema(), lang)
    yield f"\n## {word('example', lang)}\n"
    yield "```toml"
    yield SHIPPED.read_text(encoding="utf-8").rstrip()
    yield "```"


def format_page(schema: dict[str, Any], lang: str) -> Iterator[str]:
    """Every table of a schema with its keys."""
    yield f"\n{word('needed', lang)}"
    shapes = schema["$defs"]
    same = {f"Named{name}" for name in shapes}
    for name, table in {"": schema, **shapes}.items():
        if name in same or not {"properties", "oneOf"} & set(table):
            continue
        yield f"\n## {name or word('file', lang)}\n"
        if "oneOf" in table:
            yield " · ".join(kind(shape) for shape in table["oneOf"])
            continue
        if table.get("description"):
            words = meaning(name or schema["title"], "", table["description"], lang)
            yield f"{words}\n"
        yield from head("format.head", lang)
        for key, shape in table["properties"].items():
            shown = f"**`{key}`**" if key in table.get("required", []) else f"`{key}`"
            told = meaning(name, key, shape.get("description", ""), lang)
            if key == "on" and name:  # the same for every change
                told = meaning("", key, told, lang)
            yield row(shown, kind(shape), told)


def meaning(table: str, key: str, english: str, lang: str) -> str:
    """What a key means, in Chinese by ``format_words.csv``."""
    return english if lang == "en" else chinese().get((table, key), english)


def chinese() -> dict[tuple[str, str], str]:
    """Table and key → what it means in Chinese."""
    with (HERE / "format_words.csv").open(encoding="utf-8", newline="") as file:
        return {
            (line["table"], key): line["zh"]
            for line in csv.DictReader(file)
            for key in line["key"].split() or [""]
        }


def kind(shape: dict[str, Any]) -> str:
    """What a key may hold, in words that need no translation."""
    choices = shape.get("anyOf") or shape.get("oneOf")
    if choices:
        return " · ".join(dict.fromkeys(map(kind, choices)))
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2].removeprefix("Named")
        return f"[{name}](#{name.lower()})"
    if "const" in shape or "enum" in shape:
        return " · ".join(f"`{json.dumps(one)}`" for one in shape.get("enum") or [shape["const"]])
    if "items" in shape:
        return f"[ {kind(shape['items'])}, … ]"
    if "additionalProperties" in shape:
        return f"{{ … = {kind(shape['additionalProperties'])} }}"
    types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    day = "`2026-01-01`" if "format" in shape else "string"
    return " · ".join(day if one == "string" else one for one in types)


PAGES = {
    "checks": checks_page,
    "tables": tables_page,
    "which-function": which_page,
    "plan-format": plan_page,
    "policy-format": policy_page,
}
TITLES = {"which-function": "which"}


def pages() -> dict[str, str]:
    """File name → content."""
    catalog.cache_clear()
    made = {}
    for lang in LANGUAGES:
        for name, written in PAGES.items():
            key = TITLES.get(name, name)
            start = [f"# {word(key, lang)}", "", word(f"{key}.about", lang)]
            lines = [*start, *written(lang), "", word("made", lang)]
            made[f"{lang}/{name}.md"] = "\n".join(lines) + "\n"
    for name, schema in (("plan", sg.plan_schema()), ("policy", sg.policy_schema())):
        text = json.dumps(schema, ensure_ascii=False, indent=1)
        made[f"schemas/{name}.schema.json"] = text + "\n"
    return made


if __name__ == "__main__":
    for name, content in pages().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")
