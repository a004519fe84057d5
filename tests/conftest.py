"""What holds for all tests."""

from __future__ import annotations

import os

from documents import COLOUR_SETTINGS
from hypothesis import settings

collect_ignore = ["conftest.py"]  # it has no doctests, and docs/ has a file of the same name

# A library may read these when it is imported: before the first import none may be set.
for _name in COLOUR_SETTINGS:
    os.environ.pop(_name, None)

# A busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")
