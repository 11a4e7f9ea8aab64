"""What a test looks at after a change."""

from sanzu_graph import Change, Org
from tests.change_oracles import rows_of


def rows(org: Org, table: str, **cells: str) -> list[dict[str, str]]:
    """The rows of a table with these cells, what is empty left out."""
    found = [
        row for row in rows_of(org)[table] if all(row[name] == cell for name, cell in cells.items())
    ]
    return [{name: cell for name, cell in row.items() if cell} for row in found]


def told(change: Change, org: Org | None) -> list[str]:
    """The change in English and in Chinese."""
    return [change.describe(lang, org=org) for lang in ("en", "zh")]
