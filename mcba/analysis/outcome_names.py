"""Names of the standard outcomes that analyses look for."""

BALANCE = "npv"
RATIO, NET_ROI = "bcr", "roi"
BENEFITS, COSTS = "present_value_benefits", "present_value_costs"
