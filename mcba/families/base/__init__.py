"""What every family is made of: parameters with domains, the ways to state them, and the class they describe."""
