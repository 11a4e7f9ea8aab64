"""A language is said once, at the door; it holds for everything behind it and for nothing else."""

import inspect
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import is_dataclass
from multiprocessing import get_context

import pytest

import sanzu_graph as sg
from sanzu_graph.doors import carried, own_language, spoken, use
from sanzu_graph.errors import Fault, InputError, SanzuError, SanzuWarning, speaking
from sanzu_graph.messages import catalog, language, text


@pytest.fixture(autouse=True)
def _nobody_chose() -> Iterator[None]:
    use(lang=None)
    yield
    use(lang=None)


def told() -> str:
    """A sentence in the language in force."""
    return text("list.nothing")


def said(lang: str) -> str:
    """The same sentence, from the catalog itself."""
    return catalog()["list.nothing"][lang]


@spoken
def door(policy: sg.Policy | None = None, *, lang: str | None = None) -> str:  # noqa: ARG001
    return told()


@spoken
def outer(inner: str | None = None, policy: sg.Policy | None = None, *, lang: str | None = None):
    return door(policy, lang=inner), told()


class Kept:
    lang = "zh"

    @own_language
    def summary(self) -> str:
        return told()

    @own_language
    @spoken
    def summary_in(self, lang: str | None = None) -> str:
        return told()


def chinese() -> sg.Policy:
    return sg.Policy.for_layers("team").replace(lang="zh")


def test_without_a_door_the_locale_is_spoken() -> None:
    assert told() == said("en")


@pytest.mark.parametrize("lang", ["en", "zh", "zh_CN.UTF-8", "ZH-tw"])
def test_use_sets_the_language_of_the_process(lang: str) -> None:
    use(lang=lang)
    assert told() == said(lang[:2].lower())
    use(lang=None)
    assert told() == said("en")


def test_use_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANZU_LANG", "zh")
    assert told() == said("zh")
    use(lang="en")
    assert told() == said("en")


def test_the_order_is_door_then_policy_then_use_then_locale() -> None:
    assert door() == said("en")
    use(lang="zh")
    assert door() == said("zh")
    assert door(sg.Policy.for_layers("team").replace(lang="en")) == said("en")
    assert door(chinese(), lang="en") == said("en")
    assert door(policy=chinese(), lang="en") == said("en")


def test_a_policy_speaks_where_nobody_asked() -> None:
    assert door(chinese()) == said("zh")
    assert outer(policy=chinese()) == (said("zh"), said("zh"))


def test_an_inner_door_follows_the_outer_one_unless_it_is_asked() -> None:
    assert outer(lang="zh") == (said("zh"), said("zh"))
    assert outer("en", lang="zh") == (said("en"), said("zh"))
    assert outer("zh", lang="en") == (said("zh"), said("en"))


def test_the_policy_of_an_inner_door_does_not_change_what_was_asked() -> None:
    with speaking("en"):
        assert door(chinese()) == said("en")
    with speaking(None):
        assert door(chinese()) == said("zh")
        assert told() == said("en")


def test_a_door_is_closed_behind_an_exception() -> None:
    with pytest.raises(KeyError), speaking("zh"):
        text("no.such.key")
    assert told() == said("en")


def test_an_error_keeps_the_language_it_was_made_in() -> None:
    with pytest.raises(SanzuError) as caught, speaking("zh"):
        raise InputError("list.nothing")
    assert str(caught.value) == said("zh")
    assert caught.value.describe("en") == said("en")
    assert told() == said("en")
    with speaking("en"):
        assert str(caught.value) == said("zh")


def test_an_error_made_outside_of_all_doors_speaks_when_it_is_shown() -> None:
    error, warning = InputError("list.nothing"), SanzuWarning("list.nothing")
    use(lang="zh")
    assert str(error) == str(warning) == said("zh")


def test_what_an_error_names_is_told_in_the_errors_language() -> None:
    with speaking("zh"):
        error = InputError("error.no_kind", why=Fault("list.nothing"))
    assert Fault("list.nothing").describe("zh") == said("zh")
    assert error.lang == "zh"


def test_what_was_made_keeps_its_language() -> None:
    assert Kept().summary() == said("zh")
    with speaking("en"):
        assert Kept().summary() == said("zh")
        assert Kept().summary_in("en") == said("en")
        assert Kept().summary_in() == said("zh")


