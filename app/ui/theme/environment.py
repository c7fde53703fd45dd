"""What must be set before the application object exists, and the Chinese texts of Qt itself."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

_FCITX = {
    "fcitx": "libfcitxplatforminputcontextplugin.so",
    "fcitx5": "libfcitx5platforminputcontextplugin.so",
}


def _has_plugin(file_name: str) -> bool:
    plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return (plugins / "platforminputcontexts" / file_name).exists()


def prepare_environment(
    env: MutableMapping[str, str] | None = None, has_plugin: Callable[[str], bool] = _has_plugin
) -> None:
    """Turn fcitx into ibus where Qt lacks the plugin; call it before the application object is made.

    fcitx 5 answers on the ibus protocol, so typing Chinese keeps working.
    """
    env = os.environ if env is None else env
    asked = env.get("QT_IM_MODULE", "")
    if asked in _FCITX and not any(has_plugin(name) for name in _FCITX.values()):
        env["QT_IM_MODULE"] = "ibus"


def install_translations(app: QCoreApplication) -> bool:
    """Give Qt's own buttons and menus their Chinese words; says whether the file was found."""
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    return translator.load("qtbase_zh_CN", folder) and app.installTranslator(translator)
