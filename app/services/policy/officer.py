"""What a county's policy officer runs before a rule is published: check a pack, assess facts from a file."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.faults import UserError
from app.services.policy.assessment import Assessment
from app.services.policy.cases import CaseResult, read_cases, run_cases
from app.services.policy.conditions import CONDITIONS
from app.services.policy.engine import KINDS, assess, preassess
from app.services.policy.facts import Facts
from app.services.policy.pack_model import Packs
from app.services.policy.packs import CASES, load_packs, read_packs
from app.services.policy.vocabulary import FactKind, vocabulary


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command prints and the exit code it ends with: 0 good, 1 a case fails, 2 the files are wrong."""

    text: str
    code: int


def check(folder: Path) -> Answer:
    """Return the report of reading the pack in `folder` and running all its cases."""
    try:
        packs, results = _tried(folder)
    except UserError as error:
        return Answer(f"✗ 不能启用\n{error.text}\n", 2)
    failed = [result for result in results if result.fault]
    lines = [f"政策包 {packs.title}（{packs.region}）"]
    lines += [
        f"  版本 {v.ref}：{v.valid_from} 至 {v.valid_to or '今后'}，{v.document}" for v in packs.versions
    ]
    lines += _settings(packs)
    lines += [_failure(result) for result in failed]
    lines.append(f"案例 {len(results)} 个，通过 {len(results) - len(failed)} 个，不通过 {len(failed)} 个")
    lines.append("✗ 不能启用" if failed else "✓ 可以启用")
    return Answer("\n".join(lines) + "\n", 1 if failed else 0)


def _tried(folder: Path) -> tuple[Packs, tuple[CaseResult, ...]]:
    packs = read_packs(folder)
    results = run_cases(read_cases(folder / CASES), packs) if (folder / CASES).is_file() else ()
    if not results:
        raise UserError(
            f"政策包 {folder.name} 没有 {CASES} 或没有案例，没有案例的政策包不能启用", field="case"
        )
    return packs, results


def _settings(packs: Packs) -> list[str]:
    lines = ["  通知没有写明、由本地设定的问题："]
    for setting in packs.newest.settings.values():
        answer = setting.choices.get(str(setting.value), str(setting.value))
        lines.append(f"    {setting.title}：{answer}（{setting.note}）")
    examples = [rate.id for rate in packs.newest.rates if rate.is_example]
    if examples:
        lines.append(f"  示例标准 {len(examples)} 项，须换成县区正式标准：{'、'.join(examples)}")
    return lines


def _failure(result: CaseResult) -> str:
    return f"✗ {result.case.place} {result.case.name}：{result.fault}"


def assess_file(path: Path, folder: Path, *, today: date) -> Answer:
    """Return the assessment, as JSON, of the facts in a TOML file under the pack in `folder`.

    The file holds `kind` (training, living, evaluation, employer), optionally `on` (`today` otherwise) and
    `early = true` for the look before a course is chosen, and the facts as tables: `[worker]`, `[course]`, ….
    """
    try:
        made = _assessed(path, folder, today)
    except UserError as error:
        return Answer(
            json.dumps({"error": error.text, "field": error.field}, ensure_ascii=False, indent=2) + "\n", 2
        )
    report = {**made.as_plain(), "explain": list(made.explain()), "facts": json.loads(made.facts)}
    return Answer(json.dumps(report, ensure_ascii=False, indent=2) + "\n", 0)


def _assessed(path: Path, folder: Path, today: date) -> Assessment:
    plain = _parsed(path)
    kind, on, is_early = plain.pop("kind", None), plain.pop("on", today), plain.pop("early", False)
    if not isinstance(kind, str) or kind not in KINDS:
        raise UserError(f"{path.name}：请在最前面写 kind，只能是{'、'.join(KINDS)}", field="kind")
    if type(on) is not date:
        raise UserError(f"{path.name}：on 应为日期，如 2026-05-01（不加引号）", field="on")
    judge = preassess if is_early is True else assess
    return judge(kind, Facts.of(plain), on, load_packs(folder))


def _parsed(path: Path) -> dict[str, object]:
    try:
        return dict[str, object](tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UserError(f"读不到文件 {path.name}，请检查路径", field="file") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} 不是 UTF-8 文字，请另存为 UTF-8", field="file") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path.name} 不是正确的 TOML：{error}", field="file") from error


def facts_help() -> str:
    """Return the whole vocabulary as lines: path, type, label, choices."""
    return (
        "\n".join(
            _spec_line(path, spec.kind, spec.label, spec.choices) for path, spec in vocabulary().items()
        )
        + "\n"
    )


def conditions_help() -> str:
    """Return the closed vocabulary of conditions as lines: name, parameters, what it says."""
    return (
        "\n".join(f"{e.name}\t{'、'.join(e.params) or '无参数'}\t{e.summary}" for e in CONDITIONS.values())
        + "\n"
    )


def _spec_line(path: str, kind: FactKind, label: str, choices: Mapping[str, str]) -> str:
    words = "（" + "、".join(f"{code}={name}" for code, name in choices.items()) + "）" if choices else ""
    return f"{path}\t{kind.value}\t{label}{words}"