@pytest.mark.parametrize("lang", ["fr", "e", 5, ["zh"]])
def test_an_unknown_language_is_told_in_both(lang: object) -> None:
    for refused in (use, door):
        with pytest.raises(SanzuError, match=r"en or zh\..*写 en 或 zh。") as caught:
            refused(lang=lang)  # type: ignore[arg-type]
        assert caught.value.describe("zh") in str(caught.value)
    assert told() == said("en")


def test_an_unknown_language_of_a_policy_is_told_too() -> None:
    class Asked:
        lang = "fr"

    with pytest.raises(SanzuError, match="“fr”"):
        door(Asked())  # type: ignore[arg-type]


def test_a_thread_takes_the_language_along() -> None:
    with speaking("zh"), ThreadPoolExecutor(1) as pool:
        assert pool.submit(carried(told)).result() == said("zh")
        assert pool.submit(told).result() == said("en")


def test_a_thread_has_the_language_of_the_process() -> None:
    use(lang="zh")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(told).result() == said("zh")


def test_a_thread_does_not_change_the_language_of_another() -> None:
    inside, done = threading.Event(), threading.Event()

    def speak() -> None:
        with speaking("zh"):
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=speak)
    thread.start()
    assert inside.wait(10)
    assert told() == said("en")
    done.set()
    thread.join()


def test_a_process_takes_the_language_along() -> None:
    use(lang="zh")
    work = carried(told)
    use(lang=None)
    assert pickle.loads(pickle.dumps(work))() == said("zh")  # noqa: S301 - our own
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(work).result(60) == said("zh")


def test_a_policy_still_speaks_in_a_worker_where_nobody_asked() -> None:
    assert carried(door)(chinese()) == said("zh")
    with speaking("en"):
        work = carried(door)
    assert work(chinese()) == said("en")


def test_a_generator_speaks_the_language_of_whoever_asks_it_next() -> None:
    def sentences() -> Iterator[str]:
        while True:
            yield told()

    steps = sentences()
    with speaking("zh"):
        assert next(steps) == said("zh")
    assert next(steps) == said("en")


def test_a_door_keeps_its_name_and_its_words() -> None:
    assert door.__name__ == "door"
    assert sg.audit.__doc__ is not None
    assert sg.use is use


def test_language_tells_what_is_in_force() -> None:
    with speaking("zh") as code:
        assert code == language() == "zh"
        assert language("en") == "en"
    with speaking(None, "zh"):
        assert language(None, "en") == "zh"


def public_doors() -> Iterator[tuple[str, Callable[..., object]]]:
    """Every public function and method with ``lang=``."""
    for name in sg.__all__:
        public = getattr(sg, name)
        if not isinstance(public, type):
            members = [(name, public)]
        elif issubclass(public, (SanzuError, SanzuWarning)):
            continue
        else:
            ours = [one for one in public.__mro__ if one.__module__.startswith("sanzu_graph")]
            members = [
                (f"{name}.{word}", getattr(public, word))
                for word in {word: None for one in ours for word in vars(one)}
                if not word.startswith("_") or (word == "__init__" and not is_dataclass(public))
            ]
        for called, member in members:
            if callable(member) and "lang" in inspect.signature(member).parameters:
                yield called, member


@pytest.mark.parametrize("member", [pytest.param(one, id=name) for name, one in public_doors()])
def test_every_public_door_refuses_an_unknown_language(member: Callable[..., object]) -> None:
    """Before it looks at anything else."""
    with pytest.raises(SanzuError, match=r"en or zh\..*写 en 或 zh。"):
        member(*([] if member is use else [Kept()]), lang="fr")


@pytest.mark.parametrize("lang", ["fr", "deutsch"])
def test_a_policy_with_an_unknown_language_is_refused(lang: str) -> None:
    with pytest.raises(SanzuError, match=f"“{lang}”"):
        chinese().replace(lang=lang)


def test_an_error_cannot_be_told_in_an_unknown_language() -> None:
    error = InputError("list.nothing")
    for tell in (error.describe, lambda lang: InputError("list.nothing", lang=lang)):
        with pytest.raises(SanzuError, match="“fr”"):
            tell("fr")
