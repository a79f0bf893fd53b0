from mcba.families.composite.altered import *
from mcba.families.composite.several import *
