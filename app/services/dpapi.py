"""Windows' own protection of a secret for the logged-in account (DPAPI); elsewhere there is none."""

from __future__ import annotations

import ctypes
import sys

from app.faults import UserError

_ELSEWHERE = "这台电脑当前的登录账户不能解开钥匙，请用密码或恢复码登录。"


def is_available() -> bool:
    """Whether this system can protect a secret for the account."""
    return sys.platform == "win32"


if sys.platform == "win32":

    class _Blob(ctypes.Structure):
        _fields_ = (("size", ctypes.c_uint32), ("data", ctypes.POINTER(ctypes.c_char)))

    _UI_FORBIDDEN = 1

    def _call(name: str, data: bytes) -> bytes:
        buffer = ctypes.create_string_buffer(data, len(data))
        given = _Blob(len(data), ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char)))
        result = _Blob()
        function = getattr(ctypes.windll.crypt32, name)
        is_done = function(ctypes.byref(given), None, None, None, None, _UI_FORBIDDEN, ctypes.byref(result))
        if not is_done:
            raise UserError(_ELSEWHERE)
        try:
            return ctypes.string_at(result.data, result.size)
        finally:
            ctypes.windll.kernel32.LocalFree(ctypes.cast(result.data, ctypes.c_void_p))

    def protect(secret: bytes) -> bytes:
        """Return `secret` so that only this account on this PC can read it again.

        Raises: UserError.
        """
        return _call("CryptProtectData", secret)

    def unprotect(data: bytes) -> bytes:
        """Return the secret that `protect` was given.

        Raises: UserError on another account or PC.
        """
        return _call("CryptUnprotectData", data)

else:

    def protect(secret: bytes) -> bytes:  # noqa: ARG001 - the same signature as on Windows
        """Refuse: this system has no such protection.

        Raises: UserError.
        """
        raise UserError(_ELSEWHERE)

    def unprotect(data: bytes) -> bytes:  # noqa: ARG001 - the same signature as on Windows
        """Refuse: this system has no such protection.

        Raises: UserError.
        """
        raise UserError(_ELSEWHERE)
