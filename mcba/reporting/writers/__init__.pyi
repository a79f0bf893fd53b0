from mcba.reporting.writers.formats import FORMATS as FORMATS
