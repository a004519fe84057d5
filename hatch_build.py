"""Compiles the catalogs when a wheel is built, so that the first call needs no YAML."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogBuildHook(BuildHookInterface[Any]):
    """Adds the compiled catalogs to a wheel; an editable installation reads the catalog files."""

    _directory: Path | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files into a temporary directory, and name them."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from shipping_errors._registry.compiled_files import (  # noqa: PLC0415 - see the line above
            DIRECTORY,
            compile_files,
        )

        sources = {
            file.stem: file.read_bytes() for file in sorted((root / "catalogs").glob("*.yaml"))
        }
        self._directory = Path(mkdtemp())
        for name, content in compile_files(sources).items():
            file = self._directory / name
            file.write_bytes(content)
            build_data["force_include"][str(file)] = f"shipping_errors/catalogs/{DIRECTORY}/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - Hatchling's own arguments
        """Remove the temporary directory."""
        if self._directory is not None:
            rmtree(self._directory)
