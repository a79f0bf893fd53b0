from mcba.study.reading.grammar import stated_language as stated_language
from mcba.study.reading.positions import Positions as Positions, find_positions as find_positions
from mcba.study.reading.reader import load as load, read as read
from mcba.study.reading.starter import start_study as start_study
