"""上报与回执 with what the county sent down: looked at first, 启用 or 暂不, history; what began keeps its policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.ports import SeededIds
from app.services.applications.filing import Filing
from app.services.county import drafting
from app.services.county.office import Bureau, Office, Opening
from app.services.county.stations import Stations
from app.services.exchange.drives import Medium
from app.services.exchange.reference import RefKind
from app.ui.kit import MessageBar
from app.ui.pages.applications.apply import ApplyPane
from app.ui.pages.applications.view import ApplicationsPage
from app.ui.pages.exchange import replies as replies_module
from app.ui.pages.exchange.view import ExchangePage
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter
from tests.services.conftest import QUICK
from tests.services.county.parcels import carry, job, jobs, pack, publish
from tests.services.town import ACCOUNT


@pytest.fixture
def bureau(at_counter: Counter, tmp_path: Path) -> Iterator[Bureau]:
    town = at_counter.town
    clock = town.desk.clock
    office = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(5, clock), cost=QUICK)
    office.found(Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026"))
    made = office.log_in("zhao", "示例-Xian-2026", second=("qian", "示例-Fuhe-2026"))
    town.counter.batches.install(office.card())
    Stations(made).enrol(town.counter.batches.station_card())
    yield made
    made.store.close()


@pytest.fixture
def page(at_counter: Counter) -> ExchangePage:
    at_counter.desktop.window.open_page("exchange")
    QApplication.processEvents()
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, ExchangePage)
    return made


def plug_in(at_counter: Counter, bureau: Bureau, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carry(bureau, at_counter.town.desk.station.code, stick)
    medium = Medium(stick, "/dev/sdb1", "vfat", "1A2B", 8_000_000_000, is_read_only=False, is_removable=True)
    monkeypatch.setattr(replies_module, "removable_media", lambda: (medium,))


def button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found is not None
    return found


def bars(at_counter: Counter) -> str:
    QApplication.processEvents()
    return "\n".join(bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible())


def test_jobs_from_the_stick_are_looked_at_and_put_in_force(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, RefKind.JOB, jobs(tmp_path, [job(n) for n in range(4)]))
    plug_in(at_counter, bureau, tmp_path / "stick", monkeypatch)
    button(page, "take_reply").click()
    assert "岗位 第 1 版已读入，待启用" in bars(at_counter)
    pane = page.references
    assert pane.isVisible()
    assert pane._summary.text() == "7 处变化"
    lines = {pane.changes.cells(at)[:2] for at in range(pane.changes.count())}
    owners = {("新增用人单位", f"示例厂{n}") for n in range(3)}
    assert lines == owners | {("新增岗位", f"示例岗位{n}") for n in range(4)}
    assert at_counter.focus() == "apply_reference"
    at_counter.press(Qt.Key.Key_Space)
    assert "岗位 第 1 版已启用" in bars(at_counter)
    assert pane.versions.cells(0)[1] == "11-24 09:00 起在用"
    assert pane.versions.cells(0)[2] == "县里 11-24 发布，一人签名；11-24 读入"
    at_counter.press(Qt.Key.Key_Escape)
    assert not pane.isVisible()
    assert at_counter.focus() in {"seal", "show_references"}


def test_not_now_leaves_it_waiting_and_says_so_on_the_button(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, RefKind.JOB, jobs(tmp_path, [job(1)]))
    plug_in(at_counter, bureau, tmp_path / "stick", monkeypatch)
    button(page, "take_reply").click()
    before = len(at_counter.town.counter.catalog.ids("job"))
    button(page, "leave_reference").click()
    assert page.references.versions.isVisible()
    assert len(at_counter.town.counter.catalog.ids("job")) == before
    assert button(page, "show_references").text() == "县里下发的数据（1 份待启用）"
    button(page, "take_reply").click()
    assert "1 份以前已读入" in bars(at_counter)


def test_a_refused_package_is_told_with_its_reason(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, RefKind.JOB, jobs(tmp_path, [job(1)]))
    plug_in(at_counter, bureau, tmp_path / "stick", monkeypatch)
    file = next((tmp_path / "stick").rglob("*-REF.age"))
    file.write_bytes(file.read_bytes()[:-40])
    button(page, "take_reply").click()
    assert "没有复制完" in bars(at_counter) or "已损坏、不完整" in bars(at_counter)
    page.replies.take_in(file)
    assert at_counter.town.counter.references.all() == ()


@pytest.fixture
def eligible(at_counter: Counter) -> int:
    town = at_counter.town
    return town.eligible("曹铁柱")


def bring_policy(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(bureau, RefKind.POLICY, drafting.policy(pack(tmp_path / "pack"), {}))
    plug_in(at_counter, bureau, tmp_path / "stick", monkeypatch)
    button(page, "take_reply").click()


def test_a_policy_names_whom_it_changes_and_opens_them(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, eligible: int, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    bring_policy(at_counter, page, bureau, tmp_path, monkeypatch)
    pane = page.references
    assert pane._summary.text() == "0 人将符合，1 人不再符合"
    assert pane.changes.cells(0) == (
        "不再符合",
        "曹铁柱",
        "职业培训补贴：符合 → 需补充信息。（九）1 请补充取得的证书",
    )
    pane.changes.opened.emit(0)
    QApplication.processEvents()
    opened = at_counter.desktop.window.current_page()
    assert isinstance(opened, WorkersPage)
    assert at_counter.town.worker("曹铁柱") == eligible


def begun(at_counter: Counter, worker: int) -> ApplyPane:
    at_counter.desktop.window.open_page("applications", ("apply", worker, "training"))
    QApplication.processEvents()
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, ApplicationsPage)
    return page.apply


def test_an_open_draft_keeps_its_policy_and_offers_to_be_judged_anew(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, eligible: int, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    apply = begun(at_counter, eligible)
    apply.form.fill({"reason": "示例"})
    apply._keep_draft()
    assert not apply.policy.isVisible()
    at_counter.desktop.window.open_page("exchange")
    bring_policy(at_counter, page, bureau, tmp_path, monkeypatch)
    button(page, "apply_reference").click()
    assert "政策包 第 1 版已启用" in bars(at_counter)

    at_counter.desktop.window.open_page("applications")
    QApplication.processEvents()
    assert apply.policy.text() == "这份申请是按随程序的政策开始的，现在启用的是县里第 1 版政策"
    assert apply._verdict.text() == "初审：✓ 符合"
    apply.begin(at_counter.town.worker("傅婷"))
    apply.begin(eligible, "training")
    assert not apply.policy.isVisible(), "a form begun anew goes by the policy in force"
    apply.draft.go_on()
    assert apply.policy.isVisible()
    assert apply._verdict.text() == "初审：✓ 符合"
    apply.policy.action_asked.emit("按新政策重新核对")
    assert not apply.policy.isVisible()
    assert apply._verdict.text().startswith("初审：？")


def test_a_case_that_waits_offers_to_be_judged_anew(
    at_counter: Counter, page: ExchangePage, bureau: Bureau, eligible: int, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    counter = at_counter.town.counter
    bank = {"bank_account": ACCOUNT, "bank_holder": "曹铁柱", "bank_name": "平定县农商行"}
    saved = counter.applications.take(
        Filing(at_counter.town.choice("曹铁柱"), at_counter.town.desk.ids.new(), bank)
    )
    bring_policy(at_counter, page, bureau, tmp_path, monkeypatch)
    assert page.references.changes.cells(0)[2].startswith("职业培训补贴 1403")
    button(page, "apply_reference").click()
    at_counter.desktop.window.open_page("applications", saved.id)
    QApplication.processEvents()
    shown = at_counter.desktop.window.current_page()
    assert isinstance(shown, ApplicationsPage)
    assert shown.case.policy.text() == "这件申请是按 2024.1 版政策开始的，现在启用的是县里第 1 版政策"
    shown.case.policy.action_asked.emit("按新政策重新核对")
    assert "按县里第 1 版政策重新核对：符合 → 需补充信息" in bars(at_counter)
    assert not shown.case.policy.isVisible()
