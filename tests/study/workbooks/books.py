"""Workbooks of our own making, with the values that Excel would have saved, and the same model as formulas."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

YEARS = 4  # the horizon of the model
CLIENTS, PRICE, COST, RATE, GROWTH = 100.0, 20.0, 5_000.0, 0.05, 0.1


def book(*, rate: float = RATE, note: str = "of our own making") -> bytes:
    """A programme: clients times a price that grows by year, what it costs at first, and what is left.

    Inputs!B2:B6 hold the numbers, Flows rows 5 to 7 the benefits, costs and discounted balance of the years 0 to 4,
    Results!B1 the net present value, B2 that a client, B3 a root that is an error for prices below 18, B4 what IFERROR
    makes of a root for prices below 20, B5 the rounded value and B6 whether it is worth it.
    """
    held = io.BytesIO()
    workbook = xlsxwriter.Workbook(held, {"in_memory": True})
    workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})  # the same workbook has the same bytes
    inputs, flows, results = (workbook.add_worksheet(name) for name in ("Inputs", "Flows", "Results"))
    for row, (label, value) in enumerate(
        (("clients", CLIENTS), ("price", PRICE), ("cost", COST), ("rate", rate), ("growth", GROWTH)), start=2
    ):
        inputs.write(f"A{row}", label)
        inputs.write_number(f"B{row}", value)
    inputs.write("A8", note)
    inputs.write_number("B9", PRICE)
    workbook.define_name("Discount", "=Inputs!$B$5")
    balance = []
    for year, column in enumerate("CDEFG"):
        gain = CLIENTS * PRICE * (1 + GROWTH * year) if year else 0.0
        loss = 0.0 if year else COST
        balance.append((gain - loss) / (1 + rate) ** year)
        flows.write_number(f"{column}1", year)
        flows.write_formula(
            f"{column}5", f"=IF({column}1=0,0,Inputs!$B$2*Inputs!$B$3*(1+Inputs!$B$6*{column}1))", value=gain
        )
        flows.write_formula(f"{column}6", f"=IF({column}1=0,Inputs!$B$4,0)", value=loss)
        flows.write_formula(f"{column}7", f"=({column}5-{column}6)/(1+Discount)^{column}1", value=balance[-1])
        if year:
            flows.write_number(f"{column}8", 7.0)
    total = sum(balance)
    results.write_formula("B1", "=SUM(Flows!C7:G7)", value=total)
    results.write_formula("B2", "=B1/Inputs!B2", value=total / CLIENTS)
    results.write_formula("B3", "=B1+SQRT(Inputs!B3-18)", value=total + 2**0.5)
    results.write_formula("B4", "=IFERROR(SQRT(Inputs!B3-20),0)", value=0.0)
    results.write_formula("B5", "=ROUND(B1,0)", value=float(round(total)))
    results.write_formula("B6", '=IF(B1>0,"worth it","not")', value="worth it")
    workbook.close()
    return held.getvalue()


ASSUMPTIONS: dict[str, dict[str, Any]] = {
    "clients": {"distribution": "pert", "low": 70, "mode": 100, "high": 120, "unit": "client"},
    "price": {"distribution": "normal", "mean": 20, "sd": 1, "unit": "EUR/client"},
    "cost": {"distribution": "triangular", "low": 4_000, "mode": 5_000, "high": 8_000, "unit": "EUR"},
    "growth": {"distribution": "uniform", "low": 0.05, "high": 0.15, "unit": "1"},
}
CELLS = {"clients": "Inputs!B2", "price": "Inputs!B3", "cost": "Inputs!B4", "growth": "Inputs!B6"}
COMMON: dict[str, Any] = {
    "title": "A programme",
    "horizon": YEARS,
    "choices": {"discount_rate": {"value": 0.05, "alternatives": [0.02, 0.08]}},
    "scenarios": {"dear": {"cost": {"distribution": "uniform", "low": 6_000, "high": 9_000}}, "short": {"horizon": 2}},
    "options": {"small": {"clients": 60, "cost": 2_500}},
}


def study_of_workbook(**more: Any) -> dict[str, Any]:
    """The keywords of a study whose flows and result stand in the workbook."""
    assumptions = {name: {**keys, "cell": CELLS[name]} for name, keys in ASSUMPTIONS.items()}
    rate = {**COMMON["choices"]["discount_rate"], "cell": "Inputs!B5"}
    return {
        **COMMON,
        "assumptions": assumptions,
        "choices": {"discount_rate": rate},
        "model": {"workbook": "model.xlsx", "gives": {"each": {"cell": "Results!B2", "unit": "EUR/client"}}},
        "benefits": {"work": {"years": "Flows!C5:G5", "unit": "EUR", "gains": {"client": 1}}},
        "costs": {"start": {"years": {"cells": "Flows!C6:G6"}, "unit": "EUR", "losses": {"state": 1}}},
        "outcomes": {"twice": "2 * each"},
        "tables": {"model.xlsx": book()},
        **more,
    }


def study_of_formulas(**more: Any) -> dict[str, Any]:
    """The keywords of the same study with formulas."""
    yearly = "where(year == 0, 0, clients * price * (1 + growth * year))"
    return {
        **COMMON,
        "assumptions": ASSUMPTIONS,
        "benefits": {"work": {"formula": yearly, "unit": "EUR", "gains": {"client": 1}}},
        "costs": {"start": {"formula": "cost", "years": 0, "unit": "EUR", "losses": {"state": 1}}},
        "outcomes": {"twice": "2 * npv / clients"},
        **more,
    }


def folder_with(folder: Path, text: str, **other: Any) -> Path:
    """A folder with a study of this text and the workbook beside it."""
    (folder / "model.xlsx").write_bytes(book(**other))
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return folder
