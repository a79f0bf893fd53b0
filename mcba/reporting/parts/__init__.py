"""The parts of the decision page: functions from a decision to text, in the order in which they stand."""
