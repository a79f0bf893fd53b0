from mcba.analysis.economics.accounts.account import (
    Account as Account,
    Accounts as Accounts,
    accounts_of as accounts_of,
)
from mcba.analysis.economics.accounts.years import YearAccount as YearAccount, account_by_year as account_by_year
