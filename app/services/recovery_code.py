"""The recovery code: eight groups of four characters that can be read aloud, the last one a check."""

from __future__ import annotations

from app.faults import UserError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for 1, 1, 0 and V."""

LENGTH = 32
_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def code_from(seed: bytes) -> str:
    """Write 31 secret random bytes as a code of 155 bits, in groups of four."""
    body = "".join(ALPHABET[byte % 32] for byte in seed[: LENGTH - 1])
    whole = body + _check_character(body)
    return "-".join(whole[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str) -> str:
    """Return the code as it was written, whatever the case, blanks and look-alikes.

    Raises: UserError when it is too short, holds a strange character or was mistyped.
    """
    plain = "".join(typed.upper().split()).replace("-", "").replace("－", "").translate(_ALIKE)
    if len(plain) != LENGTH:
        raise UserError(
            f"恢复码应为 8 组、每组 4 位，现在是 {len(plain)} 位，请核对后重新输入。", field="code"
        )
    if any(character not in ALPHABET for character in plain):
        raise UserError("恢复码只含数字和英文字母，请核对后重新输入。", field="code")
    if _check_character(plain[:-1]) != plain[-1]:
        raise UserError("恢复码有一位输错了或前后颠倒了，请对照纸面逐组核对。", field="code")
    return "-".join(plain[at : at + 4] for at in range(0, LENGTH, 4))


def _check_character(body: str) -> str:
    """Return the check character after ISO 7064's hybrid system, here modulo 33 and 32."""
    carry = 32
    for character in body:
        carry = ((carry + ALPHABET.index(character)) % 32 or 32) * 2 % 33
    return ALPHABET[(33 - carry) % 32]
