"""Print the README's shell commands, one a line."""

import re
from pathlib import Path

readme = Path(__file__).parent.parent / "README.md"
for block in re.findall(r"```sh\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL):
    print(block.strip())
