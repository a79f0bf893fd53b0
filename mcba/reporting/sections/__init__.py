"""The sections of the methods appendix: functions from facts to blocks, in the order in which they stand."""
