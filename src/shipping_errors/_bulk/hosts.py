"""Find the provider of a URL by the hosts in the catalogs, and by the path if APIs share a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from shipping_errors._classifier import Classifier


class Hosts:
    """Finds the provider of a URL."""

    def __init__(self, hosts_of: Mapping[str, Iterable[str]]) -> None:
        """Index the hosts of each provider. A host of several providers names none of them."""
        self._providers: dict[str, str | None] = {}
        for provider, hosts in hosts_of.items():
            for host in hosts:
                if self._providers.setdefault(host, provider) != provider:
                    self._providers[host] = None

    @classmethod
    def of(cls, classifier: Classifier) -> Hosts:
        """Index the hosts of all catalogs of a classifier that can be read."""
        return cls(classifier._registry.hosts())  # noqa: SLF001 - needed for logs alone

    def providers(
        self, named: Iterable[str | None], urls: Iterable[object]
    ) -> Sequence[str | None]:
        """Return the named providers, and for the rest those of the URLs."""
        return [
            self.provider(url) if name is None else name
            for name, url in zip(named, urls, strict=True)
        ]

    def provider(self, url: object) -> str | None:
        """Return the provider of a URL or host name; the longest host and path counts."""
        if not isinstance(url, str):
            return None
        _, scheme, rest = url.partition("://")
        place = (rest if scheme else url).partition("?")[0].partition("#")[0]
        host, _, path = place.partition("/")
        name = host.rpartition("@")[2].partition(":")[0].rstrip(".").lower()
        for start in _starts(path.split("/") if path else []):
            for suffix in _suffixes(name):
                if suffix + start in self._providers:
                    return self._providers[suffix + start]
        return None


def _starts(steps: list[str]) -> Iterator[str]:
    """Yield the starts of a path, the longest first; the empty one is the last."""
    for count in range(len(steps[:_DEEPEST]), -1, -1):
        yield "".join(f"/{step}" for step in steps[:count])


_DEEPEST = 4  # steps of a path that a catalog names at most


def _suffixes(name: str) -> Iterator[str]:
    """Yield a host name and its parent domains."""
    while name:
        yield name
        name = name.partition(".")[2]
