"""Write the reference pages of both languages, and the schemas, from the code: nothing is listed
twice.

Run ``make pages``; a test fails when the pages are older than the code.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sanzu_graph as sg
from sanzu_graph.checks.registry import all_checks
from sanzu_graph.messages import catalog
from sanzu_graph.policy.demands import SHIPPED
from sanzu_graph.schema import CORE, REJECTED, TABLES, columns

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
#: The pages' own words: English, Chinese.
WORDS = {
    "made": (
        "Written by `make pages` from the code.",
        "由 `make pages` 根据代码生成。",
    ),
    "checks": ("Checks", "检查"),
    "checks.about": (
        "Every check is a function of the same name: `sg.blank_teams(org)`. `sg.audit(org)` asks those that the policy demands. "
        "A finding is known again by its key columns.",
        "每项检查都是同名函数，如 `sg.blank_teams(org)`；`sg.audit(org)` 检查策略所要求的各项。识别列用来辨认前后两次检查中的同一条问题。",
    ),
    "checks.head": (
        "check|severity|about|finds|key columns",
        "检查|程度|对象|内容|识别列",
    ),
    "tables": ("Tables", "表"),
    "tables.about": (
        "Members, units and memberships are required; ids are text (`007` stays `007`). Any row of the first five may carry `since` and `until`. "
        "CSV files may be UTF-8 or GB18030 (Big5 on request); the encoding used is told. What cannot be used is told all at once, with file, row, column and cure.",
        "members（成员）、units（单元）、memberships（隶属）必需；编号按文本读取，`007` 仍是 `007`。前五张表的任何行都可写 `since`、`until`。"
        "CSV 可为 UTF-8 或 GB18030（Big5 需指明），并说明所用编码。数据有错时，一次列出全部错误，写明文件、行、列与改法。",
    ),
    "tables.head": ("column|type|meaning|values|refers to", "列|类型|含义|取值|引用"),
    "required": (" (required)", "（必需）"),
    "tables.end": (
        f"Bold columns need a value in every row. Other columns are kept as they are. The tables {', '.join(CORE)} make up the graph.",
        f"粗体列每行必填；其他列原样保留。{'、'.join(CORE)} 五张表构成图。",
    ),
    "which": ("Which function?", "用哪个函数？"),
    "which.about": (
        "What you want to do, the function, and what comes back. All of them: [every public name](api/index). All checks: [checks](checks.md).",
        "想做什么、用哪个函数、返回什么。全部名称见[公开名称](api/index)，全部检查见[检查](checks.md)。",
    ),
    "which.head": ("I want …|function|what comes back", "我想要……|函数|返回"),
    "read": ("Read", "读入"),
    "write": ("Write", "写出"),
    "find": ("Find what is wrong", "发现问题"),
    "measure": ("Measure", "度量"),
    "plan": ("Plan by hand", "手工规划"),
    "best": ("Find the best", "求最优"),
    "draw": ("Draw", "绘图"),
    "share": ("Show others", "对外展示"),
    "rules": ("Rules and language", "规则与语言"),
    "plan-format": ("Plan files: the format", "方案文件格式"),
    "plan-format.about": (
        "A plan is one JSON object; [plan files](plan-files.md) says how it is written and used. Schema: "
        "[plan.schema.json](../schemas/plan.schema.json), the same as `sg.plan_schema()`. In VS Code: `\"json.schemas\": "
        '[{"fileMatch": ["*.plan.json"], "url": "./plan.schema.json"}]`.',
        "方案是一个 JSON 对象；写法与用法见[方案文件](plan-files.md)。模式文件："
        "[plan.schema.json](../schemas/plan.schema.json)，与 `sg.plan_schema()` 相同。在 VS Code 中：`\"json.schemas\": "
        '[{"fileMatch": ["*.plan.json"], "url": "./plan.schema.json"}]`。',
    ),
    "file": ("The file", "文件"),
    "policy-format": ("Policy files: the format", "策略文件格式"),
    "policy-format.about": (
        "A policy is a TOML file; [your own policy](policy.md) says how to begin. Schema: [policy.schema.json](../schemas/policy.schema.json), the same as "
        "`sg.policy_schema()`. Editors with *Even Better TOML* take it from the first line of a policy: `#:schema ./policy.schema.json`. "
        "Where a limit is asked for, a bare number does, or a table with `value`, `source` and `status`.",
        "策略是一个 TOML 文件；如何着手见[自己的策略](policy.md)。模式文件：[policy.schema.json](../schemas/policy.schema.json)，与 "
        "`sg.policy_schema()` 相同。使用 *Even Better TOML* 的编辑器，在策略首行写 `#:schema ./policy.schema.json` 即可。"
        "限值可写一个数，也可写含 `value`、`source`、`status` 的表。",
    ),
    "format.head": ("key|value|meaning", "键|取值|含义"),
    "needed": ("Bold keys must be there.", "粗体的键必须有。"),
    "example": ("The shipped policy, as an example", "示例：自带策略"),
}


def word(key: str, lang: str) -> str:
    """One of the pages' own words."""
    return WORDS[key][lang == "zh"]


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
        if "properties" not in table or name in same:
            continue
        yield f"\n## {name or word('file', lang)}\n"
        if table.get("description"):
            yield f"{meaning(name or schema['title'], '', table['description'], lang)}\n"
        yield from head("format.head", lang)
        for key, shape in table["properties"].items():
            shown = f"**`{key}`**" if key in table.get("required", []) else f"`{key}`"
            told = meaning(name, key, shape.get("description", ""), lang)
            yield row(shown, kind(shape), told)


def meaning(table: str, key: str, english: str, lang: str) -> str:
    """What a key means, in Chinese by ``format_words.csv``."""
    return english if lang == "en" else chinese().get((table, key), english)


def chinese() -> dict[tuple[str, str], str]:
    """Table and key → what it means in Chinese."""
    with (HERE / "format_words.csv").open(encoding="utf-8", newline="") as file:
        return {(line["table"], line["key"]): line["zh"] for line in csv.DictReader(file)}


def kind(shape: dict[str, Any]) -> str:
    """What a key may hold, in words that need no translation."""
    if "const" in shape:
        return f"`{json.dumps(shape['const'])}`"
    if "enum" in shape:
        return " · ".join(f"`{value}`" for value in shape["enum"])
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2].removeprefix("Named")
        return f"[{name}](#{name.lower()})"
    if "anyOf" in shape or "oneOf" in shape:
        return " · ".join(dict.fromkeys(map(kind, shape.get("anyOf") or shape["oneOf"])))
    if shape.get("type") == "array":
        return f"[ {kind(shape['items'])}, … ]"
    if shape.get("type") == "object":
        return f"{{ … = {kind(shape['additionalProperties'])} }}"
    if shape.get("format"):
        return "`2026-01-01`" + (" · null" if "null" in shape["type"] else "")
    types = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    return " · ".join(types)


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
