from mcba.families.uncertain.conditional import Conditional as Conditional, sound_worlds as sound_worlds
from mcba.families.uncertain.predictive import Predictive as Predictive
