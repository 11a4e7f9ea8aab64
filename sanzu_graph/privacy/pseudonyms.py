"""`pseudonymize`: the same organisation with people under names that only the key's owner can tell."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError
from sanzu_graph.io.rosters.words import PRIVATE, meaning
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.organisation import Org
from sanzu_graph.privacy.mentions import Mentions, tells
from sanzu_graph.schema import REJECTED, columns

#: Characters of a pseudonym: fifty bits, so that two of ten thousand people share one once in
#: twenty million organisations.
LENGTH = 10
_WHOLE = 52
_SALT = b"sanzu_graph pseudonyms 1"
#: A name of one character stands in too many words.
_SHORTEST_NAME = 2


@spoken
def pseudonymize(org: Org, key: str | bytes, *, lang: str | None = None) -> Org:
    """The organisation with every member under a pseudonym, the same one whenever the key is the
    same.

    Parameters
    ----------
    org
        The organisation; it is not touched.
    key
        A secret. Anybody who has it and a list of ids can work the pseudonyms out, nobody else; a
        long one cannot be guessed (``secrets.token_hex(16)``). It is kept nowhere: not in the
        result, not in a file, not in an error.
    lang
        The language of errors.

    Returns
    -------
    Org
        Pseudonymous, not anonymous: who knows the station may know a colleague by post, site and
        years. Take such columns out first (`redact`).

    Raises
    ------
    InputError
        If the key is empty, or no text and no bytes.

    Notes
    -----
    - Member ids become ``M-`` and ten characters of HMAC-SHA-256, in every table. Scrypt makes its
      key of yours. The same id has the same pseudonym in next month's roster, and another one under
      another key.
    - Members' names are emptied; the pseudonym is shown instead. Columns that a roster leaves behind too (identity and phone
      numbers, addresses, birthdays, …) are dropped.
    - Units keep their ids, names and layers: a report nobody can place is of no use. Where one holds a member's name
      (张三班组), the pseudonym stands in its place.
    - Names of two characters and more are replaced likewise in titles, attributes and free text. So
      are ids that mean one thing (``M07``, ``20417``, not ``7``); a name of two people by a
      pseudonym of the name. Nicknames and half names (老张) cannot be found: take out what people
      wrote freely with `redact`.
    - Rows are put into another order, for the old one would give everybody away. Rows that were set aside, and where
      the tables were read from, are left out.

    Examples
    --------
    >>> org = Org({"id": ["M1"], "name": ["An"]}, {"id": ["T1"], "name": ["An's crew"], "layer": ["team"]}, {"member": ["M1"], "unit": ["T1"]})
    >>> masked = pseudonymize(org, "a long secret")
    >>> masked.members["id"].tolist(), masked.units["name"].tolist()
    (['M-B4VREG7C57'], ["M-B4VREG7C57's crew"])
    >>> masked == pseudonymize(org, "a long secret"), masked == pseudonymize(org, "another secret")
    (True, False)
    """
    if not isinstance(key, (str, bytes)) or not key:
        raise InputError("error.key")
    code = _coder(key.encode("utf-8", "surrogatepass") if isinstance(key, str) else key)
    tables = {name: frame for name, frame in org.tables().items() if name != REJECTED}
    ids = tables["members"]["id"].tolist()
    codes = dict(zip(ids, _codes(ids, "M-", code), strict=True))
    names = _names(tables["members"], codes, code)
    everywhere, in_naming = (
        Mentions({**{id_: told for id_, told in codes.items() if tells(id_)}, **names}),
        Mentions(names),
    )
    units = {id_: in_naming.replaced(id_) for id_ in tables["units"]["id"]}
    posts = {id_: everywhere.replaced(id_) for id_ in org.positions["id"]}
    made = {}
    for table, frame in tables.items():
        shown = frame.drop(
            columns=[
                name for name in frame if name not in columns(table) and _is_private(str(name))
            ]
        )
        masked = shown.assign(
            **{
                str(name): _masked(
                    table, str(name), shown[name], codes, units, posts, everywhere, in_naming
                )
                for name in shown
            }
        )
        made[table] = masked if table == "units" else _reordered(masked)
    other = Org.from_tables(made).withholding(org.withheld)
    return other.counting_years() if org.counts_years else other


def _coder(key: bytes) -> Callable[[str, str], str]:
    """Kind and text → the whole code; without the key nobody can work it out, and guessing a weak
    key costs.
    """
    stretched = _stretched(key)

    def code(kind: str, text: str) -> str:
        digest = hmac.new(
            stretched, f"{kind}\0{text}".encode("utf-8", "surrogatepass"), hashlib.sha256
        ).digest()
        return base64.b32encode(digest).decode("ascii").rstrip("=")

    return code


@lru_cache(maxsize=1)  # a report masks several organisations with one key
def _stretched(key: bytes) -> bytes:
    return hashlib.scrypt(key, salt=_SALT, n=2**14, r=8, p=1)


def _codes(texts: Iterable[str], kind: str, code: Callable[[str, str], str]) -> list[str]:
    """A code for each text; the whole one where the short ones of two are the same."""
    whole = [code(kind, text) for text in texts]
    seen = Counter(one[:LENGTH] for one in whole)
    return [kind + one[: LENGTH if seen[one[:LENGTH]] == 1 else _WHOLE] for one in whole]


def _names(
    members: pd.DataFrame, codes: dict[str, str], code: Callable[[str, str], str]
) -> dict[str, str]:
    """Name → what to write in its stead; a name of two people is nobody's own."""
    given = [
        (str(name), id_)
        for name, id_ in zip(members["name"], members["id"], strict=True)
        if not pd.isna(name)
    ]
    given = [(name, id_) for name, id_ in given if len(name) >= _SHORTEST_NAME]
    shared = Counter(name for name, _ in given)
    return {
        name: codes[id_] if shared[name] == 1 else f"N-{code('N-', name)[:LENGTH]}"
        for name, id_ in given
    }


def _masked(
    table: str,
    name: str,
    column: pd.Series,
    codes: dict[str, str],
    units: dict[str, str],
    posts: dict[str, str],
    everywhere: Mentions,
    in_naming: Mentions,
) -> pd.Series:
    own = columns(table).get(name)
    if (table, name) == ("members", "name"):
        return pd.Series(None, index=column.index, dtype="str")
    if (table, name) == ("members", "id") or (own is not None and own.references == "members"):
        return column.map(codes).astype("str")
    if (table, name) == ("units", "id") or (own is not None and own.references == "units"):
        return column.map(units).astype("str")
    if (table, name) == ("positions", "id") or (own is not None and own.references == "positions"):
        return column.map(posts).astype("str")
    if (
        not isinstance(column.dtype, pd.StringDtype)
        or name == "layer"
        or (own is not None and (own.values or own.references))
    ):
        return column  # numbers and days, and words of the schema's own
    return (in_naming if table == "units" and name == "name" else everywhere).replaced_in(column)


def _is_private(heading: str) -> bool:
    field = meaning(heading, {})
    return field is not None and field.field == PRIVATE


def _reordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by what they say now."""
    codes = [pd.factorize(canonical_column(frame[name]), sort=True)[0] for name in frame]
    return frame.iloc[np.lexsort(codes[::-1])].reset_index(drop=True) if len(frame) else frame
