"""The user's own catalogs: files and directories that add providers, or extend them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from shipping_errors._catalog_format.extension import extend
from shipping_errors._catalog_format.fields import PROVIDER_ID
from shipping_errors._catalog_format.loader import check_file
from shipping_errors._catalog_format.models import Catalog, Extension
from shipping_errors._catalog_format.provider_names import normalize
from shipping_errors._errors import CatalogError, Problem, UnknownProviderError

from .catalog_files import content, yaml_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable

    from shipping_errors._catalog_format.yaml_document import Document, Location
    from shipping_errors.typing import CatalogPath

    from .built_in import BuiltIn

    class Known(Protocol):
        """The catalogs that exist without the user's."""

        @property
        def built_in(self) -> BuiltIn:
            """The built-in ones."""
            ...

        def catalog(self, provider: str) -> Catalog:
            """Return a catalog, by id or alias."""
            ...


def read_user_files(paths: Iterable[CatalogPath], known: Known) -> list[Catalog]:
    """Read the user's catalogs in addition to the known ones.

    Raises ``CatalogError`` with all problems.
    """
    catalogs, problems = check_user_files(paths, known)
    if problems:
        raise CatalogError(problems)
    return catalogs


def check_user_files(
    paths: Iterable[CatalogPath], known: Known
) -> tuple[list[Catalog], list[Problem]]:
    """Return the catalogs of the files and directories, and every problem in them.

    From a directory, its ``*.yaml`` files are read, in the order of their names; directories in it
    are not. All providers are added first; then extensions are applied in the order of the files.
    """
    files, problems = read_files(paths)
    examined = [check_file(name, text) for name, text in files.items()]
    documents = [document for document, _ in examined]
    _check_names(documents, known)
    catalogs = {part.provider: part for _, part in examined if isinstance(part, Catalog)}
    new = {
        name for document in documents for place, name in _names(document) if "provider" in place
    }
    for document, part in examined:
        base = _base(document, catalogs, new, known)
        if base is not None and isinstance(part, Extension):
            catalogs[base.provider] = extend(catalogs.get(base.provider, base), part)
    problems += [problem for document in documents for problem in document.problems]
    return list(catalogs.values()), sorted(problems)


def read_files(paths: Iterable[CatalogPath]) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the content of all files by name, and a problem for each that can't be read."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for given in paths:
        try:
            files.update({str(path): content(path) for path in _yaml_files(Path(given))})
        except CatalogError as error:
            problems += error.problems
    return files, problems


def _yaml_files(path: Path) -> list[Traversable]:
    if not _is_directory(path):
        return [path]
    files = yaml_files(path)
    if not files:
        problem = Problem(str(path), 1, 1, "empty-directory", "no *.yaml file is in here")
        raise CatalogError([problem])
    return files


def _is_directory(path: Path) -> bool:
    """Whether a path is a directory; if that is unknown, reading it later reports why."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _check_names(documents: list[Document], known: Known) -> None:
    """Report each name that two catalogs have, built-in or the user's."""
    claims = dict(_built_in_names(documents, known))
    for document in documents:
        for location, name in _names(document):
            taken = claims.setdefault(normalize(name), document.file)
            if taken != document.file:
                document.problem(
                    location, "duplicate-name", f"{name!r} is a name in {taken} already"
                )


def _names(document: Document) -> Iterator[tuple[Location, str]]:
    """Yield the names that a file adds, even if other parts of it are wrong."""
    data = document.data if isinstance(document.data, dict) else {}
    if isinstance(data.get("provider"), str):
        yield ("provider",), data["provider"]
    aliases = data.get("aliases")
    for index, alias in enumerate(aliases if isinstance(aliases, list) else []):
        if isinstance(alias, str):
            yield ("aliases", index), alias


def _built_in_names(documents: list[Document], known: Known) -> Iterator[tuple[str, str]]:
    """Yield the built-in names and where each one is, except those of the given files.

    So a built-in catalog that is given by its path does not conflict with itself.
    """
    files = {Path(document.file).resolve() for document in documents}
    for provider, head in known.built_in.heads().items():
        if Path(str(known.built_in.path(provider))).resolve() not in files:
            where = f"the built-in catalog (to add to it: 'extends: {provider}')"
            for name in (provider, *head.aliases):
                yield normalize(name), where


def _base(
    document: Document, catalogs: dict[str, Catalog], new: set[str], known: Known
) -> Catalog | None:
    """Return the catalog that a file extends; None if there is none, or if it is wrong."""
    wanted = document.data.get("extends") if isinstance(document.data, dict) else None
    if not isinstance(wanted, str) or wanted in new:
        return catalogs.get(str(wanted))
    try:
        base = known.catalog(wanted)
    except UnknownProviderError as error:
        document.problem(("extends",), "unknown-provider", str(error))
        return None
    except CatalogError as error:
        document.problems += error.problems
        return None
    if not re.fullmatch(
        PROVIDER_ID, wanted
    ):  # classify accepts such a name, a file must not use it
        document.problem(("extends",), "unknown-provider", f"did you mean {base.provider!r}?")
    return base
