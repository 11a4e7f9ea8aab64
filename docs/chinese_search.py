"""How the Chinese site is searched: by pairs of neighbouring characters, so no dictionary is needed.

Sphinx's own Chinese search needs one, and does not run in Sphinx 9 (its issue 14229).
"""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage

_LATIN = re.compile(r"[A-Za-z0-9_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")


class SearchPairs(SearchLanguage):
    """Words of Latin letters as they stand, Chinese as pairs of characters."""

    lang = "zh"
    language_name = "Chinese"
    js_splitter_code = r"""
var splitQuery = function (query) {
  const words = query.match(/[A-Za-z0-9_]+/g) || [];
  (query.match(/[\u3400-\u9fff]+/g) || []).forEach(function (run) {
    const letters = Array.from(run);
    letters.slice(1).forEach(function (letter, index) {
      words.push(letters[index] + letter);
    });
  });
  return words;
};
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        """The words of a text, as the page's script splits what is searched for."""
        runs = _CHINESE.findall(input)
        pairs = [run[start : start + 2] for run in runs for start in range(len(run) - 1)]
        return _LATIN.findall(input) + pairs

    def stem(self, word: str) -> str:
        """The word in small letters."""
        return word.lower()

    def word_filter(self, word: str) -> bool:
        """Whether it is kept: single letters and numbers are not."""
        return len(word) > 1 and not word.isdigit()
