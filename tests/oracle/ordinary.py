"""Values of everyday length (示例): where text must shrink to fit, the two programs differ by design.

LibreOffice cuts off what does not fit a cell; the engine makes it smaller, and below seven points continues it on
a further page. Both are looked at elsewhere; here every text fits its cell at the size its author gave it.
"""

from __future__ import annotations

from collections.abc import Mapping

_SHORT: Mapping[str, object] = {
    "worker.hukou_text": "山西省阳泉市平定县冠山镇示例村",
    "worker.live_text": "平定县冠山镇示例小区3号楼",
    "worker.categories_text": "防返贫监测对象 2023年5月8日",
    "worker.work_unit": "阳泉市示例机械租赁公司",
    "worker.industry": "租赁服务业",
    "class.course": "塔式起重机司机班",
    "class.place": "示例培训基地二号楼",
    "leaflet.papers": "身份证（核验后退回）、证书复印件、本人银行账户",
}


def ordinary(values: Mapping[str, object]) -> dict[str, object]:
    """Return the sample values with the texts that were made to be too long replaced by everyday ones."""
    found = {key: dict(value) if isinstance(value, Mapping) else value for key, value in values.items()}
    for key, text in _SHORT.items():
        group, _, name = key.partition(".")
        inner = found[group]
        if isinstance(inner, dict):
            inner[name] = text
    return found
