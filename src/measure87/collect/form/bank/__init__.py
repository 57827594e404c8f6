"""The question bank: modules of own wording in six languages, one folder each."""

from measure87.collect.form.bank.reading import (
    LANGUAGES,
    SHARED,
    Bank,
    Item,
    Module,
    Wording,
    banners,
    load_bank,
)

__all__ = ["LANGUAGES", "SHARED", "Bank", "Item", "Module", "Wording", "banners", "load_bank"]
