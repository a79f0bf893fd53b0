from mcba.engine.execution.given import (
    Given as Given,
    GivenStudy as GivenStudy,
    given_run_or_study as given_run_or_study,
    study_given as study_given,
)
from mcba.engine.execution.running import run_given as run_given
from mcba.engine.execution.sharing import SharedDraws as SharedDraws
