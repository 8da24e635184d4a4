"""What need not be installed to run the others."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class NotInstalledError(Exception):
    """An engine that is not installed; its text is the name of what to install."""


def there(module: str, package: str = "") -> Any:
    """A module of an engine. Raises NotInstalledError."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise NotInstalledError(package or module) from None
