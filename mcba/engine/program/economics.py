"""Cost-benefit arithmetic as steps of a program: years, discounting, fading, and who gains and who loses.

Present value = sum over t of flow_t / product over s ≤ t of (1 + r_s), with year 0 undiscounted (design of the study
file; the same convention as Romijn & Renes 2013, Algemene leidraad MKBA). Every flow says who gains and who loses it,
so a transfer nets to zero in `npv` and still counts for each bearer.
"""

from __future__ import annotations

import numpy as np

from mcba.engine.estimates.rounding.differences import ROUNDING
from mcba.engine.models.functions import FunctionModel
from mcba.engine.program.builder import Builder
from mcba.errors import RunError
from mcba.study import DISCOUNT_RATE, YEAR, PythonFunction, Study
from mcba.study.document import Flow
from mcba.study.formula import FORMULAS, PARTICIPANTS, Node, names_in, order, standard_outcomes
from mcba.study.workbooks import WorkbookFunction

UNNAMED_BEARER = "not stated"
CHOICE, SWITCH = "choice:", "switch:"
"""Before the names of what is left open."""


class Economics:
    """One study in a builder: its quantities, its flows, its outcomes.

    Parameters
    ----------
    study : Study
    is_open : bool
        Whether certain numbers are left open, to be set by whoever plays the program: every choice is then drawn under
        `choice:<name>`, every certain assumption under its name, and each flow is multiplied by `switch:<name>`.

    Attributes
    ----------
    builder : Builder
        Holds the operations, and makes a program of those that are wanted.
    values, amounts, present_values : dict of str to int
        The operations of names, of flows a year, and of flows in present value.
    """

    def __init__(self, study: Study, *, is_open: bool = False):
        self.study = study
        self.is_open = is_open
        self.builder = Builder({name: len(labels) for name, labels in study.sets.items()})
        self.values: dict[str, int] = {}
        self.present_values: dict[str, int] = {}
        self._define_names()
        self.amounts = {name: self._switched(name, self._amount(name)) for name in study.flows}
        self.present_values = {name: self._present_value_of_flow(name) for name in study.flows}

    # --- names

    def _define_names(self) -> None:
        study, builder = self.study, self.builder
        self.values[YEAR] = builder.constant(np.arange(study.horizon + 1.0), (YEAR,))
        self.values["horizon"] = builder.constant(study.horizon)
        for name in study.families:
            self.values[name] = self._assumption(name)
        for name, choice in study.document.choices.items():
            if not isinstance(choice.value, tuple):
                self.values[name] = self._choice(name, builder.constant(choice.value))
                continue
            years = (0.0, *choice.value) if name == DISCOUNT_RATE else choice.value
            if len(years) != study.horizon + 1:
                raise RunError(
                    f"choice {name!r} lists a number for each year of another horizon than {study.horizon}; where a "
                    f"scenario or option sets the horizon, let it set {name!r} to one number too"
                )
            self.values[name] = self._choice(name, builder.constant(np.array(years), (YEAR,)))
        if study.function is not None:
            self.values |= self._results(study.function)
        names = sorted(
            study.document.quantities, key=lambda name: name != DISCOUNT_RATE
        )  # present_value needs it first
        quantities = {name: study.formulas[name] for name in names}
        for name in order(quantities):
            self.values[name] = builder.formula(self._with_present_values(quantities[name], self.values), self.values)

    def _results(self, function: PythonFunction | WorkbookFunction) -> dict[str, int]:
        """What the study's model gives of what it takes."""
        study = self.study
        known = (*study.families, *study.document.choices, "horizon", YEAR)
        arguments = {name: self.values[name] for name in function.parameters.among(known)}
        flows = [flow.cells.name for _, flow in study.flows.values() if flow.cells is not None]
        dimensions = {name: study.dimensions[name] for name in (*study.results, *flows)}
        sizes = {name: tuple(map(self.builder.sizes.__getitem__, over)) for name, over in dimensions.items()}
        return self.builder.call(FunctionModel(function, sizes), arguments, dimensions)

    def _choice(self, name: str, value: int) -> int:
        """A choice at its value, or left open."""
        return self.builder.draw(f"{CHOICE}{name}", self.builder.dimensions(value)) if self.is_open else value

    def _assumption(self, name: str) -> int:
        """A drawn number, or a constant where the distribution has no width; in prices of the study's year."""
        family, dimensions, builder = self.study.families[name], self.study.dimensions[name], self.builder
        low, high = np.asarray(family.low), np.asarray(family.high)
        shape = tuple(len(self.study.sets[dimension]) for dimension in dimensions)
        if family.batch_shape and family.batch_shape[:-1] != shape:
            raise RunError(
                f"assumption {name!r} has a distribution for each year of another horizon than {self.study.horizon}; "
                f"where a scenario or option sets the horizon, let it give {name!r} one distribution too"
            )
        if np.array_equal(low, high) and not self.is_open:
            value = builder.constant(
                np.broadcast_to(low.reshape(low.shape[:-1] if low.ndim else ()), shape), dimensions
            )
        else:
            value = builder.draw(name, dimensions)
        factor = self.study.price_factors.get(name, 1.0)
        return value if factor == 1.0 else builder.apply("*", value, builder.constant(factor))

    # --- flows

    def _flow(self, name: str) -> Flow:
        return self.study.flows[name][1]

    def _years(self, name: str) -> tuple[int, int]:
        """The first and last year of a flow; a scenario's shorter horizon cuts it."""
        first, last = self._flow(name).period or (0, self.study.horizon)
        return min(first, self.study.horizon), min(last, self.study.horizon)

    def _amount(self, name: str) -> int:
        """What the formula gives, added up over every set but the years; 0 where all its years are cut off."""
        years = self._flow(name).period
        if years is not None and years[0] > self.study.horizon:
            return self.builder.constant(0.0)
        value = self.builder.formula(self.study.formulas[name], self.values)
        for dimension in self.builder.dimensions(value):
            if dimension != YEAR:
                value = self.builder.apply("sum", value, over=dimension)
        return value

    def _switched(self, name: str, amount: int) -> int:
        """What a flow amounts to where it may be taken out: nothing then."""
        if not self.is_open:
            return amount
        builder = self.builder  # chosen, not multiplied: what is undefined is nothing too once it is taken out
        return builder.apply("where", builder.draw(f"{SWITCH}{name}"), amount, builder.constant(0.0))

    def _keep(self, name: str) -> int:
        """The share of a flow that is left after one more year."""
        lost = self._flow(name).lost
        if lost is None:
            return self.builder.constant(1.0)
        share = self.values[lost] if isinstance(lost, str) else self.builder.constant(lost)
        return self.builder.apply("-", self.builder.constant(1.0), share)

    def _profile(self, name: str) -> int:
        first, last = self._years(name)
        return self.builder.apply("profile", self._keep(name), first=first, last=last)

    def yearly(self, name: str) -> int:
        """A flow in each year, undiscounted; dimension year."""
        return self.builder.apply("*", self.amounts[name], self._profile(name))

    # --- discounting

    def _discount_step(self) -> int:
        """1 / (1 + r), for one year; infinite from r = -1 downwards, so that such a world counts as failed."""
        one, zero = self.builder.constant(1.0), self.builder.constant(0.0)
        growth = self.builder.apply("+", one, self.values.get(DISCOUNT_RATE, zero))
        return self.builder.apply("/", one, self.builder.apply("max", growth, zero))

    def discount_factors(self) -> int:
        """The value in year 0 of one euro in each year; dimension year."""
        step = self._discount_step()
        if YEAR in self.builder.dimensions(step):
            return self.builder.apply("accumulated_product", step)
        return self.builder.apply("profile", step, first=0, last=self.study.horizon)

    def present_value(self, yearly: int) -> int:
        """The present value of a value with the dimension year."""
        discounted = self.builder.apply("*", yearly, self.discount_factors())
        return self.builder.apply("sum", discounted, over=YEAR)

    def _present_value_of_flow(self, name: str) -> int:
        """For a flow that only fades, the geometric sum of its years spares an array for each year."""
        builder, amount, step = self.builder, self.amounts[name], self._discount_step()
        if YEAR in builder.dimensions(amount) or YEAR in builder.dimensions(step):
            return self.present_value(self.yearly(name))
        first, last = self._years(name)
        ratio = builder.apply("*", self._keep(name), step)
        annuity = builder.apply("geometric_sum", ratio, count=last - first + 1)
        if first:
            annuity = builder.apply("*", annuity, builder.apply("power", step, exponent=first))
        return builder.apply("*", amount, annuity)

    # --- totals

    def _of_kind(self, kind: str) -> list[str]:
        return [name for name, (flow_kind, _) in self.study.flows.items() if flow_kind == kind]

    def bearers(self) -> dict[str, int]:
        """What each bearer gains minus what it loses, in present value."""
        terms: dict[str, list[int]] = {}
        for name, (kind, flow) in self.study.flows.items():
            for sign, side, default in ((1.0, flow.gains, kind == "benefits"), (-1.0, flow.losses, kind == "costs")):
                shares = side if side is not None else {UNNAMED_BEARER: 1.0} if default else {}
                total = sum(shares.values())
                for bearer, share in shares.items():
                    weight = self.builder.constant(sign * share / total)
                    terms.setdefault(bearer, []).append(self.builder.apply("*", self.present_values[name], weight))
        return {
            bearer: _balanced(self.builder, _total(self.builder, values), values) for bearer, values in terms.items()
        }

    def _balance(self, start: int) -> int:
        """Discounted benefits minus costs in each year, and what is there to start with in year 0."""
        first = self.builder.constant(np.eye(1, self.study.horizon + 1)[0], (YEAR,))
        balance = self.builder.apply("*", first, start)
        for kind, operation in (("benefits", "+"), ("costs", "-")):
            for name in self._of_kind(kind):
                balance = self.builder.apply(operation, balance, self.yearly(name))
        return self.builder.apply("*", balance, self.discount_factors())

    def outcomes(self) -> dict[str, int]:
        """Every outcome of the study, by name."""
        standard = self._standard_outcomes()
        outcomes = self.values | standard | self._own_outcomes(standard)
        return {name: outcomes[name] for name in self.study.outcomes}

    def _standard_outcomes(self) -> dict[str, int]:
        """What follows from the flows, by the table of standard outcomes."""
        names = standard_outcomes(self.study.document)
        if not names:
            return {}
        benefits, costs = (
            _total(self.builder, [self.present_values[name] for name in self._of_kind(kind)])
            for kind in ("benefits", "costs")
        )
        values = {"present_value_benefits": benefits, "present_value_costs": costs}
        if self.study.document.study.participants:
            values[PARTICIPANTS] = self.values[self.study.document.study.participants]
        for name, tree in FORMULAS.items():
            if name in names:
                values[name] = self._standard_outcome(tree, values)
        values["payback_year"] = self.builder.apply(
            "payback", self._balance(_rounding_of(self.builder, benefits, costs))
        )
        return {name: values[name] for name in names}

    def _standard_outcome(self, tree: Node, values: dict[str, int]) -> int:
        """The value of a formula, and 0 for a difference that is only rounding."""
        value = self.builder.formula(tree, values)
        if tree.kind != "-":
            return value
        return _balanced(self.builder, value, [self.builder.formula(operand, values) for operand in tree.operands])

    def _own_outcomes(self, standard: dict[str, int]) -> dict[str, int]:
        trees = {name: self.study.formulas[name] for name in self.study.document.outcomes}
        used = {name for tree in trees.values() for name in names_in(tree)}
        values = self.values | standard | {name: self.yearly(name) for name in self.study.flows if name in used}
        for name in order(trees):
            values[name] = self.builder.formula(self._with_present_values(trees[name], values), values)
        return {name: values[name] for name in trees}

    def _with_present_values(self, node: Node, values: dict[str, int]) -> Node:
        """Replace `present_value(x)` by a name whose value is known to the builder."""
        operands = tuple(self._with_present_values(operand, values) for operand in node.operands)
        if node.kind != "present_value":
            return Node(node.kind, operands, node.name, node.value, node.offset)
        inner = operands[0]
        is_flow = inner.kind == "name" and inner.name in self.present_values
        value = self.present_values[inner.name] if is_flow else self.present_value(self.builder.formula(inner, values))
        name = f"present value {value}"
        values[name] = value
        return Node("name", name=name, offset=node.offset)


# --- sums


def _total(builder: Builder, values: list[int]) -> int:
    total = builder.constant(0.0)
    for position, value in enumerate(values):
        total = builder.apply("+", total, value) if position else value
    return total


def _balanced(builder: Builder, total: int, terms: list[int]) -> int:
    """A sum of terms that cancel; 0 where no more is left of them than they may be rounded by.

    What is left of 0.1 + 0.2 - 0.3 is rounding, and would otherwise be told as a gain in every world.
    """
    if builder.number(total) == 0.0:
        return total
    apply = builder.apply
    size = _total(builder, [apply("*", term, term) for term in terms])
    limit = apply("*", size, builder.constant(ROUNDING**2))
    is_rounding = apply("<", apply("*", total, total), limit)
    return apply("where", is_rounding, builder.constant(0.0), total)


def _rounding_of(builder: Builder, *terms: int) -> int:
    """How far a sum of terms that cancel may lie from 0 by rounding."""
    apply = builder.apply
    sizes = [apply("max", term, apply("negative", term)) for term in terms]
    return apply("*", _total(builder, sizes), builder.constant(ROUNDING))
