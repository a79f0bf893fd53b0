from mcba.analysis.economics.accounts.account import Accounts as Accounts, accounts_of as accounts_of
