"""Write docs/checks.md and docs/tables.md from the checks and the schema, so that nothing is listed
twice.

Run ``make docs``; a test fails when the pages are older than the code.
"""

from collections.abc import Iterator
from pathlib import Path

from sanzu_graph.checks.registry import all_checks
from sanzu_graph.messages import catalog
from sanzu_graph.schema import CORE, REJECTED, TABLES, columns

HERE = Path(__file__).parent


def both(key: str) -> str:
    """A sentence in both languages."""
    return " · ".join(catalog()[key].values())


def row(*cells: str) -> str:
    """One line of a Markdown table; bars in cells are escaped."""
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def checks_page() -> Iterator[str]:
    """The catalogue of checks, in both languages."""
    yield "# Checks · 检查"
    yield ""
    yield "Written by `make docs` from the code. · 由 `make docs` 根据代码生成。"
    family = ""
    for made in all_checks().values():
        if made.family != family:
            family = made.family
            yield f"\n## {both(f'family.{family}')}\n"
            yield row(
                "check · 检查",
                "severity · 程度",
                "about · 对象",
                "finds · 内容",
                "key columns · 识别列",
            )
            yield row(*["---"] * 5)
        keys = (f"severity.{made.severity}", f"scope.{made.scope}", f"title.{made.slug}")
        yield row(f"`{made.name}`", *map(both, keys), ", ".join(f"`{key}`" for key in made.keys))


def tables_page() -> Iterator[str]:
    """The tables with their columns, in both languages."""
    yield "# Tables · 表"
    yield ""
    yield "Written by `make docs` from `sanzu_graph/schema/*.csv`. · 由 `make docs` 根据 `sanzu_graph/schema/*.csv` 生成。"
    for table in (*TABLES, REJECTED):
        note = " (required · 必需)" if table in TABLES[:3] else ""
        yield f"\n## {table}{note}\n"
        yield row(
            "column · 列", "type · 类型", "meaning · 含义", "values · 取值", "refers to · 引用"
        )
        yield row(*["---"] * 5)
        for column in columns(table).values():
            name = f"**{column.name}**" if column.required else column.name
            values = ", ".join(f"`{value}`" for value in column.values) + (
                ", …" if column.values and column.open else ""
            )
            yield row(
                name,
                column.dtype,
                f"{column.description} · {column.description_zh}",
                values,
                column.references,
            )
    yield ""
    yield f"Bold columns need a value in every row. Other columns are kept as they are. The tables {', '.join(CORE)} make up the graph."
    yield f"粗体列每行必填；其他列原样保留。{'、'.join(CORE)} 五张表构成图。"


def pages() -> dict[str, str]:
    """File name → content."""
    catalog.cache_clear()
    return {
        "checks.md": "\n".join(checks_page()) + "\n",
        "tables.md": "\n".join(tables_page()) + "\n",
    }


if __name__ == "__main__":
    for name, content in pages().items():
        (HERE / name).write_text(content, encoding="utf-8")
