from mcba.study.reading.complaints import Complaints as Complaints
from mcba.study.reading.draft import Draft as Draft
from mcba.study.reading.hinting import Hint as Hint, hints as hints
from mcba.study.reading.page import Page as Page
from mcba.study.reading.positions import Place as Place, Positions as Positions, find_positions as find_positions
from mcba.study.reading.reader import draft_of as draft_of, load as load, read as read
from mcba.study.reading.starter import STARTER as STARTER, start_study as start_study
