"""What every source is asked, and the answers in a folder: kept one by one, so that it goes on where it was stopped.

``parts/ab/<name>`` holds ``answer.json``, ``findings.parquet``, ``people.parquet`` and ``units.parquet`` of one
organisation, or ``faults.json`` where it could not be read. Each appears whole or not at all. They are readable for their owner alone, because
they hold names.
"""

from __future__ import annotations

import datetime
import hashlib
import importlib.metadata
import json
import pathlib
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from sanzu_graph.errors import InputError
from sanzu_graph.io.atomic import make_folder, real_path, staging
from sanzu_graph.io.parquet import frame_of, require_pyarrow, write_once
from sanzu_graph.messages import language
from sanzu_graph.model.days import today
from sanzu_graph.model.object_texts import whole_text
from sanzu_graph.model.organisation import Org
from sanzu_graph.policy.layer_words import with_own_layers
from sanzu_graph.surveys.survey_sources import MARK
from sanzu_graph.surveys.unit_seats import UnitSeats

if TYPE_CHECKING:
    import pyarrow as pa

    from sanzu_graph.io.rosters.mapping import RosterMapping
    from sanzu_graph.policy.demands import Policy
    from sanzu_graph.surveys.survey_sources import SurveySource

_PARTS = "parts"
#: The rights of the folder with the answers: its owner's alone.
_PRIVATE = 0o700
#: What is kept of an answer beside its frames.
TOLD = ("figures", "doubts", "unasked", "rejected", "layers")
_ANSWER, _FINDINGS, _PEOPLE = "answer.json", "findings.parquet", "people.parquet"
_UNITS, _FAULTS = "units.parquet", "faults.json"
#: The frames of an answer. Older answers have no units.
_FRAMES = (_FINDINGS, _PEOPLE, _UNITS)
#: What the mark of a survey says.
_MARKED = {"on": str, "organisations": dict, "labels": dict, "ignored": list}
#: So many bytes of a file are read at once.
_BLOCK = 1 << 16
#: The form of the kept answers; another number makes old ones be asked anew.
_FORM = 4


@dataclass(frozen=True)
class SurveyStore:
    """The folder of a survey's answers.

    Attributes
    ----------
    folder : where they are kept; workers on other machines need it under the same path
    """

    folder: str

    @classmethod
    def at(cls, folder: object) -> SurveyStore:
        """The store in a folder, which is made where it is not there.

        Raises
        ------
        InputError
            If the folder holds something else, or cannot be made.
        DependencyError
            If pyarrow is not installed.
        """
        require_pyarrow()
        path = real_path(str(folder))
        if path.is_dir() and any(path.iterdir()) and not (path / MARK).is_file():
            raise InputError("error.survey_folder", path=path)
        make_folder(path)
        store = cls(str(path))
        # The mark comes first: where there is no room for it, the folder stays empty. And a survey
        # that is killed goes on here, too.
        if not (path / MARK).is_file():
            store.mark({"on": str(today()), "organisations": {}, "labels": {}, "ignored": []})
        make_folder(path / _PARTS).chmod(_PRIVATE)
        return store

    def place(self, name: str) -> pathlib.Path:
        """The folder of one organisation's answer."""
        digest = hashlib.blake2b(name.encode(), digest_size=12).hexdigest()
        return pathlib.Path(self.folder, _PARTS, digest[:2], digest)

    def answer(self, name: str, fingerprint: str) -> dict[str, Any] | None:
        """What an organisation came to before; None if it has to be asked anew."""
        kept = self.told(name)
        if not fingerprint or kept is None or kept.get("fingerprint") != fingerprint:
            return None
        return {name: kept[name] for name in TOLD}

    def told(self, name: str) -> dict[str, Any] | None:
        """What is kept of an organisation; None where that is nothing whole."""
        with suppress(OSError, ValueError):
            kept = json.loads((self.place(name) / _ANSWER).read_text(encoding="utf-8"))
            if isinstance(kept, dict) and kept.get("form") == _FORM and self._is_whole(name, kept):
                told: dict[str, Any] = kept | {
                    "doubts": tuple(kept["doubts"]),
                    "unasked": tuple(map(tuple, kept["unasked"])),
                    "rejected": tuple(map(tuple, kept["rejected"])),
                    "layers": tuple(kept.get("layers", ())),  # older answers lack them
                }
                return told
        return None

    def _is_whole(self, name: str, kept: Mapping[str, Any]) -> bool:
        """Whether the frames of an answer are there, and as long as they were; an older answer does
        not say how long.
        """
        kept_sizes = kept.get("sizes")
        files = [file for file in _FRAMES if file != _UNITS or _UNITS in (kept_sizes or ())]
        sizes = {file: (self.place(name) / file).stat().st_size for file in files}
        return kept_sizes is None or bool(kept_sizes == sizes)

    def keep(
        self,
        name: str,
        fingerprint: str,
        told: Mapping[str, object],
        findings: Mapping[str, Any],
        people: Mapping[str, Any],
        units: UnitSeats,
    ) -> None:
        """Keep one answer, whole or not at all; findings and people by column.

        Raises
        ------
        InputError
            If the folder cannot be written to; the answer of before stays.
        """
        content = {"form": _FORM, "name": name, "fingerprint": fingerprint, **told}

        def write(stage: pathlib.Path) -> None:
            write_once(findings, stage / _FINDINGS, organisation=name)
            write_once(people, stage / _PEOPLE)
            write_once(units.columns(), stage / _UNITS)
            sizes = {file: (stage / file).stat().st_size for file in _FRAMES}
            (stage / _ANSWER).write_text(_json(content | {"sizes": sizes}), encoding="utf-8")

        self._write(name, write)

    def _write(self, name: str, write: Callable[[pathlib.Path], object]) -> None:
        place = self.place(name)
        try:
            place.parent.mkdir(exist_ok=True)
            was_there = place.exists()
            try:
                with staging(place, private=True) as stage:
                    write(stage)
            except OSError:
                if was_there or not place.exists():
                    raise
                with staging(place) as stage:  # another survey put its answer there meanwhile
                    write(stage)
        except OSError as error:
            raise InputError("error.unwritable", path=place, why=error.strerror or error) from error

    def faults(self, name: str, fingerprint: str) -> tuple[tuple[object, ...], ...]:
        """Why an organisation could not be read before; empty if it has to be asked anew."""
        with suppress(OSError, ValueError):
            kept = json.loads((self.place(name) / _FAULTS).read_text(encoding="utf-8"))
            is_same = isinstance(kept, dict) and kept.get("fingerprint") == fingerprint
            if fingerprint and is_same and kept.get("form") == _FORM:
                return tuple(map(tuple, kept["faults"]))
        return ()

    def keep_faults(
        self, name: str, fingerprint: str, faults: tuple[tuple[object, ...], ...]
    ) -> None:
        """Keep why an organisation could not be read. An earlier answer stays beside it.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        """
        content = {"form": _FORM, "name": name, "fingerprint": fingerprint, "faults": faults}
        self._write(name, lambda stage: (stage / _FAULTS).write_text(_json(content), "utf-8"))

    def findings(self, name: str) -> pd.DataFrame:
        """The findings of one organisation."""
        return _read(self.place(name) / _FINDINGS)

    def people(self, name: str) -> pd.DataFrame:
        """``id`` and ``name`` of everybody in one organisation."""
        return _read(self.place(name) / _PEOPLE)

    def units(self, name: str) -> UnitSeats | None:
        """Who is in which unit of one organisation; None where an older answer does not say it."""
        path = self.place(name) / _UNITS
        return UnitSeats.from_table(_table(path)) if path.exists() else None

    def mark(self, survey: Mapping[str, object]) -> None:
        """Say which answers belong to the survey.

        Raises
        ------
        InputError
            If the folder cannot be written to.
        """
        try:
            with staging(pathlib.Path(self.folder)) as stage:
                (stage / MARK).touch(mode=0o600)  # faults repeat values, which may be names
                (stage / MARK).write_text(_json(survey), encoding="utf-8")
        except OSError as error:
            why = error.strerror or error
            raise InputError("error.unwritable", path=self.folder, why=why) from error

    def marked(self) -> dict[str, Any]:
        """What `mark` said.

        Raises
        ------
        InputError
            If the folder holds no survey.
        """
        path = pathlib.Path(self.folder, MARK)
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise InputError("error.survey_folder", path=self.folder) from None
        if not isinstance(content, dict) or not all(
            isinstance(content.get(key), kind) for key, kind in _MARKED.items()
        ):
            raise InputError("error.survey_folder", path=self.folder)
        return content


