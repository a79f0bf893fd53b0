from mcba.analysis.decision.agendas import (
    UNMOVED as UNMOVED,
    Agenda as Agenda,
    AgendaRow as AgendaRow,
    agenda as agenda,
    switching_values as switching_values,
)
from mcba.analysis.decision.discount_rates import Preset as Preset, presets as presets
from mcba.analysis.decision.percentile_worlds import TypicalWorlds as TypicalWorlds, typical_worlds as typical_worlds
from mcba.analysis.decision.planes import AtBase as AtBase, Plane as Plane, plane as plane
from mcba.analysis.decision.variants import (
    OutcomeChange as OutcomeChange,
    ScenarioTable as ScenarioTable,
    VariantOutcomes as VariantOutcomes,
    compare_scenarios as compare_scenarios,
)
