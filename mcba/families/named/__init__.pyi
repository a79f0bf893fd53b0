"""Each file of families, in the order in which readers meet them; a new file is a line here."""

# isort: off
from mcba.families.named.normal import *
from mcba.families.named.bounded import *
from mcba.families.named.three_point import *
from mcba.families.named.positive import *
from mcba.families.named.cut import *
from mcba.families.named.values import *
from mcba.families.named.counts import *
from mcba.families.named.tailed import *
from mcba.families.named.measurement import *
from mcba.families.named.flexible import *
from mcba.families.named.joint import *
