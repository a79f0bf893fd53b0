"""The study that `mcba new` writes: small, complete, and runnable as it stands."""

STARTER = """\
# A study for mcba. `mcba check` says what is wrong with it, `mcba run` draws its worlds.

[study]
title = "A new study"
question = "Do the benefits of the project exceed its costs?"
null_alternative = "what would happen without the project"
price_year = 2025
horizon = 5                # years; year 0 is not discounted
participants = "clients"
status = "indicative"      # calibration | indicative | final

[run]
worlds = 131_072
seed = 1
mass = 0.90                # the share of worlds between low and high

# Every uncertain number is an assumption: a distribution, a unit, and where it comes from.

[assumptions.clients]
label = "Clients a year"
distribution = "triangular"
low = 80
mode = 100
high = 140
unit = "client/year"
status = "assumed"
reason = "replace by your registration"

[assumptions.success]
label = "Share of clients for whom the problem is solved"
distribution = "beta"
mean = 0.35
sd = 0.08
unit = "1"
status = "assumed"
reason = "replace by your effect study, with source = { document = …, place = … } and status = sourced"

[assumptions.care_avoided]
label = "Care avoided per solved problem"
distribution = "lognormal"
low = 1_000
high = 6_000
mass = 0.90                # low and high are the 5 % and 95 % points
unit = "EUR/client"
status = "assumed"
reason = "replace by a price with its price year and source"

[assumptions.drop_off]
label = "Share of the effect lost each year"
distribution = "uniform"
low = 0.05
high = 0.25
unit = "1"
status = "assumed"
reason = "replace"

[assumptions.salaries]
label = "Salaries a year"
distribution = "normal"
mean = 95_000
sd = 5_000
unit = "EUR/year"
status = "assumed"
reason = "replace by your budget"

[choices.discount_rate]    # set, not drawn
value = 0.0225
alternatives = [0.015, 0.03]

[benefits.care]
label = "Care avoided"
formula = "clients * success * care_avoided"
unit = "EUR/year"
years = [1, 5]
fades = "drop_off"
gains = { municipality = 0.5, health_insurer = 0.5 }

[costs.project]
label = "Project"
formula = "salaries"
unit = "EUR/year"
years = [0, 2]
losses = { municipality = 1.0 }

[pm.wellbeing]
label = "Well-being of clients"
sign = "+"
bearer = "client"
"""
