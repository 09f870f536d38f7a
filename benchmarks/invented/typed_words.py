"""What typed budgets speak of: departments, items and heads, all made up."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

DEPARTMENTS = (
    "Division of Police", "Division of Fire", "Public Works", "Parks and Forestry", "Health Services",
    "City Clerk", "Tax Collector", "Municipal Court", "Engineering", "Recreation", "Sanitation",
    "Water Supply", "Street Lighting", "Public Library", "Planning Board", "Emergency Management",
)  # fmt: skip
ITEMS = (
    "Salaries and Wages", "Other Expenses", "Overtime", "Fuel and Oil", "Uniform Allowance",
    "Contribution to Public Employees' Retirement System", "Insurance", "Postage", "Legal Fees",
    "Repairs and Maintenance of Vehicles and Equipment", "Printing", "Professional Services",
    "Interest on Bonds", "Interest on Notes", "Reserve for Uncollected Taxes", "Telephone", "Electricity",
    "Acquisition of Street Sweeping Equipment", "Snow Removal", "Group Insurance for Employees",
    "Capital Improvement Fund", "Down Payments on Improvements", "Judgments", "Office Supplies",
    "Social Security System (O.A.S.I.)", "Rental of Equipment", "Training and Travel", "Audit",
    "Matching Funds for Grants", "Deferred Charges to Future Taxation - Unfunded",
)  # fmt: skip

ENGLISH_HEADS = (
    ("Appropriated", "for 2013"), ("Budget",), ("Expended", "to Date"), ("Balance",), ("Paid or", "Charged"),
    ("Reserved",), ("Total for", "2012 as", "Modified"), ("Encumbered",), ("Actual", "1989"), ("Estimate",),
)  # fmt: skip
CHINESE_HEADS = (
    ("本年预算数",), ("上年", "决算数"), ("合计",), ("基本支出",), ("项目支出",), ("增减额",),
    ("调整后", "预算数"), ("比上年", "增加或", "减少"), ("财政拨款",), ("其他资金",),
)  # fmt: skip
STUBS = {
    False: (("Item",), ("GENERAL", "APPROPRIATIONS"), ("Account", "Title")),
    True: (("科目名称",), ("项目",)),
}
CODES = {False: (("Code",), ("Acct", "No.")), True: (("编号",), ("科目", "编号"))}
GROUPS = {False: ("EXPENDED 2012", "Fiscal Year", "Dollars"), True: ("本年支出", "金额", "预算安排")}


@dataclass(frozen=True, slots=True)
class Heads:
    """The heads of a table's columns, each in lines, and what may stand over those of its amounts."""

    columns: tuple[tuple[str, ...], ...]
    groups: tuple[str, ...]


def heads_of(chance: Random, chinese: bool, figures: int, codes: bool) -> Heads:
    """Heads of a column of codes, if there is one, of the labels and of so many columns of amounts."""
    names = chance.sample(CHINESE_HEADS if chinese else ENGLISH_HEADS, figures)
    stub = [*([chance.choice(CODES[chinese])] if codes else []), chance.choice(STUBS[chinese])]
    return Heads((*stub, *names), GROUPS[chinese])


def english_items(chance: Random, count: int) -> tuple[str, list[str]]:
    """A department and so many of its items."""
    end = chance.choice((":", ""))
    return chance.choice(DEPARTMENTS) + end, chance.sample(ITEMS, count)
