"""Installed packages bring catalogs, and cost nothing before an unknown id is asked for."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import Distribution, EntryPoint, entry_points
from threading import Thread
from time import monotonic, process_time
from typing import TYPE_CHECKING

import pytest
from user_catalogs import extension, provider

from shipping_errors import CatalogError, Category, Classifier, UnknownProviderError
from shipping_errors._registry import packages as _packages
from shipping_errors._registry.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Install = Callable[..., Path]

BUSY = "{code: E1, judged: {category: busy}}"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install packages into a directory that Python looks into."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def put(package: str, *catalogs: str, code: str = "", value: str = "") -> Path:
        module = tmp_path / package.replace("-", "_")
        module.mkdir()
        (module / "__init__.py").write_text(code)
        for number, text in enumerate(catalogs):
            (module / f"{number}.yaml").write_text(text)
        info = tmp_path / f"{module.name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        points = f"[shipping_errors.catalogs]\ncatalogs = {value or module.name}\n"
        (info / "entry_points.txt").write_text(points)
        for name in [name for name in sys.modules if name.partition(".")[0] == module.name]:
            monkeypatch.delitem(sys.modules, name)
        return module

    return put


def test_a_package_brings_a_provider_for_an_id_and_for_an_alias(install: Install) -> None:
    install("acme-catalogs", provider("acme", BUSY, head="aliases: [acme_express]\n"))
    for name in ("acme", "ACME-Express"):
        assert Classifier().classify(name, 200, {"code": "E1"}).category is Category.BUSY


@pytest.mark.parametrize(
    "value",
    [
        "acme:DIRECTORY",
        "acme:TEXT",
        "acme:RESOURCE",
        "acme:LIST",
        "acme:ZIPPED",
        "acme.module",
    ],
)
def test_an_entry_point_names_a_package_a_path_or_several(install: Install, value: str) -> None:
    code = (
        "import pathlib, importlib.resources\n"
        "DIRECTORY = pathlib.Path(__file__).parent\n"
        "TEXT = str(DIRECTORY / '0.yaml')\n"
        "RESOURCE = importlib.resources.files('acme')\n"
        "LIST = [TEXT]\n"
        "import zipfile\n"
        "with zipfile.ZipFile(DIRECTORY / 'acme.zip', 'w') as archive:\n"
        "    archive.write(TEXT, '0.yaml')\n"
        "ZIPPED = zipfile.Path(DIRECTORY / 'acme.zip')\n"
    )
    directory = install("acme", provider("acme", BUSY), code=code, value=value)
    (directory / "module.py").write_text("")
    assert Classifier().catalog("acme").title == "Acme"


def test_packages_are_looked_for_at_the_first_unknown_id_and_not_again(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("pack1", provider("acme1", BUSY))
    searches = []
    found = _packages.entry_points

    def count(**group: str) -> object:
        searches.append(group)
        return found(**group)

    monkeypatch.setattr(_packages, "entry_points", count)
    classifier = Classifier()
    classifier.catalog("clickpost")
    classifier.catalog("Post-men")
    assert "acme1" not in classifier.providers()
    assert searches == []
    threads = [Thread(target=classifier.catalog, args=["acme1"]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = len(searches)  # by as many threads as met there
    assert 1 <= done <= 8
    with pytest.raises(UnknownProviderError):
        classifier.catalog("nobody")
    assert len(searches) == done


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"code": "raise RuntimeError('out of order')"}, "RuntimeError: out of order"),
        ({"code": "raise SystemExit('no licence')"}, "SystemExit: no licence"),
        ({"code": "raise KeyboardInterrupt"}, "KeyboardInterrupt: "),
        ({"value": "no_such_module"}, "No module named 'no_such_module'"),
        ({"value": "broken:nothing"}, "has no attribute 'nothing'"),
        ({"code": "NUMBER = 3", "value": "broken:NUMBER"}, "'int' object is not iterable"),
        ({}, "no *.yaml file at its entry point 'broken'"),
        ({"catalogs": ["provider: [\n"]}, "0.yaml:2:1:"),
        ({"catalogs": [extension("clickpost", BUSY)]}, "'title' is missing"),
    ],
)
def test_a_broken_package_is_named_and_takes_no_other_down(
    install: Install, broken: dict[str, object], told: str
) -> None:
    catalogs = broken.pop("catalogs", [])
    install("broken", *catalogs, **broken)
    install("sound", provider("sound", BUSY))
    classifier = Classifier()
    assert classifier.classify("sound", 200, {"code": "E1"}).category is Category.BUSY
    with pytest.raises(CatalogError) as caught:
        classifier.catalog("acme")
    (problem,) = caught.value.problems
    assert (problem.file, problem.rule) == ("broken", "broken-package")
    assert "unknown provider 'acme'; known are: " in problem.message
    assert "repair or remove" in problem.message
    assert "the catalogs of the package 'broken' can't be used: " in problem.message
    assert told in problem.message
    assert classifier.classify("acme", 429, None).rule == "http:429"
    assert classifier.classify("clickpost", 200, {"meta": {"status": 200}}).rule == "clickpost:200"


def test_of_two_packages_with_one_name_the_first_by_name_brings_it(install: Install) -> None:
    install("pack-b", provider("acme", "{code: E1, judged: {category: payment}}"))
    install("pack-a", provider("acme", BUSY))
    library = Registry()
    assert library.catalog("acme").rows[0].judged.category is Category.BUSY
    assert [package.failure for package in library.packages()] == [
        "",
        "the catalogs of the package 'pack-b' can't be used: pack-a provides 'acme' already",
    ]


def test_a_package_takes_no_name_from_a_built_in_or_own_catalog(
    install: Install, tmp_path: Path
) -> None:
    install(
        "pack-c",
        provider("clickpost", BUSY, head="aliases: [clicks]\n"),
        provider("guest", BUSY, head="aliases: [postmen, mine]\n"),
    )
    own = tmp_path / "mine.yaml"
    own.write_text(provider("mine", BUSY))
    classifier = Classifier(catalogs=[own])
    assert classifier.catalog("guest").provider == "guest"
    found = [classifier.catalog(name).provider for name in ("clickpost", "postmen", "mine")]
    assert found == ["clickpost", "aftership_shipping", "mine"]
    with pytest.raises(UnknownProviderError):
        classifier.catalog("clicks")


def test_a_packages_provider_can_be_extended(install: Install, tmp_path: Path) -> None:
    install("pack-d", provider("acme_d", BUSY))
    own = tmp_path / "more.yaml"
    own.write_text(extension("acme_d", "{code: E2, judged: {category: payment}}"))
    classifier = Classifier(catalogs=[own])
    assert [row.code for row in classifier.catalog("acme_d").rows] == ["E1", "E2"]
    assert "acme_d" in classifier.providers()


def test_a_packages_id_is_among_the_nearest(install: Install) -> None:
    install("pack-e", provider("acme_express", BUSY))
    with pytest.raises(UnknownProviderError, match=r"did you mean 'acme_express'") as caught:
        Classifier().catalog("acme_expres")
    assert "acme_express" in caught.value.nearest


def test_an_entry_point_without_a_package_goes_by_its_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    point = EntryPoint("x", "no_such_place", _packages.GROUP)
    monkeypatch.setattr(_packages, "entry_points", lambda **_: [point])
    (package,) = _packages.Packages().find()
    assert package.name == "no_such_place"


def test_a_package_without_metadata_goes_by_its_entry_point(install: Install) -> None:
    directory = install("sound", provider("sound", BUSY))
    (directory.parent / "sound-1.0.dist-info" / "METADATA").unlink()
    registry = Registry()
    assert [package.name for package in registry.packages()] == ["sound"]
    assert registry.catalog("sound").title == "Sound"


def test_a_package_that_hangs_is_named_within_a_second_and_may_be_ready_later(
    install: Install,
) -> None:
    code = "import time\nfrom pathlib import Path\n"
    code += "while not Path(__file__).with_name('end').exists(): time.sleep(0.01)\n"
    directory = install("slow", provider("slow", BUSY), code=code)
    classifier = Classifier()
    started = monotonic()
    with pytest.raises(CatalogError, match="'slow' is still being imported; import it before"):
        classifier.catalog("slow")
    assert classifier.classify("slow", 429, None).rule == "http:429"
    assert classifier.classify("clickpost", 200, {"meta": {"status": 200}}).rule == "clickpost:200"
    (directory / "end").touch()
    while monotonic() - started < 60:
        with suppress(CatalogError):
            assert classifier.catalog("slow").title == "Slow"
            return
    pytest.fail("it is never ready")


def test_a_package_that_works_is_waited_for_however_long_that_takes(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_packages, "_MOST_QUIET_ROUNDS", 20)
    code = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
    install("slow", provider("slow", BUSY), code=code)
    assert Registry().catalog("slow").title == "Slow"


ENDLESS = "from pathlib import Path\nend = Path(__file__).with_name('end')\n"
ENDLESS += "while not end.exists(): pass\n"


def test_a_package_that_works_without_end_is_named_for_the_work_of_its_own_thread(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_packages, "_MOST_OWN_WORK", 0.1)
    monkeypatch.setattr(_packages, "_MOST_WORK", 60)
    directory = install("endless", provider("endless", BUSY), code=ENDLESS)
    before = process_time()
    with pytest.raises(CatalogError, match="'endless' is still being imported"):
        Registry().catalog("endless")
    (directory / "end").touch()
    assert process_time() - before < 30, "the wait was ended by the other limit"


def test_without_clocks_of_threads_the_work_of_the_process_is_counted(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("time.pthread_getcpuclockid", raising=False)
    monkeypatch.setattr(_packages, "_MOST_WORK", 0.1)
    directory = install("endless", provider("endless", BUSY), code=ENDLESS)
    with pytest.raises(CatalogError, match="'endless' is still being imported"):
        Registry().catalog("endless")
    (directory / "end").touch()


def test_a_thread_that_has_just_ended_did_not_work_too_long(install: Install) -> None:
    install("acme-catalogs", provider("acme", BUSY))
    [point] = entry_points(group=_packages.GROUP, name="catalogs")
    reader = _packages._Reader(point)
    thread = reader.start()
    assert thread is not None
    thread.join()
    assert not reader.works_too_long()


def test_a_package_can_use_its_own_catalog_while_it_is_imported(install: Install) -> None:
    """Another thread, which imports it, would wait for this one."""
    code = "import shipping_errors\nTITLE = shipping_errors.Classifier().catalog('early').title"
    install("early", provider("early", BUSY), code=code)
    assert import_module("early").TITLE == "Early"


def test_where_no_thread_can_be_started_packages_are_read_all_the_same(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("sound", provider("sound", BUSY))

    def fail(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", fail)
    assert Registry().catalog("sound").title == "Sound"


def test_packages_that_can_not_be_searched_now_are_searched_later(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("sound", provider("sound", BUSY))
    classifier = Classifier()
    classifier.catalog("clickpost")
    with monkeypatch.context() as patched:
        patched.setattr(_packages.os, "devnull", "/no/such/file")
        with pytest.raises(CatalogError, match="the installed packages can't be searched: File"):
            classifier.catalog("sound")
    assert classifier.catalog("sound").title == "Sound"


def test_a_forked_child_reads_the_packages_that_the_parent_was_reading(install: Install) -> None:
    """Its copy of the parent's thread does not run."""
    install("sound", provider("sound", BUSY))
    (point,) = _packages._entry_points()
    reader = _packages._Reader(point)
    reader._thread = Thread()  # one that never ran
    thread = reader.start()
    assert thread is not None
    thread.join()
    assert reader.package.catalogs
    assert not reader.package.failure


def test_a_package_whose_metadata_can_not_be_read_goes_by_its_entry_point() -> None:
    class Damaged(Distribution):
        read_text = locate_file = lambda *_: None

        @property
        def name(self) -> str:
            raise TypeError

    point = EntryPoint("x", "some_place", _packages.GROUP)._for(Damaged())
    assert _packages._package_name(point) == "some_place"
