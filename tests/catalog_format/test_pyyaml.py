"""An import of PyYAML that was interrupted can be made again."""

from __future__ import annotations

import pytest

from shipping_errors._catalog_format.pyyaml import forget_what_is_left


@pytest.mark.parametrize(
    ("modules", "left"),
    [
        (["yaml.error", "yaml.nodes", "yamllint", "re"], ["yamllint", "re"]),
        (["yaml", "yaml.error"], ["yaml", "yaml.error"]),
        (["yaml.error", "yaml._yaml"], ["yaml.error", "yaml._yaml"]),
    ],
    ids=["interrupted", "imported", "interrupted after the C module"],
)
def test_parts_of_a_package_that_is_not_imported_are_forgotten(
    modules: list[str], left: list[str]
) -> None:
    known = dict.fromkeys(modules)
    forget_what_is_left("yaml", unless="yaml._yaml", modules=known)
    assert list(known) == left
