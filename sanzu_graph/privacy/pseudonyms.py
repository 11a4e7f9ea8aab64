"""`pseudonymize`: the same organisation with people under names that only the key's owner can tell."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd

from sanzu_graph.doors import spoken
from sanzu_graph.errors import InputError
from sanzu_graph.io.rosters.private_contents import looks_private
from sanzu_graph.io.rosters.words import PRIVATE, meaning
from sanzu_graph.model.column_values import canonical_column
from sanzu_graph.model.organisation import Org
from sanzu_graph.privacy.mentions import Mentions, tells
from sanzu_graph.schema import REJECTED, columns, roster_fields

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
      numbers, addresses, …) are dropped. Their heading tells them, or what they hold.
    - Units keep their ids, names and layers: a report nobody can place is of no use. Where one holds a member's name
      (张三班组), the pseudonym stands in its place. So it does in the names of layers (张三项目) and in
      headings of attributes. A policy that names such a layer has to be given its new name.
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
        Mentions({**{id_: short for id_, short in codes.items() if tells(id_)}, **names}),
        Mentions(names),
    )
    spoken_of: dict[str, Mapping[str, str]] = {"members": codes}
    for table in ("units", "positions", "activities", "tasks"):
        if table in tables:
            mentions = in_naming if table == "units" else everywhere
            spoken_of[table] = _unlike(tables[table]["id"], mentions)
    layers = _unlike(_layers(tables, org.withheld), in_naming)
    disguised = {}
    for table, frame in tables.items():
        shown = frame.drop(
            columns=[
                name
                for name in frame
                if name not in columns(table) and _is_private(str(name), frame[name])
            ]
        )
        masked = shown.assign(
            **{
                str(name): _masked(
                    table, str(name), shown[name], spoken_of, layers, (everywhere, in_naming)
                )
                for name in shown
            }
        )
        own = [str(name) for name in masked if name not in columns(table)]
        masked = masked.rename(columns=_unlike(own, everywhere, [*map(str, masked)]))
        disguised[table] = masked if table == "units" else _reordered(masked)
    hidden = [layers.get(layer, layer) for layer in org.withheld]
    other = Org.from_tables(disguised).withholding(hidden)
    return other.counting_years() if org.counts_years else other


def _layers(tables: Mapping[str, pd.DataFrame], withheld: Iterable[str]) -> list[str]:
    """All layers that the tables name, but those whose name rosters and policies know."""
    named = [tables[table]["layer"] for table in ("units", "task_events") if table in tables]
    layers = dict.fromkeys([*withheld, *(layer for some in named for layer in some.dropna())])
    return [layer for layer in layers if layer not in roster_fields()]


def _unlike(texts: Iterable[str], mentions: Mentions, taken: Iterable[str] = ()) -> dict[str, str]:
    """Each text without the names in it; numbered where two would be the same."""
    replacements: dict[str, str] = {}
    texts = list(texts)
    there = {*texts, *taken}
    for text in texts:
        candidate, number = mentions.replaced(text), 2
        if candidate != text:
            chosen = candidate
            while chosen in there:
                chosen, number = f"{candidate} ({number})", number + 1
            there.add(chosen)
            candidate = chosen
        replacements[text] = candidate
    return replacements


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
    seen = Counter(digest[:LENGTH] for digest in whole)
    return [kind + digest[: LENGTH if seen[digest[:LENGTH]] == 1 else _WHOLE] for digest in whole]


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
    spoken_of: Mapping[str, Mapping[str, str]],
    layers: Mapping[str, str],
    mentions: tuple[Mentions, Mentions],
) -> pd.Series:
    own = columns(table).get(name)
    everywhere, in_naming = mentions
    if (table, name) == ("members", "name"):
        return pd.Series(None, index=column.index, dtype="str")
    named = table if name == "id" else own.references if own is not None else ""
    if named in spoken_of:
        return column.map(spoken_of[named]).astype("str")
    if own is not None and name == "layer":
        return column.replace(dict(layers)).astype("str")
    if not isinstance(column.dtype, pd.StringDtype):
        return column  # numbers and days
    said = (in_naming if table == "units" and name == "name" else everywhere).replaced_in(column)
    if own is None or not own.values:
        return said
    return column.where(column.isin(own.values), said)  # words of the schema's own stay


def _is_private(heading: str, column: pd.Series) -> bool:
    """Whether a roster would leave a column out, by its heading or by what it holds."""
    field = meaning(heading, {})
    if field is not None and field.field == PRIVATE:
        return True
    return looks_private(canonical_column(column).unique().tolist())


def _reordered(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows by what they say now."""
    codes = [pd.factorize(canonical_column(frame[name]), sort=True)[0] for name in frame]
    return frame.iloc[np.lexsort(codes[::-1])].reset_index(drop=True) if len(frame) else frame
