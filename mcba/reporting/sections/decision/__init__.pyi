from mcba.reporting.sections.decision import (
    cases as cases,
    information as information,
    options as options,
    portraits as portraits,
    scenarios as scenarios,
    sensitivities as sensitivities,
    switching as switching,
)
