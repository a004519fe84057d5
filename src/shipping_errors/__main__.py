"""``python -m shipping_errors``."""

from ._cli import main

main()
