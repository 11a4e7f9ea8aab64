"""What programs show in a cell whose formula failed, and workbooks with failures of newer programs."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

#: What stands between ``#`` and a mark at the end is a failure in any language: ``#REF!``, ``#溢出!``.
#: The others bear no mark, or a number of the program.
_FAILED = re.compile(
    r"#[¡¿]?[^\W_][\w/ ]{0,30}[!?]|#n/?[adbv]|#н/д|#nv|#yok|#i/t|#hiányzik|#není_k_dispozici|#saknas!?"
    r"|#puuttuu!?|#getting_data|#daten_abrufen|#obteniendo_datos|#chargement_donn[eé]es|#正在获取数据"
    r"|#+|(?:err|错误|錯誤|fehler|errore|erreur|erro|ошибка|エラー|오류) ?: ?\d{3}",
    re.IGNORECASE,
)
#: How any failure begins.
_FIRST = frozenset("#＃EeFf错錯О오оエ")
#: Every failure holds one of these signs.
FAILURE_SIGNS = ("#", "＃", ":", "：")
#: The failures that the reader of workbooks knows.
_KNOWN = frozenset((b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A"))
_ERROR_CELL = re.compile(
    rb"(<(?:\w{1,20}:)?c\s[^>]{0,400}\bt=\"e\"[^>]{0,400}>(?:(?!</(?:\w{1,20}:)?c>).){0,9000}?"
    rb"<(?:\w{1,20}:)?v[^>]{0,99}>)([^<]{0,200})(<)",
    re.DOTALL,
)


def is_failure(cell: str) -> bool:
    """Whether a cell shows that its formula failed, in the words of any program.

    Examples
    --------
    >>> is_failure("#SPILL!"), is_failure("#¿NOMBRE?"), is_failure("Err:508"), is_failure("#1")
    (True, True, True, False)
    """
    return cell[:1] in _FIRST and _FAILED.fullmatch(unicodedata.normalize("NFKC", cell)) is not None


def with_known_failures(raw: bytes) -> bytes:
    """A workbook whose failures are those that its reader knows; what it shows is read elsewhere.

    Parameters
    ----------
    raw
        The bytes of an .xlsx file. Failures of newer programs, such as ``#SPILL!``, become ``#N/A``.

    Raises
    ------
    zipfile.BadZipFile
        If the bytes are no such file.
    """
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(written, "w") as taken:
        for part in given.infolist():
            content = given.read(part)
            if part.filename.endswith(".xml") and b't="e"' in content:
                content = _ERROR_CELL.sub(_known, content)
            taken.writestr(part, content)
    return written.getvalue()


def _known(cell: re.Match[bytes]) -> bytes:
    return cell[0] if cell[2].strip().upper() in _KNOWN else cell[1] + b"#N/A" + cell[3]
