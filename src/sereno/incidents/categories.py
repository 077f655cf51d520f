"""What the administrator does to the list of categories: put one, retire one, order them, or set the whole list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from sereno.incidents.catalogue import CategorySetting, TreeRefused, require_tree
from sereno.incidents.models import Category
from sereno.kernel import clock, memory
from sereno.kernel.errors import NotYours
from sereno.ledger.actions import record
from sereno.places import queries as places
from sereno.places.actions import hold_settings, revise
from sereno.vocabulary.facts import CategoriesSet, SettingChanged

ORDER = "order:categories"


@transaction.atomic
def put_category(
    wanted: CategorySetting, *, municipality: int, by: int | None = None, restores: int | None = None
) -> None:
    """A category is as written from now on; a new one stands last.

    Raises
    ------
    TreeRefused : its parent is not there, or stands under it.
    """
    hold_settings(municipality)
    used = Category.objects.filter(municipality_id=municipality, retired=False)
    require_tree({**_parents(municipality), wanted.code: wanted.parent})
    last = used.order_by("-rank").values_list("rank", flat=True).first()
    now = clock.now()
    version = _put(wanted, municipality=municipality, rank_if_new=(last or 0) + 1, by=by, at=now, restores=restores)
    key = f"category:{wanted.code}"
    if version is not None:
        record(SettingChanged(key=key, version=version), municipality=municipality, actor=by, at=now)


@transaction.atomic
def retire_category(*, code: str, municipality: int, by: int | None = None, restores: int | None = None) -> None:
    """A category is offered no more; the incidents that have it keep it.

    Raises
    ------
    NotYours : the town has no such category in use.
    TreeRefused : finer categories stand under it; they go first.
    """
    hold_settings(municipality)
    parents = _parents(municipality)
    if code not in parents:
        raise NotYours
    below = sorted(child for child, parent in parents.items() if parent == code)
    if below:
        raise TreeRefused(", ".join(below))
    now = clock.now()
    version = _retire(code, municipality=municipality, by=by, at=now, restores=restores)
    record(SettingChanged(key=f"category:{code}", version=version), municipality=municipality, actor=by, at=now)


@transaction.atomic
def order_categories(
    codes: Sequence[str], *, municipality: int, by: int | None = None, restores: int | None = None
) -> None:
    """Residents and the desk see the categories in this order from now on; those not named keep their place behind."""
    hold_settings(municipality)
    now = clock.now()
    version = _order(codes, municipality=municipality, by=by, at=now, restores=restores)
    if version is not None:
        record(SettingChanged(key=ORDER, version=version), municipality=municipality, actor=by, at=now)


@transaction.atomic
def set_categories(wanted: Sequence[CategorySetting], *, municipality: int, by: int | None = None) -> None:
    """Put the town's list of categories in place, in this order; those not named are retired.

    Raises
    ------
    TreeRefused : the parents do not make a tree.
    """
    hold_settings(municipality)
    require_tree({category.code: category.parent for category in wanted})
    now = clock.now()
    for rank, category in enumerate(_parents_first(wanted)):
        _put(category, municipality=municipality, rank_if_new=rank, by=by, at=now)
    codes = [category.code for category in wanted]
    for gone in sorted(set(_parents(municipality)) - set(codes)):
        _retire(gone, municipality=municipality, by=by, at=now)
    _order(codes, municipality=municipality, by=by, at=now)
    memory.forget()
    record(CategoriesSet(categories=len(wanted)), municipality=municipality, actor=by, at=now)


def setting_of(row: Category) -> CategorySetting:
    """A stored category as an administrator would write it down."""
    value: Mapping[str, Any] = {
        "code": row.code,
        "names": row.names,
        "group": row.group,
        "icon": row.icon,
        "priority": row.priority,
        "emergency": row.emergency,
        "reportable": row.reportable,
        "confidential": row.confidential,
        "parent": row.parent.code if row.parent else "",
        "offences": row.offences,
        "playbook": row.playbook,
    }
    return msgspec.convert(value, CategorySetting)


def settings(municipality: int) -> list[CategorySetting]:
    """The list as it stands, in order."""
    rows = Category.objects.filter(municipality_id=municipality, retired=False).select_related("parent")
    return [setting_of(row) for row in rows.order_by("rank", "id")]


def _parents(municipality: int) -> dict[str, str]:
    rows = Category.objects.filter(municipality_id=municipality, retired=False).values_list("code", "parent__code")
    return {code: parent or "" for code, parent in rows}


def _parents_first(wanted: Sequence[CategorySetting]) -> list[CategorySetting]:
    """The same categories, each after the one it stands under."""
    by_code = {category.code: category for category in wanted}

    def depth(category: CategorySetting) -> int:
        return 1 + depth(by_code[category.parent]) if category.parent else 0

    return sorted(wanted, key=depth)


def _put(
    wanted: CategorySetting,
    *,
    municipality: int,
    rank_if_new: int,
    by: int | None,
    at: datetime,
    restores: int | None = None,
) -> int | None:
    """Store it; the new version, or None where nothing changed."""
    rows = Category.objects.filter(municipality_id=municipality)
    row = rows.select_related("parent").filter(code=wanted.code).first()
    if row is not None and not row.retired and restores is None and setting_of(row) == wanted:
        return None
    was = _value(setting_of(row)) if row else None
    row = row or Category(municipality_id=municipality, code=wanted.code, rank=rank_if_new)
    row.names, row.group, row.icon = dict(wanted.names), wanted.group, wanted.icon
    row.priority, row.emergency = wanted.priority, wanted.emergency
    row.reportable, row.confidential = wanted.reportable, wanted.confidential
    row.parent = rows.get(code=wanted.parent) if wanted.parent else None
    row.offences, row.playbook = msgspec.to_builtins(wanted.offences), wanted.playbook
    row.retired = False
    row.save()
    key = f"category:{wanted.code}"
    return revise(key, _value(wanted), municipality=municipality, by=by, at=at, restores=restores, was=was)


def _value(written: CategorySetting) -> dict[str, Any]:
    value: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(written))
    del value["code"]
    return value


def _retire(code: str, *, municipality: int, by: int | None, at: datetime, restores: int | None = None) -> int:
    row = Category.objects.select_related("parent").get(municipality_id=municipality, code=code)
    was = _value(setting_of(row))
    row.retired, row.parent = True, None
    row.save()
    key = f"category:{code}"
    return revise(key, None, municipality=municipality, by=by, at=at, restores=restores, was=was)


def _order(
    codes: Sequence[str], *, municipality: int, by: int | None, at: datetime, restores: int | None = None
) -> int | None:
    rows = Category.objects.filter(municipality_id=municipality, retired=False).order_by("rank", "id")
    before = list(rows.values_list("code", flat=True))
    after = [code for code in dict.fromkeys(codes) if code in before]
    after += [code for code in before if code not in after]
    for rank, code in enumerate(after):
        Category.objects.filter(municipality_id=municipality, code=code).exclude(rank=rank).update(rank=rank)
    if after == before and restores is None and places.revisions(municipality, key=ORDER, limit=1):
        return None
    return revise(ORDER, {"codes": after}, municipality=municipality, by=by, at=at, restores=restores)
