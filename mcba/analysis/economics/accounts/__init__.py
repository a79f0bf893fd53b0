"""Accounts: what each option brings and costs, effect by effect, in money, year by year and in natural units."""

from mcba.doors import door

__getattr__, __dir__ = door(__name__)
