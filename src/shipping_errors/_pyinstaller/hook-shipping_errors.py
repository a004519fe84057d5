"""PyInstaller's hook: the catalogs, their compiled forms, and the metadata of the package."""

from pathlib import Path

from PyInstaller.utils.hooks import copy_metadata

from shipping_errors._registry.built_in import built_in_directory

_catalogs = Path(str(built_in_directory()))
datas = copy_metadata("shipping-errors") + [
    (str(file), str(Path("shipping_errors", "catalogs", file.relative_to(_catalogs).parent)))
    for file in sorted(_catalogs.rglob("*"))
    if file.suffix in {".yaml", ".json"}
]
