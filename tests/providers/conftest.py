"""What pytest must not import by its name: every provider's ``page.py`` has the same one."""

collect_ignore_glob = ["*/page.py"]