def _json(content: Mapping[str, object]) -> str:
    """As JSON; a number of numpy is the number."""

    def plain(value: object) -> object:
        return value.item() if isinstance(value, np.generic) else str(value)

    return json.dumps(content, ensure_ascii=False, default=plain)


def _read(path: pathlib.Path) -> pd.DataFrame:
    return frame_of(_table(path))


def _table(path: pathlib.Path) -> pa.Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            return file.read()
    except (OSError, pa.ArrowException) as error:
        raise InputError("error.survey_answer", path=path.parent) from error


class SurveyQuestion(NamedTuple):
    """What every source is asked."""

    policy: Policy
    on: datetime.date | None
    today: datetime.date
    strict: bool
    encoding: str | None
    store: SurveyStore | None
    mapping: RosterMapping | None = None
    #: The policy in whole, said once for all sources; empty: it is said for each.
    demands: str = ""
    #: Whether layers of the policy may be named by a heading or label of theirs.
    by_label: bool = False

    @property
    def day(self) -> datetime.date:
        """The day on which organisations with dates are looked at."""
        return self.on or self.today

    def policy_for(self, org: Org) -> Policy:
        """The policy, its layers by the names that they have in an organisation."""
        return with_own_layers(self.policy, org.layers) if self.by_label else self.policy

    def on_for(self, org: Org) -> datetime.date | None:
        """The day of an audit: today where dates stand; a worker's clock is not asked."""
        return self.day if org.is_dated else self.on


@cache
def _version() -> str:
    """The version of this package; its files are looked at once."""
    return importlib.metadata.version("sanzu_graph")


def fingerprint_of(
    source: SurveySource, question: SurveyQuestion, files: Iterable[pathlib.Path]
) -> str:
    """A digest of all that an answer depends on: bytes of files, policy, day, language, version."""
    digest = hashlib.blake2b(digest_size=16)
    asked = (
        _version(),
        language(),
        str(question.on or ""),
        str(question.strict),
        str(question.encoding or ""),
        question.demands or whole_text(question.policy),
        *(["by label"] if question.by_label else ()),
    )
    digest.update("\0".join(asked).encode())
    if question.mapping is not None and source.takes_mapping:
        digest.update(repr(question.mapping).encode("utf-8", "surrogatepass"))
    if isinstance(source.org, Org):
        digest.update(source.org.fingerprint.encode())
    elif source.org is not None:
        digest.update(source.org.to_csv().encode("utf-8", "surrogatepass"))
    try:
        for file in files:
            digest.update(file.name.encode("utf-8", "surrogatepass") + b"\0")
            with file.open("rb", buffering=0) as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
    except OSError:
        return ""  # the reader says what is wrong
    return digest.hexdigest()
